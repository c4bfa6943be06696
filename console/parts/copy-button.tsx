import { useState } from 'preact/hooks';
import { Status } from './notice.tsx';

/** Copies a text, and says so. */
export function CopyButton({ text, label }: { text: string; label: string }) {
  const [said, setSaid] = useState('');
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setSaid('Copied.');
    } catch {
      setSaid('The browser does not let this page copy: select the text instead.');
    }
  };
  return (
    <>
      <button class="button" type="button" onClick={() => void copy()}>
        {label}
      </button>
      <Status>{said}</Status>
    </>
  );
}
