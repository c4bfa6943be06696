import { isUtf8 } from 'node:buffer';
import chardet from 'chardet';

/** What says in which encoding a text is. */
export interface Charset {
  /** as the Encoding Standard names it */
  name: string;
  /** whether nothing in the file says so, and its letters alone do */
  isGuessed: boolean;
}

/** Of a file, for the guess: letters of one language are alike everywhere. */
const SAMPLE_BYTES = 32_768;
/** Percent. Below it the guesses for a text of a page were wrong more often than right. */
const MIN_CONFIDENCE = 30;
/** Characters of no text, of a thousand. */
const MAX_CONTROLS = 5;
/** In these, bytes that are none cannot be decoded. */
const MULTI_BYTE = /^(?:shift_jis|euc-|iso-2022|gb|big5)/;
/** Where a page or a feed says its encoding: HTML §13.2.3.2. */
const DECLARATION =
  /<meta[^>]{1,200}?charset\s*=\s*["']?\s*([\w:-]{2,20})|<\?xml[^>]{1,200}?encoding\s*=\s*["']([\w:-]{2,20})/i;

/** @returns undefined for bytes that are text in no encoding that can be told */
export function charsetOf(bytes: Uint8Array): Charset | undefined {
  const [first, second] = bytes;
  const said = (name: string): Charset => ({ name, isGuessed: false });
  if (first === 0xff && second === 0xfe) return said('utf-16le');
  if (first === 0xfe && second === 0xff) return said('utf-16be');
  const hasNul = bytes.includes(0);
  if (hasNul) return utf16Without(bytes) ?? (isUtf8(bytes) ? said('utf-8') : undefined);
  // ISO-2022-JP is plain ASCII with escapes.
  const isEscaped = bytes.includes(0x1b);
  if (isUtf8(bytes) && !isEscaped) return said('utf-8');
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 1_024)).toString('latin1');
  const [, meta, xml] = DECLARATION.exec(head) ?? [];
  const declared = encodingOf(meta ?? xml ?? '');
  if (declared !== undefined && decode(bytes, declared) !== undefined) return said(declared);
  return isUtf8(bytes) ? said('utf-8') : guess(bytes);
}

/** @returns undefined when the bytes are text in no encoding that can be told */
export function decoded(bytes: Uint8Array): string | undefined {
  const charset = charsetOf(bytes);
  return charset && decode(bytes, charset.name);
}

function decode(bytes: Uint8Array, name: string): string | undefined {
  try {
    return new TextDecoder(name, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** @returns undefined for a name that nobody knows */
function encodingOf(label: string): string | undefined {
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

function guess(bytes: Uint8Array): Charset | undefined {
  const sample = sampleOf(bytes);
  const names = chardet
    .analyse(sample)
    .filter(({ confidence }) => confidence >= MIN_CONFIDENCE)
    .flatMap(({ name }) => encodingOf(name) ?? []);
  for (const name of names) {
    const text = decode(bytes, name);
    if (text !== undefined && !hasControls(text) && (MULTI_BYTE.test(name) || hasWords(text)))
      return { name, isGuessed: true };
  }
  const western = decode(bytes, 'windows-1252');
  const isWestern = western !== undefined && !hasControls(western) && looksWestern(western);
  return isWestern ? { name: 'windows-1252', isGuessed: true } : undefined;
}

/** From the line of the first byte that is not ASCII. */
function sampleOf(bytes: Uint8Array): Uint8Array {
  const first = bytes.findIndex((byte) => byte >= 0x80);
  const line = bytes.subarray(Math.max(0, first - 1_000), first).lastIndexOf(0x0a);
  const start = line < 0 ? Math.max(0, first - 1_000) : first - Math.min(first, 1_000) + line + 1;
  return bytes.subarray(start, start + SAMPLE_BYTES);
}

function hasControls(text: string): boolean {
  const controls = text.match(/[\x01-\x08\x0e-\x1a\x1c-\x1f\x7f-\x9f\ufffd\ufffe\uffff]/g)?.length ?? 0;
  return controls * 1_000 > text.length * MAX_CONTROLS;
}

/** Any bytes are letters of an alphabet of 8 bits; but of words they make only those of the right one. */
const hasWords = (text: string) => (text.match(/\p{L}{3,}/gu)?.join('').length ?? 0) > text.length * 0.3;

/** Words of Latin letters, with some that have accents: too few for statistics. */
function looksWestern(text: string): boolean {
  const words = text.match(/[A-Za-zÀ-ÖØ-öø-ÿŒœŠšŽž]{3,}/g)?.join('').length ?? 0;
  const foreign = text.match(/[^\x20-\x7e\s]/g)?.length ?? 0;
  return (
    words > text.length * 0.4 &&
    foreign < text.length * 0.45 &&
    !/[þÿ]{2}|[^\p{L}\p{P}\p{Z}\p{N}\p{S}\s]/u.test(text)
  );
}
