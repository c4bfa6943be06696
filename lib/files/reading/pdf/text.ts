import { isUnfinished, type Layout } from '../../../prose/line-breaks.ts';
import type { Section } from '../../files.ts';
import { wordCounts } from '../hyphens.ts';
import { endsSentence, paragraphsOf } from '../paragraphs.ts';
import type { Sections } from '../sections.ts';
import { addTable, isHeaderRow } from '../tables.ts';
import type { Block, PdfLine } from './blocks.ts';

export interface PageText {
  blocks: readonly Block[];
  fields: readonly Section[];
  /** in points */
  bottom: number;
  height: number;
}

interface PlacedLine extends PdfLine {
  page: number;
  /** the share of the page that is below it */
  roomBelow: number;
}

/** Where a page has more room left, the next one begins something else. */
const MAX_ROOM_BELOW = 0.4;

/** Adds the pages' text: paragraphs, which may go on overleaf, rows of tables, and fields behind their page. */
export function addPages(sections: Sections, pages: readonly PageText[]): void {
  let lines: PlacedLine[] = [];
  let tables = 0;
  let counts: Map<string, number> | undefined;
  const countsOf = () =>
    (counts ??= wordCounts(pages.flatMap(({ blocks }) => blocks.flatMap(textsOf)).join('\n')));
  const flush = () => {
    addLines(sections, lines, countsOf);
    lines = [];
  };
  for (const [i, { blocks, fields, bottom, height }] of pages.entries()) {
    const page = i + 1;
    for (const block of blocks) {
      if ('lines' in block) {
        lines.push(...block.lines.map((line) => ({ ...line, page, roomBelow: (line.y - bottom) / height })));
        continue;
      }
      flush();
      const table = tables++;
      addTable(sections, block.cells, {
        table,
        hasHeader: isHeaderRow(block.cells[0] ?? []),
        locatorOf: (row) => `page ${page}, table ${table + 1}, row ${row + 1}`,
      });
    }
    if (fields.length > 0) flush();
    for (const { text, locator } of fields) sections.add(text, locator);
  }
  flush();
}

const textsOf = (block: Block) =>
  'lines' in block ? block.lines.map(({ text }) => text) : block.cells.flat();

/** One section a page: a paragraph that goes on overleaf belongs where it begins. */
function addLines(sections: Sections, lines: readonly PlacedLine[], counts: () => Map<string, number>): void {
  const spaced: (PlacedLine | undefined)[] = [];
  const pitch = pitchOf(lines);
  for (const [i, line] of lines.entries()) {
    const before = lines[i - 1];
    if (before && isBreak(before, line, pitch)) spaced.push(undefined);
    spaced.push(line);
  }
  const texts = spaced.map((line) => line?.text ?? '');
  const layoutOf = (first: number): Layout => layoutFrom(spaced, first);
  let page = 0;
  let open: string[] = [];
  const flush = () => {
    if (open.length > 0) sections.add(open.join('\n\n'), `page ${page}`);
    open = [];
  };
  for (const { text, line } of paragraphsOf(texts, { counts, layoutOf })) {
    const on = spaced[line]?.page ?? page;
    if (on !== page) flush();
    page = on;
    open.push(text);
  }
  flush();
}

/** The usual distance of baselines, in heights of the letters; most lines stand in paragraphs. */
function pitchOf(lines: readonly PlacedLine[]): number {
  const pitches = lines
    .flatMap((line, i) => {
      const before = lines[i - 1];
      const pitch = before?.page === line.page ? (before.y - line.y) / line.size : 0;
      return pitch > 0.8 && pitch < 4 ? pitch : [];
    })
    .toSorted((a, b) => a - b);
  return pitches.length < 4 ? 1.6 : (pitches[Math.floor(pitches.length / 3)] ?? 1.6);
}

function isBreak(before: PlacedLine, line: PlacedLine, pitch: number): boolean {
  if (before.isUpright !== line.isUpright) return true;
  if (Math.abs(before.size - line.size) > 0.12 * Math.max(before.size, line.size)) return true;
  if (before.page !== line.page)
    return (
      endsSentence(before.text, line.text) ||
      (!isUnfinished(before.text) && (line.page > before.page + 1 || before.roomBelow > MAX_ROOM_BELOW))
    );
  if (line.y >= before.y) return false;
  return (before.y - line.y) / line.size > Math.max(1.35 * pitch, 1.5);
}

/** By the right edges of a run's lines; letters are about as wide as those of their line. */
function layoutFrom(spaced: readonly (PlacedLine | undefined)[], first: number): Layout {
  let right = 0;
  for (let i = first; spaced[i]; i++)
    right = Math.max(right, (spaced[i]?.right ?? 0) - (spaced[i]?.left ?? 0));
  return {
    hasRoom: (i) => {
      const [line, next] = [spaced[first + i], spaced[first + i + 1]];
      if (!line || !next) return false;
      const letter = (next.right - next.left) / Math.max(1, next.text.length);
      const word = (/^\S*/.exec(next.text)?.[0].length ?? 0) + 1;
      return line.right - line.left + word * letter <= right;
    },
  };
}
