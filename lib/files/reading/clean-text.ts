/** What a parser leaves in a text that is no text: control characters, halves of characters. */
const NOISE = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f\ufff9-\uffff]/g;
/** What nobody sees: places where a word may be divided, marks of direction and of byte order, tags. */
const INVISIBLE =
  /[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\u{e0000}-\u{e007f}]/gu;
/** Joiners shape letters of other scripts, and join emoji; between Latin letters or digits they only hide. */
const JOINERS = /(?<=[\p{Script=Latin}\p{N}])[\u200c\u200d]+|[\u200c\u200d]+(?=[\p{Script=Latin}\p{N}])/gu;
const SPACES = /[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/g;
/** Letters and digits in another shape: full-width, mathematical, ligatures. */
const SHAPES =
  /[\uff10-\uff19][\uff0c\uff0e](?=[\uff10-\uff19])|[\uff05\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\ufb00-\ufb06\u{1d400}-\u{1d7ff}]/gu;

/** A text in the characters that its reader sees, and no others; what they say stays the same. */
export const cleanText = (text: string): string =>
  text
    .replace(/\r\n?/g, '\n')
    .replace(INVISIBLE, '')
    .replace(JOINERS, '')
    .replace(NOISE, ' ')
    .replace(SPACES, ' ')
    .replace(SHAPES, (shape) => shape.normalize('NFKC'))
    .toWellFormed()
    .trim();
