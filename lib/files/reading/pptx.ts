import type { Section } from '../files.ts';
import { mainPart, OFFICE_FORMATS } from '../inspection/package.ts';
import type { ReadFormat } from './formats.ts';
import { LeftOut } from './left-out.ts';
import { noteUnread, openPackage, parsePart } from './office-xml.ts';
import { tableCounter } from './rows.ts';
import { readSlide } from './slide.ts';
import { tablesOf, TextFlow } from './text-flow.ts';

const MAX_SLIDES = 300;
/** Between the paragraphs of a slide, so that no two are taken for lines of one paragraph. */
const GAP = '\n\n';

/** Slides in the order of the deck, each with its notes; those hidden in the show are left out: ECMA-376 part 1, §13.3. */
export const readPptx: ReadFormat = (bytes, sections) => {
  const file = openPackage(bytes);
  const main = mainPart(file, OFFICE_FORMATS.pptx)?.name ?? '';
  const linked = file.links(main);
  const slides: string[] = [];
  parsePart(file, main, {
    open(name, attributes) {
      if (name !== 'sldId') return;
      // It has a number named `id`, too.
      const [, id = ''] = Object.entries(attributes).find(([key]) => key.endsWith(':id')) ?? [];
      const slide = linked.get(id);
      if (slide) slides.push(slide.target);
    },
  });
  const leftOut = new LeftOut();
  const count = tableCounter();

  /** What is on one slide, taken only once it is known that it is shown. */
  const read = (part: string, where: string, left: LeftOut) => {
    const found: Section[] = [];
    let lines: string[] = [];
    const endText = () => {
      if (lines.length > 0) found.push({ text: lines.join(GAP), locator: where });
      lines = [];
    };
    const flow = new TextFlow({
      paragraph: (text) => lines.push(text),
      tables() {
        endText();
        return tablesOf(
          {
            add(text, locator, row) {
              found.push({ text, locator, ...(row && { row }) });
              return true;
            },
          },
          count,
        )();
      },
      locateRow: (table, row) => `${where}, table ${table}, row ${row}`,
    });
    const isShown = readSlide(file, part, flow, left);
    endText();
    return { isShown, found };
  };
  const add = (found: Section[]) => found.every(({ text, locator, row }) => sections.add(text, locator, row));

  let isFull = false;
  for (const [i, slide] of slides.slice(0, MAX_SLIDES).entries()) {
    const hidden = new LeftOut();
    const { isShown, found } = read(slide, `slide ${i + 1}`, hidden);
    if (!isShown) {
      leftOut.hideWhole('slide');
      continue;
    }
    leftOut.join(hidden);
    const notes = [...file.links(slide).values()].filter(({ type }) => type === 'notesSlide');
    const isWhole =
      add(found) && notes.every(({ target }) => add(read(target, `notes of slide ${i + 1}`, leftOut).found));
    isFull = !isWhole;
    if (isFull) break;
  }
  if (!isFull && slides.length > MAX_SLIDES)
    sections.cut(`Only the first ${MAX_SLIDES} of ${slides.length} slides were read.`);
  leftOut.note(sections);
  noteUnread(file, sections);
  return sections.reading(slides.length);
};
