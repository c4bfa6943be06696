import type { Section } from '../files/files.ts';
import type { Material } from './analysis.ts';

/** Between the sections of a file: a blank line, which no sentence crosses. */
export const SECTION_BREAK = '\n\n';

/** A file's text as spans count it. */
export const joined = (sections: readonly Section[]) => sections.map(({ text }) => text).join(SECTION_BREAK);

/** The texts that claims may be taken from: the user's own words, or the files where there are none. */
export const claimSources = ({
  text,
  attachments,
}: Material): { attachment: string | null; text: string }[] =>
  text.trim()
    ? [{ attachment: null, text }]
    : attachments.map(({ name, sections }) => ({ attachment: name, text: joined(sections) }));
