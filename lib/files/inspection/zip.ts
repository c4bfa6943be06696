/** PKWARE APPNOTE 6.3.10 §4.3: the directory at the end of a ZIP says what it unpacks to, before anything is unpacked. */

export interface Member {
  name: string;
  /** as it lies in the file */
  packed: Uint8Array;
  isDeflated: boolean;
  /** bytes when unpacked, as the directory claims */
  size: number;
}

const END_OF_DIRECTORY = 0x06054b50;
const ENTRY = 0x02014b50;
const LOCAL_HEADER = 0x04034b50;
const ENCRYPTED = 0x2041;
/** Bytes behind the end. */
const MAX_APPENDED = 8_192;

/**
 * What a ZIP's directory lists. No member may lie outside of the file, encrypted, packed in another way than deflate,
 * twice, or over another.
 * @returns undefined for what is no ZIP, truncated, or any of these
 */
export function directoryOf(bytes: Uint8Array, maxMembers: number): Member[] | 'too_large' | undefined {
  const zip = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = endOfDirectory(zip);
  if (end === undefined) return undefined;
  const count = zip.readUInt16LE(end + 10);
  let at = zip.readUInt32LE(end + 16);
  if (count === 0xffff || at > end) return undefined;
  if (count > maxMembers) return 'too_large';
  const members: Member[] = [];
  const spans: [from: number, to: number][] = [];
  for (let i = 0; i < count; i++) {
    if (at + 46 > end || zip.readUInt32LE(at) !== ENTRY) return undefined;
    const [flags, method] = [zip.readUInt16LE(at + 8), zip.readUInt16LE(at + 10)];
    const [packedSize, size] = [zip.readUInt32LE(at + 20), zip.readUInt32LE(at + 24)];
    const nameEnd = at + 46 + zip.readUInt16LE(at + 28);
    const header = zip.readUInt32LE(at + 42);
    if (flags & ENCRYPTED || (method !== 0 && method !== 8) || header + 30 > end) return undefined;
    if (zip.readUInt32LE(header) !== LOCAL_HEADER) return undefined;
    const from = header + 30 + zip.readUInt16LE(header + 26) + zip.readUInt16LE(header + 28);
    if (from + packedSize > end || (method === 0 && size !== packedSize)) return undefined;
    const name = zip.toString('utf8', at + 46, nameEnd);
    members.push({ name, packed: zip.subarray(from, from + packedSize), isDeflated: method === 8, size });
    spans.push([header, from + packedSize]);
    at = nameEnd + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  const isDistinct = new Set(members.map(({ name }) => name)).size === members.length;
  return isDistinct && !doOverlap(spans) ? members : undefined;
}

/**
 * Where the record at the end of the directory begins. Its comment has at most 65,535 bytes and should end the file;
 * programs that send files along append some bytes, such as a newline.
 */
function endOfDirectory(zip: Buffer): number | undefined {
  for (let at = zip.length - 22; at >= Math.max(0, zip.length - 22 - 0xffff - MAX_APPENDED); at--)
    if (zip.readUInt32LE(at) === END_OF_DIRECTORY) {
      const appended = zip.length - (at + 22 + zip.readUInt16LE(at + 20));
      const isNextToDirectory = zip.readUInt32LE(at + 16) + zip.readUInt32LE(at + 12) === at;
      if (appended === 0 || (isNextToDirectory && appended > 0 && appended <= MAX_APPENDED)) return at;
    }
  return undefined;
}

/** Members that share their bytes multiply what a file unpacks to: https://www.usenix.org/conference/woot19/presentation/fifield */
function doOverlap(spans: [from: number, to: number][]): boolean {
  const sorted = spans.toSorted(([a], [b]) => a - b);
  return sorted.some(([from], i) => from < (sorted[i - 1]?.[1] ?? 0));
}
