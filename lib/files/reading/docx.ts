import mammoth from 'mammoth';
import type { ReadFormat } from './formats.ts';

/** Body text by paragraphs, those in tables included. */
export const readDocx: ReadFormat = async (bytes, sections) => {
  const { value } = await mammoth.extractRawText({ buffer: Buffer.from(bytes) });
  let paragraph = 0;
  for (const text of value.split('\n\n'))
    if (text.trim() !== '' && !sections.add(text, `paragraph ${++paragraph}`)) break;
  return sections.reading();
};
