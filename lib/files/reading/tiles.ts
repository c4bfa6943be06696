/** Rows of an image that are recognised at once. */
export interface Tile {
  top: number;
  height: number;
}
/** Where a line of text is in an image, in rows. */
export interface Span {
  top: number;
  bottom: number;
}

/** Fewer rows take less memory, and more time. */
export const TILE_HEIGHT = 1_200;
/** Rows above the first line, so that it does not touch the edge. */
const MARGIN = 12;
/** A line that ends so near the end of a tile may go on below. */
const EDGE = 24;
/** Where a tile without a line near its end is followed: higher than a line of a heading. */
const OVERLAP = 160;

/** The next part to recognise, from a row on that no line of text crosses. */
export function nextTile(height: number, from: number): Tile {
  const top = Math.max(0, from - MARGIN);
  return { top, height: Math.min(TILE_HEIGHT, height - top) };
}

/**
 * The row at which the next tile begins, and before which the lines of this one count: there it has no line, so that
 * none is cut in two and none is read twice.
 * @param spans the lines that were found in the tile
 */
export function endOfTile(tile: Tile, spans: readonly Span[], height: number): number {
  const bottom = tile.top + tile.height;
  if (bottom >= height) return height;
  const earliest = tile.top + tile.height / 2;
  let end = bottom - EDGE;
  for (;;) {
    const cut = spans.filter((span) => span.top < end && span.bottom >= end);
    if (cut.length === 0) break;
    end = Math.min(...cut.map((span) => span.top));
  }
  // Columns whose lines are never apart, or a picture taken for a line.
  if (end < earliest) return bottom - EDGE;
  const isBare = !spans.some((span) => span.bottom > bottom - OVERLAP);
  return isBare ? bottom - OVERLAP : end;
}
