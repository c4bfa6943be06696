import { posix } from 'node:path';
import { mainPart, OFFICE_FORMATS } from '../inspection/package.ts';
import { readStory } from './docx-story.ts';
import { stylesOf } from './docx-styles.ts';
import type { ReadFormat } from './formats.ts';
import { LeftOut } from './left-out.ts';
import { hasText, noteUnread, openPackage } from './office-xml.ts';
import { tableCounter } from './rows.ts';
import { tablesOf, TextFlow } from './text-flow.ts';

/** Notes, by the type of their relationship, and what refers to one. */
const NOTES = [
  ['footnotes', 'footnote', 'footnoteReference'],
  ['endnotes', 'endnote', 'endnoteReference'],
] as const;

/** Text by paragraphs and rows of tables, those of text boxes included, then the notes that the text refers to. */
export const readDocx: ReadFormat = (bytes, sections) => {
  const file = openPackage(bytes);
  const main = mainPart(file, OFFICE_FORMATS.docx)?.name ?? '';
  const links = [...file.links(main).values()];
  // Some programs forget to name the parts: then they are where they usually are.
  const partOf = (type: string) =>
    links.find((link) => link.type === type)?.target ??
    (links.length === 0 ? posix.join(posix.dirname(main), `${type}.xml`) : '');
  const styles = stylesOf(file, partOf('styles'));
  const leftOut = new LeftOut();
  const count = tableCounter();
  const notes = new Map<string, Set<string>>();
  let hasRoom = true;

  const read = (part: string, prefix: string, isNoteRead?: (id: string) => boolean) => {
    let paragraphs = 0;
    const add = (...section: Parameters<typeof sections.add>) => (hasRoom &&= sections.add(...section));
    const flow = new TextFlow({
      paragraph: (text) => add(text, `${prefix}paragraph ${++paragraphs}`),
      tables: tablesOf({ add }, count),
      locateRow: (table, row) => `${prefix}table ${table}, row ${row}`,
    });
    readStory(file, part, flow, {
      styles,
      leftOut,
      onNote: (kind, id) => notes.set(kind, (notes.get(kind) ?? new Set()).add(id)),
      ...(isNoteRead && { isNoteRead }),
      isDone: () => !hasRoom,
    });
  };

  read(main, '');
  for (const [type, name, reference] of NOTES)
    read(partOf(type), `${name} `, (id) => notes.get(reference)?.has(id) ?? false);
  const edges = links.filter(({ type }) => type === 'header' || type === 'footer');
  if (edges.some(({ target }) => hasText(file, target))) sections.note('Headers and footers were not read.');
  leftOut.note(sections);
  noteUnread(file, sections);
  return sections.reading();
};
