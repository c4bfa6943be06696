import { decoded } from './decoded.ts';
import type { ReadFormat } from './formats.ts';
import { wordCounts } from './hyphens.ts';
import { paragraphsOf } from './paragraphs.ts';

/** Paragraphs, each by the line it begins on. */
export const readPlain: ReadFormat = (bytes, sections) => {
  // A form feed divides pages, and what is written goes on behind it.
  const text = (decoded(bytes) ?? '').replace(/\n?\f/g, '\n');
  const lines = text.split(/\r\n|[\r\n\u0085\u2028\u2029]/);
  let counts: Map<string, number> | undefined;
  for (const { text: paragraph, line } of paragraphsOf(lines, {
    counts: () => (counts ??= wordCounts(text)),
  }))
    if (!sections.add(paragraph, `line ${line + 1}`)) break;
  return sections.reading();
};
