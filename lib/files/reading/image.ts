import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { createWorker, type Line, OEM, PSM, type Worker } from 'tesseract.js';
import type { ReadFormat } from './formats.ts';
import { wordCounts } from './hyphens.ts';
import { paragraphsOf } from './paragraphs.ts';
import type { Sections } from './sections.ts';
import { endOfTile, nextTile, type Tile } from './tiles.ts';

const MAX_PIXELS = 50_000_000;
/** A side, in pixels, that an image is scaled to: a page at 200 dpi, and letters of 20 pixels on a small screenshot. */
const LONGEST = 2_200;
const SHORTEST = 1_000;
/** An image so many times as high as it is wide is a long screenshot: letters on it are as large as its width tells. */
const LONG = 2.5;
/** Of a long one. */
const LONG_WIDTH = 1_200;
/** Of this process. Tesseract keeps some memory of each tile, and a process that takes too much is killed. */
const FULL_BYTES = 250_000_000;
/** An image in grey. */
interface Strip {
  width: number;
  height: number;
  png: Buffer;
}
/** Percent, of a line: below it stand the lines that Tesseract finds in textures. */
const MIN_CONFIDENCE = 40;
const GOOD_CONFIDENCE = 75;

/** Printed English words, recognised with the data that the package brings along: nothing is fetched. */
export const readImage: ReadFormat = async (bytes, sections) => {
  // Before Tesseract is there, so that the memory of one is free when the other needs it.
  const { strip, frames } = await prepared(bytes);
  if (frames > 1) sections.cut(`Only the first of ${frames} frames was read.`);
  const kept = await linesOf(strip, sections);
  const written = kept.map(({ text }) => text.trim());
  const options = { counts: () => wordCounts(written.join('\n')), breaksAtSentences: true };
  // All of them, though the time may be over: recognising them took it.
  for (const { text, line } of paragraphsOf(written, options)) sections.add(text, `line ${line + 1}`);
  const mean = kept.reduce((sum, { confidence }) => sum + confidence, 0) / Math.max(1, kept.length);
  if (kept.length > 0 && mean < GOOD_CONFIDENCE)
    sections.note('The image is hard to read: words may be wrong.');
  return sections.reading();
};

async function recogniser(): Promise<Worker> {
  const worker = await createWorker('eng', OEM.LSTM_ONLY, {
    langPath: join(
      dirname(createRequire(import.meta.url).resolve('@tesseract.js-data/eng')),
      '4.0.0_best_int',
    ),
    gzip: true,
    cacheMethod: 'none',
  });
  await worker.setParameters({ tessedit_pageseg_mode: PSM.AUTO });
  return worker;
}

/** From the top to the bottom, as far as the time reaches. */
async function linesOf(strip: Strip, sections: Sections): Promise<Line[]> {
  const worker = await recogniser();
  const lines: Line[] = [];
  for (let top = 0; top < strip.height && (top === 0 || hasRoom(sections));) {
    const tile = nextTile(strip.height, top);
    const found = await linesIn(await pngOf(strip, tile), worker);
    const end = endOfTile(
      tile,
      found.map(({ bbox }) => ({ top: tile.top + bbox.y0, bottom: tile.top + bbox.y1 })),
      strip.height,
    );
    for (const line of found) {
      const middle = tile.top + (line.bbox.y0 + line.bbox.y1) / 2;
      if (middle >= top && middle < end) lines.push(line);
    }
    top = end;
  }
  await worker.terminate();
  return lines;
}

/** Whether there are time and memory for one more tile; if not, the reading says so. */
function hasRoom(sections: Sections): boolean {
  const isFull = process.memoryUsage.rss() > FULL_BYTES;
  if (isFull) sections.cut('It is too long to be read as a whole: its upper part was read.');
  return !isFull && sections.hasTime();
}

/** @returns those that are likely to be text */
async function linesIn(png: Buffer, worker: Worker): Promise<Line[]> {
  const { data } = await worker.recognize(png, {}, { blocks: true, text: false });
  return (data.blocks ?? [])
    .flatMap(({ paragraphs }) => paragraphs.flatMap((paragraph) => paragraph.lines))
    .filter(({ confidence, text }) => confidence >= MIN_CONFIDENCE && /[\p{L}\p{N}]/u.test(text));
}

/** Its rows, unpacked from the top: cheap next to recognising them, and no memory is needed for the rest. */
const pngOf = (strip: Strip, { top, height }: Tile) =>
  sharp(strip.png, { sequentialRead: true })
    .extract({ left: 0, top, width: strip.width, height })
    .png({ compressionLevel: 1 })
    .toBuffer();

/** Upright, grey, on white, of a size at which letters are recognised. The first picture of several. */
async function prepared(bytes: Uint8Array): Promise<{ strip: Strip; frames: number }> {
  sharp.cache(false);
  sharp.concurrency(1);
  const image = sharp(bytes, { limitInputPixels: MAX_PIXELS, sequentialRead: true });
  const { autoOrient, pages = 1 } = await image.metadata();
  const { data, info } = await image
    .autoOrient()
    .resize(sizeOf(autoOrient.width, autoOrient.height))
    .flatten({ background: '#fff' })
    .greyscale()
    .png({ compressionLevel: 1 })
    .toBuffer({ resolveWithObject: true });
  return { strip: { width: info.width, height: info.height, png: data }, frames: pages };
}

function sizeOf(width: number, height: number): { width: number; height?: number; fit?: 'inside' } {
  if (height > LONGEST && height > LONG * width) return { width: Math.min(width, LONG_WIDTH) };
  const longest = Math.max(width, height);
  const scaled = longest > LONGEST ? LONGEST : longest < SHORTEST ? Math.min(SHORTEST, 3 * longest) : longest;
  return { width: scaled, height: scaled, fit: 'inside' };
}
