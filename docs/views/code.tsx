/** @param text commands to copy, line by line */
export function Code({ text }: { text: string }) {
  return (
    // What scrolls must be reached by the keyboard, too.
    <pre tabIndex={0}>
      <code>{text}</code>
    </pre>
  );
}
