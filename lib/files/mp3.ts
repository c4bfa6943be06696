const MAX_TAGS = 8;
const MAX_PADDING = 65_536;

/** Behind the tags of an MP3 (editors that cannot change one put another before it) and zeros: https://id3.org/id3v2.4.0-structure §3.1 */
export function startOfFrames(bytes: Uint8Array): number {
  let at = 0;
  for (let tags = 0; tags < MAX_TAGS; tags++) {
    for (const end = at + MAX_PADDING; at < end && bytes[at] === 0;) at++;
    if (Buffer.from(bytes.subarray(at, at + 3)).toString('latin1') !== 'ID3') break;
    const size = bytes.subarray(at + 6, at + 10).reduce((sum, byte) => sum * 128 + (byte & 0x7f), 0);
    at = Math.min(bytes.length, at + 10 + size);
  }
  return at;
}
