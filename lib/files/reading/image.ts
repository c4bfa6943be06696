import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { createWorker, OEM, PSM } from 'tesseract.js';
import type { ReadFormat } from './formats.ts';
import { wordCounts } from './hyphens.ts';
import { paragraphsOf } from './paragraphs.ts';

const MAX_PIXELS = 50_000_000;
/** A side, in pixels, that an image is scaled to: a page at 200 dpi, and letters of 20 pixels on a small screenshot. */
const LONGEST = 2_200;
const SHORTEST = 1_000;
/** Percent, of a line: below it stand the lines that Tesseract finds in textures. */
const MIN_CONFIDENCE = 40;
const GOOD_CONFIDENCE = 75;

/** Printed English words, recognised with the data that the package brings along: nothing is fetched. */
export const readImage: ReadFormat = async (bytes, sections) => {
  // Before Tesseract is there, so that the memory of one is free when the other needs it.
  const { image, frames } = await prepared(bytes);
  if (frames > 1) sections.cut(`Only the first of ${frames} frames was read.`);
  const worker = await createWorker('eng', OEM.LSTM_ONLY, {
    langPath: join(
      dirname(createRequire(import.meta.url).resolve('@tesseract.js-data/eng')),
      '4.0.0_best_int',
    ),
    gzip: true,
    cacheMethod: 'none',
  });
  await worker.setParameters({ tessedit_pageseg_mode: PSM.AUTO });
  const { data } = await worker.recognize(image, {}, { blocks: true, text: false });
  await worker.terminate();
  const lines = (data.blocks ?? []).flatMap(({ paragraphs }) =>
    paragraphs.flatMap((paragraph) => paragraph.lines),
  );
  const kept = lines.filter(
    ({ confidence, text }) => confidence >= MIN_CONFIDENCE && /[\p{L}\p{N}]/u.test(text),
  );
  const written = kept.map(({ text }) => text.trim());
  const options = { counts: () => wordCounts(written.join('\n')), breaksAtSentences: true };
  for (const { text, line } of paragraphsOf(written, options))
    if (!sections.add(text, `line ${line + 1}`)) break;
  const mean = kept.reduce((sum, { confidence }) => sum + confidence, 0) / Math.max(1, kept.length);
  if (kept.length > 0 && mean < GOOD_CONFIDENCE)
    sections.note('The image is hard to read: words may be wrong.');
  return sections.reading();
};

/** Upright, grey, on white, of a size at which letters are recognised. The first picture of several. */
async function prepared(bytes: Uint8Array): Promise<{ image: Buffer; frames: number }> {
  sharp.cache(false);
  sharp.concurrency(1);
  const image = sharp(bytes, { limitInputPixels: MAX_PIXELS, sequentialRead: true });
  const { width, height, pages = 1 } = await image.metadata();
  const longest = Math.max(width, height);
  const scaled = longest > LONGEST ? LONGEST : longest < SHORTEST ? Math.min(SHORTEST, 3 * longest) : longest;
  const upright = await image
    .autoOrient()
    .resize({ width: scaled, height: scaled, fit: 'inside' })
    .flatten({ background: '#fff' })
    .greyscale()
    .png({ compressionLevel: 1 })
    .toBuffer();
  return { image: upright, frames: pages };
}
