import type { Section } from '../files/files.ts';
import type { Material } from './analysis.ts';
import type { Stretch } from './sentences.ts';

/** Between the sections of a file: a blank line, which no sentence crosses. */
export const SECTION_BREAK = '\n\n';

/** A file's text as spans count it. */
export const joined = (sections: readonly Section[]) => sections.map(({ text }) => text).join(SECTION_BREAK);

export interface ClaimSource {
  /** a file's name; null for the user's own words */
  attachment: string | null;
  text: string;
  /** where in the text the rows of tables are */
  rows: Stretch[];
}

function rowsIn(sections: readonly Section[]): Stretch[] {
  const rows: Stretch[] = [];
  let offset = 0;
  for (const { text, row } of sections) {
    if (row) rows.push({ start: offset, end: offset + text.length });
    offset += text.length + SECTION_BREAK.length;
  }
  return rows;
}

/** The texts that claims may be taken from: the user's own words, or the files where there are none. */
export const claimSources = ({ text, attachments }: Material): ClaimSource[] =>
  text.trim()
    ? [{ attachment: null, text, rows: [] }]
    : attachments.map(({ name, sections }) => ({
        attachment: name,
        text: joined(sections),
        rows: rowsIn(sections),
      }));
