import { strFromU8, unzipSync } from 'fflate';
import type { ReadFormat } from './formats.ts';
import { paragraphsOf, WORD } from './office-text.ts';

/** What holds text, in the order of reading, and what its paragraphs are called. */
const PARTS: readonly [part: string, what: string][] = [
  ['word/document.xml', 'paragraph'],
  ['word/footnotes.xml', 'footnote paragraph'],
  ['word/endnotes.xml', 'endnote paragraph'],
];

/** Text by paragraphs, those in tables and text boxes included; what was deleted with changes tracked is not. */
export const readDocx: ReadFormat = (bytes, sections) => {
  const parts = unzipSync(bytes, { filter: ({ name }) => PARTS.some(([part]) => part === name) });
  for (const [part, what] of PARTS)
    for (const [i, text] of paragraphsOf(strFromU8(parts[part] ?? new Uint8Array()), WORD).entries())
      if (!sections.add(text, `${what} ${i + 1}`)) return sections.reading();
  return sections.reading();
};
