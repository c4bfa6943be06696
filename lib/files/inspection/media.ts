import { fileTypeFromBuffer } from 'file-type';
import type { Refusal } from '../files.ts';
import { startOfFrames } from '../mp3.ts';

/** A magic number stands at the start; behind the ID3 tag of an MP3, whose cover may be large, stands another. */
export async function inspectMedia(
  bytes: Uint8Array,
  types: readonly string[],
): Promise<Refusal | undefined> {
  const tell = (from: number) => fileTypeFromBuffer(bytes.subarray(from)).catch(() => undefined);
  const start = types.includes('mp3') ? startOfFrames(bytes) : 0;
  const found = (await tell(0)) ?? (start > 0 ? await tell(start) : undefined);
  if (!found || !types.includes(found.ext)) return 'unsupported_attachment';
  return isWhole(bytes, found.ext) ? undefined : 'unsupported_attachment';
}

/** sox writes 2^31 less a little, arecord 2^31, others all bits. */
const UNKNOWN_LENGTH = 0x7fff_0000;

/** Of what says how long it is, whether all of it is there. Streams (MP3, Ogg, AAC, FLAC) may end anywhere. */
function isWhole(bytes: Uint8Array, type: string): boolean {
  if (['mp4', 'm4v', 'm4a', 'm4b', 'mov', '3gp', '3g2'].includes(type)) return hasWholeBoxes(bytes);
  const riff = bytes.length >= 8 ? Buffer.from(bytes.buffer, bytes.byteOffset, 8).readUInt32LE(4) : 0;
  // Recorders that could not go back to fill in the size leave none or the largest they can write.
  return type !== 'wav' || riff === 0 || riff >= UNKNOWN_LENGTH || riff + 8 <= bytes.length + 1;
}

/** ISO/IEC 14496-12 §4.2: boxes of 32-bit or 64-bit size, the last of which may reach to the end; `moov` is the index. */
function hasWholeBoxes(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let hasIndex = false;
  let at = 0;
  while (at + 8 <= bytes.length) {
    const short = view.getUint32(at);
    const isLong = short === 1;
    if (isLong && at + 16 > bytes.length) return false;
    const size = isLong ? Number(view.getBigUint64(at + 8)) : short;
    hasIndex ||= Buffer.from(bytes.subarray(at + 4, at + 8)).toString('latin1') === 'moov';
    if (size === 0) break;
    if (size < 8 || at + size > bytes.length) return false;
    at += size;
  }
  return hasIndex;
}
