/** An estimate that errs on the large side: English takes some 4 bytes a token, other scripts fewer characters. */
export const tokensOf = (text: string): number => Math.ceil(Buffer.byteLength(text) / 3);

/** A stretch of a text, and where it begins there. */
export interface Piece {
  text: string;
  start: number;
}

/**
 * Cuts a text into pieces of at most so many tokens, where a paragraph, a line, a sentence or at least a word ends.
 * @returns pieces that make up the whole text
 */
export function pieces(text: string, maxTokens: number): Piece[] {
  const cut: Piece[] = [];
  for (let start = 0; start < text.length;) {
    const end = endOfPiece(text, start, maxTokens);
    cut.push({ text: text.slice(start, end), start });
    start = end;
  }
  return cut;
}

/** Two pieces of one, or none when it is too short to be cut. */
export function halves({ text, start }: Piece): [Piece, Piece] | undefined {
  if (text.length < 200) return undefined;
  const end = endOfPiece(text, 0, tokensOf(text) / 2);
  return [
    { text: text.slice(0, end), start },
    { text: text.slice(end), start: start + end },
  ];
}

function endOfPiece(text: string, start: number, maxTokens: number): number {
  if (text.length - start <= maxTokens && tokensOf(text.slice(start)) <= maxTokens) return text.length;
  // As many characters as fit even if each takes three bytes, and more as far as they take less.
  let end = start + Math.max(1, Math.floor(maxTokens));
  while (end < text.length && tokensOf(text.slice(start, end)) < maxTokens) {
    const left = maxTokens - tokensOf(text.slice(start, end));
    end = Math.min(text.length, end + Math.max(1, Math.floor(left)));
  }
  if (end >= text.length) return text.length;
  const window = text.slice(start, end);
  for (const border of ['\n\n', '\n', '. ', ' ']) {
    const at = window.lastIndexOf(border);
    if (at > window.length / 2) return start + at + border.length;
  }
  const splitsPair = /[\uD800-\uDBFF]/.test(text.charAt(end - 1));
  return splitsPair && end - 1 > start ? end - 1 : end;
}

/** The beginning of a text that takes at most so many tokens. */
export const beginning = (text: string, maxTokens: number): string =>
  tokensOf(text) <= maxTokens ? text : text.slice(0, endOfPiece(text, 0, maxTokens));
