import type { getDocumentProxy } from 'unpdf';

export type Pdf = Awaited<ReturnType<typeof getDocumentProxy>>;
export type Page = Awaited<ReturnType<Pdf['getPage']>>;

/** A run of text as it is drawn; lengths in points, from the lower left corner. */
export interface TextRun {
  text: string;
  x: number;
  /** of its baseline */
  y: number;
  width: number;
  /** of its letters */
  size: number;
  /** whether it stands upright, to be read from left to right */
  isUpright: boolean;
  /** whether the line ends behind it, as pdf.js sees it */
  isEndOfLine: boolean;
}

/** The runs of a page, in the order in which they are drawn. */
export async function textRuns(page: Page): Promise<TextRun[]> {
  const { items } = await page.getTextContent();
  return items.flatMap((item) => {
    if (!('str' in item)) return [];
    const [a = 0, b = 0, c = 0, d = 0, x = 0, y = 0] = item.transform as number[];
    return {
      text: despaced(item.str),
      x,
      y,
      width: item.width,
      size: Math.hypot(c, d),
      isUpright: a > 0 && Math.abs(b) < 0.1 * a,
      isEndOfLine: item.hasEOL,
    };
  });
}

/** "A N N U A L": letters that were set apart for looks. */
const despaced = (text: string): string =>
  /^\s*(?:\p{L} ){2,200}\p{L}\s*$/u.test(text) ? text.trim().replaceAll(' ', '') : text;

/** Out of the page, or too small to see. */
export function isOffPage({ x, y, width, size, text }: TextRun, view: readonly number[]): boolean {
  const [left = 0, bottom = 0, right = Infinity, top = Infinity] = view;
  if (text.trim() === '') return false;
  return size < 0.5 || x + width < left || x > right || y + size < bottom || y > top;
}
