/** ISO/IEC 14496-12: a box is its length, its type and what it holds. */
export function box(type: string, ...parts: Uint8Array[]): Buffer {
  const data = Buffer.concat(parts);
  const head = Buffer.alloc(8);
  head.writeUInt32BE(8 + data.length);
  head.write(type, 4, 'latin1');
  return Buffer.concat([head, data]);
}

const words = (...values: number[]) => {
  const data = Buffer.alloc(4 * values.length);
  for (const [i, value] of values.entries()) data.writeUInt32BE(value, 4 * i);
  return data;
};
const zeros = (bytes: number) => Buffer.alloc(bytes);
const MATRIX = words(0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000);

export const timedText = (text: string) => {
  const bytes = Buffer.from(text);
  return Buffer.concat([Buffer.from([0, bytes.length]), bytes]);
};

const ENTRIES = {
  tx3g: box('tx3g', zeros(6), Buffer.from([0, 1]), zeros(30), box('ftab', Buffer.from([0, 1, 0, 1, 1, 65]))),
  wvtt: box('wvtt', zeros(6), Buffer.from([0, 1]), box('vttC', Buffer.from('WEBVTT'))),
};

/** An MP4 of one track of text, a sample every two seconds. */
export function videoWith(type: keyof typeof ENTRIES, samples: Uint8Array[]): Uint8Array {
  const ftyp = box('ftyp', Buffer.from('isom'), words(512), Buffer.from('isommp42'));
  const mdat = box('mdat', ...samples);
  const length = samples.length * 2_000;
  const stbl = box(
    'stbl',
    box('stsd', words(0, 1), ENTRIES[type]),
    box('stts', words(0, 1, samples.length, 2_000)),
    box('stsc', words(0, 1, 1, samples.length, 1)),
    box('stsz', words(0, 0, samples.length, ...samples.map((sample) => sample.length))),
    box('stco', words(0, 1, ftyp.length + 8)),
  );
  const moov = box(
    'moov',
    box('mvhd', words(0, 0, 0, 1_000, length, 0x10000, 0x1000000, 0, 0), MATRIX, zeros(24), words(2)),
    box(
      'trak',
      box('tkhd', words(7, 0, 0, 1, 0, length, 0, 0, 0, 0), MATRIX, words(0, 0)),
      box(
        'mdia',
        box('mdhd', words(0, 0, 0, 1_000, length), Buffer.from([0x55, 0xc4, 0, 0])),
        box('hdlr', words(0, 0), Buffer.from('text'), zeros(13)),
        box(
          'minf',
          box('nmhd', words(0)),
          box('dinf', box('dref', words(0, 1), box('url ', words(1)))),
          stbl,
        ),
      ),
    ),
  );
  return Buffer.concat([ftyp, mdat, moov]);
}
