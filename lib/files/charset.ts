import { isUtf8 } from 'node:buffer';

/** What says in which encoding a text is. */
export interface Charset {
  /** as the Encoding Standard names it */
  name: string;
  /** whether nothing in the file says so, and its letters alone do */
  isGuessed: boolean;
}

/** Of a file, for a guess: letters of one language are alike everywhere. */
const SAMPLE_BYTES = 32_768;
/** Characters of no text, of a thousand. */
const MAX_CONTROLS = 5;
/** Of the letters of a text, those in words that look like words. Noise stays below a third. */
const MIN_WORDS = 0.6;
/** Of the words and signs that are not ASCII, those that nobody writes so. */
const MAX_WRONG_SIGNS = 0.3;
/** Of the characters of two bytes, those that are in use every day. Of noise, half are. */
const MIN_COMMON = 0.7;
/** Where a page or a feed says its encoding: HTML §13.2.3.2. */
const DECLARATION =
  /<meta[^>]{1,200}?charset\s*=\s*["']?\s*([\w:-]{2,20})|<\?xml[^>]{1,200}?encoding\s*=\s*["']([\w:-]{2,20})/i;

/** Encodings of two bytes a character, with the first bytes of the punctuation, syllables and signs in daily use. */
const DAILY: Record<string, RegExp> = {
  shift_jis: /^[\x81-\x83\x88-\x97]/,
  'euc-jp': /^[\xa1-\xa5\xb0-\xcf]/,
  'euc-kr': /^[\xa1\xa3\xb0-\xc8]/,
  gb18030: /^[\xa1-\xa3\xb0-\xd7]/,
  big5: /^[\xa1-\xc6]/,
};
/** Encodings of one byte a character, the most frequent first. */
const ALPHABETS =
  'windows-1252 windows-1251 windows-1250 koi8-r windows-1254 windows-1253 windows-1256 windows-1255 iso-8859-5 windows-874'.split(
    ' ',
  );

/** @returns the encoding that the bytes themselves tell; undefined where only their letters could */
export function toldCharset(bytes: Uint8Array): Charset | undefined {
  const [first, second] = bytes;
  const told = (name: string): Charset => ({ name, isGuessed: false });
  if (first === 0xff && second === 0xfe) return told('utf-16le');
  if (first === 0xfe && second === 0xff) return told('utf-16be');
  if (bytes.includes(0)) return utf16Without(bytes) ?? (isUtf8(bytes) ? told('utf-8') : undefined);
  // ISO-2022-JP is plain ASCII with escapes.
  const isEscaped = bytes.includes(0x1b);
  if (isUtf8(bytes) && !isEscaped) return told('utf-8');
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 1_024)).toString('latin1');
  const [, meta, xml] = DECLARATION.exec(head) ?? [];
  const declared = encodingOf(meta ?? xml ?? '');
  return declared !== undefined && decode(bytes, declared) !== undefined ? told(declared) : undefined;
}

/**
 * Whether bytes are text in any encoding that we read, by cheap checks alone. Which one it is, the reader tells, with
 * statistics of languages that would make every function larger that takes files.
 */
export function plausibleCharset(bytes: Uint8Array): Charset | undefined {
  const told = toldCharset(bytes);
  if (told) return told;
  if (isUtf8(bytes)) return { name: 'utf-8', isGuessed: false };
  if (bytes.includes(0)) return undefined;
  const name = [...ALPHABETS, ...Object.keys(DAILY)].find((each) => isTextIn(bytes, each));
  return name === undefined ? undefined : { name, isGuessed: true };
}

/** @returns undefined when the bytes are text in no encoding that we read; in another than its own, only ASCII is right */
export function plausibleText(bytes: Uint8Array): string | undefined {
  const charset = plausibleCharset(bytes);
  return charset && decode(bytes, charset.name);
}

