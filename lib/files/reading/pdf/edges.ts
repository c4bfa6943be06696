import type { Row } from './rows.ts';

/** Rows looked at from the top and from the bottom of a page. */
const ROWS = 2;
const MIN_PAGES = 3;
/** In points: where a page's number stands does not move. */
const SAME_PLACE = 3;
/** In heights of the letters: between lines of a paragraph there is less. */
const APART = 1.7;

const textOf = ({ fragments }: Row) =>
  fragments
    .map(({ text }) => text)
    .join(' ')
    .replace(/\d+/g, '#');

/**
 * Leaves out headers, footers and page numbers: what stands at the same place on most pages, but for its numbers.
 * @returns whether there were any
 */
export function dropRepeatedEdges(pages: Row[][]): boolean {
  if (pages.length < MIN_PAGES) return false;
  const counts = new Map<string, number>();
  const edges = pages.map((rows) => {
    const sorted = rows.toSorted((a, b) => b.y - a.y);
    return [...new Set([...sorted.slice(0, ROWS), ...sorted.slice(-ROWS)])];
  });
  const keyOf = (row: Row, shift: number) => `${Math.round(row.y / SAME_PLACE) + shift} ${textOf(row)}`;
  for (const rows of edges)
    for (const key of new Set(rows.map((row) => keyOf(row, 0)))) counts.set(key, (counts.get(key) ?? 0) + 1);
  const timesOf = (row: Row) =>
    [-1, 0, 1].reduce((sum, shift) => sum + (counts.get(keyOf(row, shift)) ?? 0), 0);
  const isRepeated = (row: Row) => timesOf(row) >= MIN_PAGES && timesOf(row) * 2 > pages.length;
  let isDropped = false;
  for (const [i, rows] of pages.entries()) {
    const sorted = rows.toSorted((a, b) => b.y - a.y);
    const dropped = [...edgeOf(sorted, isRepeated), ...edgeOf(sorted.toReversed(), isRepeated)];
    // A page of nothing else is what it is.
    if (dropped.length === 0 || dropped.length >= rows.length) continue;
    pages[i] = rows.filter((row) => !dropped.includes(row));
    isDropped = true;
  }
  return isDropped;
}

/** The first rows, where they are repeated and apart from what follows. */
function edgeOf(rows: readonly Row[], isRepeated: (row: Row) => boolean): Row[] {
  const end = rows.findIndex((row, i) => i === ROWS || !isRepeated(row));
  const [last, next] = [rows[end - 1], rows[end]];
  const isApart = last && next && Math.abs(last.y - next.y) > APART * Math.max(last.size, next.size);
  return isApart ? rows.slice(0, end) : [];
}
