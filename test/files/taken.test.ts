import { attachmentGate } from '../../lib/files/gate.ts';
import { blank, pdf, wav } from '../support/documents.ts';

const { inspect } = attachmentGate;
const UNSUPPORTED = 'unsupported_attachment';

/** A film of no pictures: its brand and an empty index. */
function film(brand: string): Buffer {
  const box = (type: string, content: Buffer) => {
    const head = Buffer.alloc(8);
    head.writeUInt32BE(8 + content.length);
    head.write(type, 4);
    return Buffer.concat([head, content]);
  };
  return Buffer.concat([box('ftyp', Buffer.from(`${brand}\0\0\0\0`)), box('moov', Buffer.alloc(0))]);
}

it('a film is taken under each name of its container, whatever its brand', async () => {
  for (const brand of ['3gp4', 'mp42', 'qt  ', 'M4B ', 'isom'])
    for (const extension of ['.mp4', '.m4v', '.mov', '.m4a'])
      expect([brand, await inspect(`a${extension}`, film(brand))]).toEqual([
        brand,
        expect.objectContaining({ extension }),
      ]);
});

it('a recording whose length its recorder could not tell is taken', async () => {
  for (const size of [0x7fff_f024, 0x8000_0024, 0xffff_ffff, 0]) {
    const bytes = Buffer.from(wav());
    bytes.writeUInt32LE(size, 4);
    expect(await inspect('a.wav', bytes)).toEqual({ kind: 'audio', extension: '.wav' });
  }
});

it('a PDF is taken with something before it, behind it, or without its last mark', async () => {
  const bytes = Buffer.from(await pdf(['Hello.']));
  const more = Buffer.alloc(3_000, 'x\n');
  const unmarked = bytes.subarray(0, bytes.lastIndexOf('%%EOF'));
  for (const each of [Buffer.concat([more, bytes]), Buffer.concat([bytes, more]), unmarked])
    expect(await inspect('a.pdf', each)).toEqual({ kind: 'document', extension: '.pdf' });
});

it('a motion photo is taken, whatever bytes its film holds', async () => {
  const photo = await blank(10, 10).jpeg().toBuffer();
  const behind = Buffer.concat([film('mp42'), Buffer.from('ffda0000', 'hex')]);
  expect(await inspect('a.jpg', Buffer.concat([photo, behind]))).toEqual({
    kind: 'image',
    extension: '.jpg',
  });
  expect(await inspect('a.jpg', Buffer.concat([photo.subarray(0, -200), behind]))).toBe(UNSUPPORTED);
});

it('what is no image by its first bytes is refused at once', async () => {
  const heif = Buffer.concat([film('heic'), Buffer.alloc(10_000_000, '\0\0\0\x08free', 'latin1')]);
  const started = performance.now();
  for (const extension of ['.png', '.jpg', '.webp', '.gif'])
    expect(await inspect(`a${extension}`, heif)).toBe(UNSUPPORTED);
  expect(performance.now() - started).toBeLessThan(1_000);
});

describe('a piece of music', () => {
  /** ISO 11172-3: MPEG 1, layer III, 128 kbit/s at 44.1 kHz. */
  const frame = Buffer.concat([Buffer.from([0xff, 0xfb, 0x90, 0x00]), Buffer.alloc(413)]);
  const frames = Buffer.concat([frame, frame, frame, frame]);
  const tag = Buffer.concat([Buffer.from('ID3\x04\0\0\0\0\x02\x00', 'latin1'), Buffer.alloc(256)]);

  it.each([
    ['one tag', [tag, frames]],
    ['two tags', [tag, tag, frames]],
    ['zeros before it', [Buffer.alloc(2_000), frames]],
    ['tags and zeros', [tag, Buffer.alloc(700), tag, frames]],
  ])('is taken with %s', async (_, parts) => {
    expect(await inspect('a.mp3', Buffer.concat(parts))).toEqual({ kind: 'audio', extension: '.mp3' });
  });

  it('is not taken without a frame', async () => {
    expect(await inspect('a.mp3', Buffer.concat([tag, tag]))).toBe(UNSUPPORTED);
    expect(await inspect('a.mp3', Buffer.alloc(200_000))).toBe(UNSUPPORTED);
    expect(await inspect('a.mp3', Buffer.concat([tag, Buffer.from('PK\x03\x04', 'latin1')]))).toBe(
      UNSUPPORTED,
    );
  });
});