/** @returns undefined when the bytes are not in that encoding */
export function decode(bytes: Uint8Array, name: string): string | undefined {
  try {
    return new TextDecoder(name, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** @returns undefined for a name that nobody knows */
export function encodingOf(label: string): string | undefined {
  try {
    const name = new TextDecoder(label).encoding;
    return name === 'utf-8' || name.startsWith('utf-16') ? undefined : name;
  } catch {
    return undefined;
  }
}

/** UTF-16 without its mark: in European text every other byte is 0, and no other is. */
function utf16Without(bytes: Uint8Array): Charset | undefined {
  if (bytes.length < 8 || bytes.length % 2 === 1) return undefined;
  const counts = [0, 0];
  const length = Math.min(bytes.length, SAMPLE_BYTES);
  for (let i = 0; i < length; i++) if (bytes[i] === 0) counts[i % 2] = (counts[i % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = counts;
  const name =
    even === 0 && odd > length * 0.3 ? 'utf-16le' : odd === 0 && even > length * 0.3 ? 'utf-16be' : '';
  const text = name && decode(bytes, name);
  return text && !text.includes('\0') && !hasControls(text) ? { name, isGuessed: true } : undefined;
}

/** From the line of the first byte that is not ASCII, if there is one. */
export function sampleOf(bytes: Uint8Array): Uint8Array {
  const first = Math.max(
    0,
    bytes.findIndex((byte) => byte >= 0x80),
  );
  const line = bytes.subarray(Math.max(0, first - 1_000), first).lastIndexOf(0x0a);
  const start = line < 0 ? Math.max(0, first - 1_000) : first - Math.min(first, 1_000) + line + 1;
  return bytes.subarray(start, start + SAMPLE_BYTES);
}

/** Whether bytes that are not ASCII, read in one encoding, are characters and words as people write them. */
export function isTextIn(bytes: Uint8Array, name: string): boolean {
  const sample = sampleOf(bytes);
  const daily = DAILY[name];
  let text: string;
  try {
    // The last character of the sample may be cut in two.
    text = new TextDecoder(name, { fatal: true }).decode(sample, { stream: true });
  } catch {
    return false;
  }
  if (hasControls(text) || !(daily ? hasDailySigns(sample, name, daily) : hasWords(text))) return false;
  const whole = sample.length === bytes.length ? text : decode(bytes, name);
  return whole !== undefined && !hasControls(whole);
}

function hasControls(text: string): boolean {
  const controls = text.match(/[\x01-\x08\x0e-\x1a\x1c-\x1f\x7f-\x9f\ufffd\ufffe\uffff]/g)?.length ?? 0;
  return controls * 1_000 > text.length * MAX_CONTROLS;
}

/** Japanese kana of half the width are single bytes in Shift_JIS, and few texts are written with them. */
function hasDailySigns(sample: Uint8Array, name: string, daily: RegExp): boolean {
  const text = Buffer.from(sample.buffer, sample.byteOffset, sample.byteLength).toString('latin1');
  const single = name === 'shift_jis' ? /[\xa1-\xdf]|[\x80-\xff][^]/g : /[\x80-\xff][^]/g;
  const pairs = text.match(single) ?? [];
  const common = pairs.filter((pair) => daily.test(pair)).length;
  return common >= Math.max(1, pairs.length * MIN_COMMON);
}

/** Letters, with the marks on them. */
const WORD = /[\p{L}\p{M}]+(?:['’-][\p{L}\p{M}]+)*/gu;
/** One alphabet, and capitals only where a word begins or throughout. */
const REGULAR = /^(?:\p{Lu}?[\p{Ll}\p{Lo}\p{Lm}\p{M}'’-]+|[\p{Lu}\p{M}'’-]+)$/u;
const ONE_ALPHABET =
  /^(?:[\p{Script=Latin}\p{M}'’-]+|[\p{Script=Cyrillic}\p{M}'’-]+|[\p{Script=Greek}\p{M}'’-]+|[\p{Script=Arabic}\p{M}'’-]+|[\p{Script=Hebrew}\p{M}'’-]+|[\p{Script=Thai}\p{M}'’-]+)$/u;
/** Signs of Western text that are not ASCII: currencies, quotation marks, dashes, degrees. */
const SIGNS = /[\xa0-\xbf\xd7\xf7\u2010-\u2044\u20ac\u2122]/;

/**
 * Any bytes are letters of an alphabet of 8 bits; but only in the right one they make words. Words of one or two ASCII
 * letters say nothing, and those of more say nothing about what is not ASCII.
 */
function hasWords(text: string): boolean {
  let regular = 0;
  let odd = 0;
  let rightSigns = 0;
  let wrongSigns = 0;
  for (const word of text.match(WORD) ?? []) {
    const isForeign = /[^\x20-\x7e’]/.test(word);
    if (word.length < 3) {
      if (isForeign) odd += word.length;
      continue;
    }
    const isRegular = REGULAR.test(word) && ONE_ALPHABET.test(word);
    if (isRegular) regular += word.length;
    else odd += word.length;
    if (isForeign && isRegular) rightSigns++;
    if (isForeign && !isRegular) wrongSigns++;
  }
  for (const sign of text.match(/[^\x00-\x7f\p{L}\p{M}]/gu) ?? [])
    if (SIGNS.test(sign)) rightSigns++;
    else wrongSigns++;
  const all = regular + odd + wrongSigns;
  return (
    regular + rightSigns > 0 &&
    regular >= all * MIN_WORDS &&
    wrongSigns <= (rightSigns + wrongSigns) * MAX_WRONG_SIGNS
  );
}
