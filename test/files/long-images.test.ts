import { isolatedReader, READING_LIMITS } from '../../lib/files/reading/reader.ts';
import { endOfTile, nextTile } from '../../lib/files/reading/tiles.ts';
import { blank, picture } from '../support/documents.ts';

const image = (bytes: Uint8Array) => ({ type: { kind: 'image' as const, extension: '.png' }, bytes });
const SUBJECTS = ['The bridge at Norvik', 'A road of', 'Its tunnel', 'Near Halden, the old tower'];
const UNITS = ['metres today', 'feet', 'steps from end to end', 'yards', 'miles in all'];
const lines = (count: number) =>
  Array.from(
    { length: count },
    (_, i) => `${SUBJECTS[i % 4]} measures ${((i * 7_919) % 8_999) + 1_000} ${UNITS[i % 5]}.`,
  );

describe('a long screenshot', () => {
  it('is read at the size of its letters, each line once, within its memory', async () => {
    const written = lines(100);
    const bytes = await picture(written, { width: 1_080, size: 26 }).png().toBuffer();
    const patient = isolatedReader({}, { ...READING_LIMITS, ms: 110_000 });
    const { status, sections } = await patient.read(image(bytes), AbortSignal.timeout(110_000));
    expect(status).toBe('read');
    const read = sections.map(({ text }) => text).join('\n');
    const wrong = written.filter((line) => read.split(line).length !== 2);
    expect(wrong.length).toBeLessThanOrEqual(2);
  });

  it('that takes too much time or memory is read as far as they reach, and it is told', async () => {
    const bytes = await picture(lines(390), { width: 1_080, size: 20 }).png().toBuffer();
    const { status, sections, note } = await isolatedReader().read(image(bytes), AbortSignal.timeout(60_000));
    expect([status, note]).toEqual([
      'partly_read',
      expect.stringMatching(/took too long|upper part was read/),
    ]);
    expect(sections.length).toBeGreaterThan(10);
    expect(sections[0]?.text).toBe(lines(1)[0]);
  });

  it('stays within its memory when it is as large as may be', async () => {
    const patient = isolatedReader({}, { ...READING_LIMITS, ms: 110_000 });
    const bytes = await blank(2_500, 16_000).png().toBuffer();
    expect((await patient.read(image(bytes), AbortSignal.timeout(110_000))).status).toBe('no_text');
  });
});

describe('the tiles of an image', () => {
  const height = 4_000;
  const first = nextTile(height, 0);

  it('end where no line is, so that none is cut or read twice', () => {
    const bottom = first.height;
    const span = (top: number) => ({ top, bottom: top + 30 });
    const end = (...tops: number[]) => endOfTile(first, tops.map(span), height);
    expect(end(100, bottom - 100, bottom - 40)).toBe(bottom - 40);
    expect(end(bottom - 100, bottom - 60)).toBe(bottom - 24);
    // Of two columns, the one that ends higher.
    expect(end(bottom - 65, bottom - 50)).toBe(bottom - 65);
    // Nothing was found near the end: a line there may be cut.
    expect(end(100)).toBeLessThan(bottom - 100);
    expect(endOfTile(first, [{ top: 10, bottom }], height)).toBe(bottom - 24);
  });

  it('reach to the bottom, each with a margin above its first line', () => {
    const end = endOfTile(first, [{ top: first.height - 80, bottom: first.height - 40 }], height);
    const next = nextTile(height, end);
    expect(next.top).toBeLessThan(end);
    expect(next.top).toBeGreaterThan(first.height - 40 - 1);
    const last = nextTile(height, 3_900);
    expect(endOfTile(last, [], height)).toBe(4_000);
  });
});
