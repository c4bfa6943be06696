import { getResolvedPDFJS } from 'unpdf';
import type { Page, TextRun } from './page.ts';

/** What of a page's text nobody sees: text of layers that are off, white on white, drawn with no ink. */

/** What is left of the characters when a program draws them: no spaces, and each in its plain form. */
const plain = (text: string) => text.normalize('NFKC').replace(/[\s\0-\x1f]/g, '');

interface State {
  isWhite: boolean;
  isInvisible: boolean;
  alpha: number;
}

export interface HiddenOptions {
  /** the ids of the layers that are off */
  layersOff: ReadonlySet<string>;
  /** whether white ink and no ink hide a text: not in a document with pictures, which may be behind it */
  isInkTold: boolean;
}

/**
 * Leaves out what is not seen, by the operators that draw the page, which come in the order of its text.
 * @returns the runs that are seen, and whether some were not
 */
export async function visibleRuns(
  page: Page,
  runs: readonly TextRun[],
  options: HiddenOptions,
): Promise<{ runs: TextRun[]; isHiding: boolean }> {
  const drawn = await drawnText(page, options);
  const all = { runs: [...runs], isHiding: false };
  if (!drawn.isHiding) return all;
  const kept: TextRun[] = [];
  let at = 0;
  for (const run of runs) {
    let seen = '';
    for (const letter of run.text) {
      const letters = plain(letter);
      // What is drawn in another order than it is read cannot be told apart: all of it stays.
      if (letters !== '' && !drawn.text.startsWith(letters, at)) return all;
      if (letters === '' || drawn.seen[at] === true) seen += letter;
      at += letters.length;
    }
    if (seen.trim() !== '' || run.text.trim() === '') kept.push({ ...run, text: seen });
  }
  return { runs: kept, isHiding: true };
}

async function drawnText(
  page: Page,
  { layersOff, isInkTold }: HiddenOptions,
): Promise<{ text: string; seen: boolean[]; isHiding: boolean }> {
  const { OPS } = await getResolvedPDFJS();
  const { fnArray, argsArray } = await page.getOperatorList();
  const texts: string[] = [];
  const seen: boolean[] = [];
  const layers: boolean[] = [];
  const states: State[] = [];
  let state: State = { isWhite: false, isInvisible: false, alpha: 1 };
  // White on something dark is seen; where that is, is not worth telling.
  let isOnDark = false;
  let isHiding = false;
  fnArray.forEach((operator, i) => {
    const args = (argsArray[i] ?? []) as unknown[];
    switch (operator) {
      case OPS.save:
        states.push({ ...state });
        break;
      case OPS.restore:
        state = states.pop() ?? state;
        break;
      case OPS.setFillRGBColor:
      case OPS.setFillGray:
      case OPS.setFillCMYKColor:
      case OPS.setFillColor:
        state.isWhite = isWhite(args[0]);
        break;
      case OPS.setFillColorN:
        state.isWhite = false;
        break;
      case OPS.setTextRenderingMode:
        state.isInvisible = args[0] === 3;
        break;
      case OPS.setGState:
        for (const [name, value] of (args[0] ?? []) as [string, unknown][])
          if (name === 'ca') state.alpha = Number(value);
        break;
      case OPS.constructPath:
      case OPS.fill:
      case OPS.eoFill:
      case OPS.shadingFill:
        isOnDark ||= !state.isWhite || operator === OPS.shadingFill;
        break;
      case OPS.beginMarkedContent:
        layers.push(false);
        break;
      case OPS.beginMarkedContentProps:
        layers.push(args[0] === 'OC' && layersOff.has(String((args[1] as { id?: unknown } | null)?.id)));
        break;
      case OPS.endMarkedContent:
        layers.pop();
        break;
      case OPS.showText:
      case OPS.showSpacedText: {
        const isUnseen =
          layers.includes(true) ||
          (isInkTold && (state.isInvisible || state.alpha === 0 || (state.isWhite && !isOnDark)));
        const glyphs = (args[0] ?? []) as (number | { unicode?: string } | null)[];
        const text = plain(glyphs.map((g) => (typeof g === 'object' ? (g?.unicode ?? '') : '')).join(''));
        texts.push(text);
        for (let letter = 0; letter < text.length; letter++) seen.push(!isUnseen);
        isHiding ||= isUnseen && text !== '';
      }
    }
  });
  return { text: texts.join(''), seen, isHiding };
}

const isWhite = (colour: unknown): boolean =>
  typeof colour === 'string' && /^#f[a-f\d]f[a-f\d]f[a-f\d]$/i.test(colour);
