import { decoded } from '../text.ts';
import type { ReadFormat } from './formats.ts';

/** Paragraphs, each by the line it begins on. */
export const readPlain: ReadFormat = (bytes, sections) => {
  let paragraph: string[] = [];
  let start = 1;
  for (const [i, line] of [...(decoded(bytes) ?? '').split(/\r\n|\r|\n/), ''].entries()) {
    if (line.trim() !== '') {
      if (paragraph.length === 0) start = i + 1;
      paragraph.push(line);
      continue;
    }
    if (paragraph.length > 0 && !sections.add(paragraph.join('\n'), `line ${start}`)) break;
    paragraph = [];
  }
  return sections.reading();
};
