/** UTF-16 code units, `end` excluded */
export interface Range {
  start: number;
  end: number;
}

/**
 * Where words stand in a text. Only white space may differ: who quotes from a page does not keep its line breaks.
 * @param from where to start looking
 */
export function findVerbatim(text: string, words: string, from = 0): Range | undefined {
  const wanted = words.trim();
  if (wanted === '') return undefined;
  const exact = text.indexOf(wanted, from);
  if (exact >= 0) return { start: exact, end: exact + wanted.length };
  const { folded, at } = withFoldedSpace(text, from);
  const needle = wanted.replace(/\s+/g, ' ');
  const index = folded.indexOf(needle);
  const last = at[index + needle.length - 1];
  const first = at[index];
  return index < 0 || first === undefined || last === undefined ? undefined : { start: first, end: last + 1 };
}

/** @returns the text with each run of white space as one space, and where each of its characters came from */
function withFoldedSpace(text: string, from: number): { folded: string; at: number[] } {
  const at: number[] = [];
  let folded = '';
  let wasSpace = false;
  for (let i = from; i < text.length; i++) {
    const unit = text.charAt(i);
    const isSpace = /\s/.test(unit);
    if (!(isSpace && wasSpace)) {
      folded += isSpace ? ' ' : unit;
      at.push(i);
    }
    wasSpace = isSpace;
  }
  return { folded, at };
}
