import { inflateSync } from 'node:zlib';
import { Unzlib } from 'fflate';
import type { Refusal } from '../files.ts';
import { decryptionOf } from './pdf-encryption.ts';

const MAX_OBJECTS = 100_000;
const MAX_STREAMS = 20_000;
/** Of all streams but pictures, which reading the text does not unpack. */
const MAX_UNPACKED_BYTES = 80_000_000;
/** Where a stream's dictionary is looked for, before it. */
const DICTIONARY_BYTES = 1_000;
/** Where the header is looked for: mail programs and servers put lines of their own before it. What stands behind the end hurts no reader. */
const EDGE_BYTES = 65_536;

/** What a PDF is made of, by its marks alone; none of its structure is followed. */
export function inspectPdf(bytes: Uint8Array): Refusal | undefined {
  const pdf = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = pdf.lastIndexOf('startxref');
  if (!pdf.subarray(0, EDGE_BYTES).includes('%PDF-') || end < pdf.lastIndexOf('endobj') || end < 0)
    return 'unsupported_attachment';
  if (hasMore(pdf, 'endobj', MAX_OBJECTS) || hasMore(pdf, ' obj', MAX_OBJECTS)) return 'too_large';
  if (decryptionOf(pdf) === 'locked') return 'unsupported_attachment';
  return contentBytes(bytes, MAX_UNPACKED_BYTES) > MAX_UNPACKED_BYTES ? 'too_large' : undefined;
}

function hasMore(pdf: Buffer, mark: string, max: number): boolean {
  let found = 0;
  for (let at = pdf.indexOf(mark); at >= 0 && found <= max; at = pdf.indexOf(mark, at + mark.length)) found++;
  return found > max;
}

/** @returns the bytes that its streams but pictures unpack to; more than `max` when it is more, or cannot be told */
export function contentBytes(bytes: Uint8Array, max: number): number {
  const pdf = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found = decryptionOf(pdf);
  const decrypt = found === 'locked' ? undefined : found;
  let left = max;
  let streams = 0;
  for (let at = pdf.indexOf('stream'); at >= 0;) {
    const end = pdf.indexOf('endstream', at + 6);
    if (end < 0) break;
    if (++streams > MAX_STREAMS) return max + 1;
    const { dictionary, object } = dictionaryBefore(pdf, at);
    const filters = dictionary.match(/\/(Fl|FlateDecode)(?![A-Za-z])/g)?.length ?? 0;
    if (filters > 1) return max + 1; // packed twice: for nothing but this
    if (filters === 1 && !/\/Subtype\s*\/Image/.test(dictionary)) {
      const data = pdf.subarray(startOfData(pdf, at + 6), end);
      // Not all streams of an encrypted file are encrypted: what it is not unpacks to nothing.
      left -= unpackedBytes(data, left);
      if (left >= 0 && decrypt && object) left -= unpackedBytes(decrypt(data, ...object), left);
      if (left < 0) return max + 1;
    }
    at = pdf.indexOf('stream', end + 9);
  }
  return max - left;
}

/** From the keyword that begins its object, which any white space may come before; and its number and generation. */
function dictionaryBefore(
  pdf: Buffer,
  at: number,
): { dictionary: string; object: [number, number] | undefined } {
  const before = pdf.toString('latin1', Math.max(0, at - DICTIONARY_BYTES), at);
  let start = before.lastIndexOf('obj');
  while (start > 0 && before.charAt(start - 1) === 'd') start = before.lastIndexOf('obj', start - 1);
  const [, object, generation] =
    /(\d{1,10})\s+(\d{1,5})\s+$/.exec(before.slice(Math.max(0, start - 32), Math.max(0, start))) ?? [];
  return {
    dictionary: before.slice(Math.max(0, start)),
    object: object === undefined ? undefined : [Number(object), Number(generation)],
  };
}

/** After the keyword stands one line break. */
const startOfData = (pdf: Buffer, at: number) => at + (pdf[at] === 0x0d && pdf[at + 1] === 0x0a ? 2 : 1);

/** @returns more than `max` when it is more */
function unpackedBytes(packed: Uint8Array, max: number): number {
  try {
    // What is cut off or has something behind it counts as far as it goes.
    return inflateSync(packed, { maxOutputLength: Math.max(1, max), finishFlush: 2 }).length;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE'
      ? max + 1
      : unpackedBeforeFault(packed, max);
  }
}

const PIECE_BYTES = 16_384;

/** What a stream with a fault in it, or a wrong checksum at its end, costs whoever unpacks it as far as it goes. */
function unpackedBeforeFault(packed: Uint8Array, max: number): number {
  let unpacked = 0;
  const stream = new Unzlib((piece) => (unpacked += piece.length));
  try {
    for (let at = 0; at < packed.length && unpacked <= max; at += PIECE_BYTES)
      stream.push(packed.subarray(at, at + PIECE_BYTES));
  } catch {
    // The fault itself is the parser's to deal with.
  }
  return unpacked;
}
