import { GIF } from 'image-size/types/gif';
import { JPG } from 'image-size/types/jpg';
import { PNG } from 'image-size/types/png';
import { WEBP } from 'image-size/types/webp';
import type { Refusal } from '../files.ts';

/** One side, in pixels: an A0 poster at 300 dpi has 14,000. */
const MAX_SIDE = 16_000;
/** What fits in the memory of the process that reads it; a JPEG can be made smaller while it is unpacked. */
const MAX_PIXELS = 40_000_000;
/** A telephone's camera takes 48 megapixels. */
const MAX_JPEG_PIXELS = 50_000_000;
/** A GIF is unpacked as a whole. */
const MAX_GIF_PIXELS = 25_000_000;

/** One by one: the package's own choice among all its parsers goes by content, and some take time that grows with its square. */
const PARSERS = { png: PNG, jpg: JPG, gif: GIF, webp: WEBP };
export type ImageType = keyof typeof PARSERS;

/** Magic number and size from the header; nothing is decoded. */
export function inspectImage(bytes: Uint8Array, type: ImageType): Refusal | undefined {
  if (!isOf(bytes, type)) return 'unsupported_attachment';
  const size = sizeOf(bytes, type);
  if (!size || !isWhole(bytes, type)) return 'unsupported_attachment';
  const { width, height } = size;
  if (!(width > 0 && height > 0)) return 'unsupported_attachment';
  const maxPixels = type === 'jpg' ? MAX_JPEG_PIXELS : type === 'gif' ? MAX_GIF_PIXELS : MAX_PIXELS;
  return Math.max(width, height) > MAX_SIDE || width * height > maxPixels ? 'too_large' : undefined;
}

const MAGIC: Record<ImageType, RegExp> = {
  png: /^\x89PNG\r\n\x1a\n/,
  jpg: /^\xff\xd8\xff/,
  gif: /^GIF8[79]a/,
  webp: /^RIFF[^]{4}WEBP/,
};
const isOf = (bytes: Uint8Array, type: ImageType) =>
  MAGIC[type].test(Buffer.from(bytes.subarray(0, 16)).toString('latin1'));

function sizeOf(bytes: Uint8Array, type: ImageType): { width: number; height: number } | undefined {
  try {
    return PARSERS[type].validate(bytes) ? PARSERS[type].calculate(bytes) : undefined;
  } catch {
    return undefined;
  }
}

/** Whether the end of the image is there. Cameras and editors append things of their own behind it. */
function isWhole(bytes: Uint8Array, type: ImageType): boolean {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (type === 'png') return hasEndChunk(buffer);
  if (type === 'gif') return buffer.lastIndexOf(0x3b) > buffer.length - 1_024;
  if (type === 'webp') return buffer.readUInt32LE(4) + 8 <= buffer.length + 1;
  // The thumbnail of a photograph is an image of its own: the scan (FFDA) of the large one comes after it.
  // A motion photo has a film behind its end, in which the same bytes may stand.
  const film = buffer.indexOf('ftyp', 'latin1');
  const photo = film > 4 && buffer.includes('\xff\xd9', 0, 'latin1') ? buffer.subarray(0, film) : buffer;
  return photo.lastIndexOf('\xff\xd9', 'latin1') > photo.lastIndexOf('\xff\xda', 'latin1');
}

/** PNG §5.3: a chunk is its length, its type, its data and a checksum. */
function hasEndChunk(png: Buffer): boolean {
  for (let at = 8; at + 12 <= png.length; at += 12 + png.readUInt32BE(at))
    if (png.toString('latin1', at + 4, at + 8) === 'IEND') return true;
  return false;
}
