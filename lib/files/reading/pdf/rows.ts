import { superscript } from '../superscript.ts';
import type { TextRun } from './page.ts';

/** A piece of a row with no wide gap in it: a whole line of prose, or one cell of a table. */
export interface Fragment {
  text: string;
  left: number;
  right: number;
}

/** What stands on one baseline, as far as it is drawn in one go. */
export interface Row {
  fragments: Fragment[];
  y: number;
  size: number;
  isUpright: boolean;
}

/** Between words of justified prose there is less room, between columns more; in heights of the letters. */
const WIDE_GAP = 1.5;
/** What lies off the baseline by less is on the same line. */
const SAME_LINE = 0.5;
const WORD_GAP = 0.2;

/** The rows of a page, in the order in which they are drawn. */
export function rowsOf(runs: readonly TextRun[]): Row[] {
  const rows: Row[] = [];
  let row: Row | undefined;
  let isEnded = false;
  let isSpaced = false;
  for (const run of runs) {
    const isBlank = run.text.trim() === '';
    if (!isBlank && (!row || isEnded || !isSameRow(row, run))) {
      row = { fragments: [], y: run.y, size: run.size, isUpright: run.isUpright };
      rows.push(row);
    }
    if (!isBlank && row) append(row, run, isSpaced);
    isSpaced = /\s$/.test(run.text) || (isBlank && (isSpaced || run.text !== ''));
    // pdf.js ends lines that only step back, such as those of a raised figure: the place decides, where it can.
    if (!isBlank) isEnded = false;
    if (run.isEndOfLine && row?.isUpright === false) isEnded = true;
  }
  return rows;
}

function isSameRow(row: Row, run: TextRun): boolean {
  if (row.isUpright !== run.isUpright) return false;
  if (!run.isUpright) return true;
  const size = Math.max(row.size, run.size);
  const right = row.fragments.at(-1)?.right ?? -Infinity;
  return Math.abs(row.y - run.y) < SAME_LINE * size && run.x > right - size;
}

function append(row: Row, run: TextRun, isSpaced: boolean): void {
  const last = row.fragments.at(-1);
  const right = run.x + run.width;
  const isRaised = run.size < 0.85 * row.size && run.y > row.y + 0.1 * row.size;
  if (!last) {
    row.fragments.push({ text: run.text.trim(), left: run.x, right });
    return;
  }
  const gap = run.isUpright ? run.x - last.right : 0;
  if (run.isUpright && gap > WIDE_GAP * row.size) {
    row.fragments.push({ text: run.text.trim(), left: run.x, right });
    return;
  }
  if (isRaised && gap < WORD_GAP * row.size) last.text += superscript(last.text, run.text.trim());
  else {
    const isApart = isSpaced || !run.isUpright || /^\s/.test(run.text) || gap > WORD_GAP * row.size;
    last.text += (isApart ? ' ' : '') + run.text.trim();
  }
  last.right = right;
  // A raised figure may begin a row.
  if (run.size > row.size) Object.assign(row, { size: run.size, y: run.y });
}
