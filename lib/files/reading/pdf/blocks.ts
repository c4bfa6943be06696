import { isUnfinished, startsLower } from '../../../prose/line-breaks.ts';
import type { Fragment, Row } from './rows.ts';

/** A line of prose, and where it is; lengths in points. */
export interface PdfLine {
  text: string;
  left: number;
  right: number;
  y: number;
  size: number;
  isUpright: boolean;
}

export type Block = { lines: PdfLine[] } | { cells: string[][] };

/** A table has a row of names and two of values; what is shorter may be anything. */
const MIN_TABLE_ROWS = 3;
/** Two columns of prose; what is shorter, or has short pieces, may be a list of names and values. */
const MIN_COLUMN_ROWS = 3;
const MIN_COLUMN_WORDS = 3;

/** Tables, columns of prose one after another, and lines between them, in the order in which they are drawn. */
export function blocksOf(rows: readonly Row[]): Block[] {
  const blocks: Block[] = [];
  let lines: PdfLine[] = [];
  const flush = () => {
    if (lines.length > 0) blocks.push({ lines });
    lines = [];
  };
  for (let at = 0; at < rows.length;) {
    const run = alignedRows(rows, at);
    if (run.length >= MIN_COLUMN_ROWS && areColumns(run)) {
      for (let column = 0; column < (run[0]?.fragments.length ?? 0); column++)
        lines.push(...run.flatMap((row) => lineOf(row, row.fragments.slice(column, column + 1))));
      at += run.length;
    } else if (run.length >= MIN_TABLE_ROWS) {
      flush();
      blocks.push({ cells: run.map(({ fragments }) => fragments.map(({ text }) => text)) });
      at += run.length;
    } else {
      const row = rows[at];
      if (row) lines.push(...lineOf(row, row.fragments));
      at++;
    }
  }
  flush();
  return blocks;
}

/** Cells that are no table for certain still stay apart. */
function lineOf(row: Row, fragments: readonly Fragment[]): PdfLine[] {
  const [first] = fragments;
  if (!first) return [];
  const { y, size, isUpright } = row;
  const text = fragments.map((each) => each.text).join('   ');
  return [{ text, left: first.left, right: fragments.at(-1)?.right ?? first.right, y, size, isUpright }];
}

/** From a row on, those with as many pieces, each of which keeps to its column. */
function alignedRows(rows: readonly Row[], from: number): Row[] {
  const first = rows[from];
  const count = first?.fragments.length ?? 0;
  if (!first?.isUpright || count < 2) return [];
  const columns = first.fragments.map(({ left, right }) => ({ left, right }));
  const run: Row[] = [];
  for (let at = from; at < rows.length; at++) {
    const row = rows[at];
    const before = run.at(-1);
    if (row?.fragments.length !== count || !row.isUpright) break;
    if (before && !(row.y < before.y && before.y - row.y < 4 * Math.max(row.size, before.size))) break;
    const isAligned = row.fragments.every(({ left, right }, i) => {
      const column = columns[i];
      const isNear = (a: number, b: number) => Math.abs(a - b) < 0.6 * row.size;
      if (!column) return false;
      const middle = (left + right) / 2;
      return (
        (isNear(left, column.left) ||
          isNear(right, column.right) ||
          isNear(middle, (column.left + column.right) / 2)) &&
        left > (columns[i - 1]?.right ?? -Infinity) &&
        right < (columns[i + 1]?.left ?? Infinity)
      );
    });
    if (!isAligned) break;
    row.fragments.forEach(({ left, right }, i) => {
      const column = columns[i];
      if (column)
        Object.assign(column, { left: Math.min(column.left, left), right: Math.max(column.right, right) });
    });
    run.push(row);
  }
  return run;
}

/** Prose runs on from line to line in each column; cells do not. */
function areColumns(run: readonly Row[]): boolean {
  const count = run[0]?.fragments.length ?? 0;
  for (let column = 0; column < count; column++) {
    const texts = run.map(({ fragments }) => fragments[column]?.text ?? '');
    const words = texts.reduce((sum, text) => sum + text.split(' ').length, 0);
    if (words < MIN_COLUMN_WORDS * texts.length) return false;
    const runOn = texts.slice(1).filter((text, i) => startsLower(text) || isUnfinished(texts[i] ?? ''));
    if (runOn.length * 2 < texts.length - 1) return false;
  }
  return true;
}
