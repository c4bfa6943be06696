import { PDFDocument, StandardFonts } from 'pdf-lib';
import { sentencesOf } from '../../lib/analysis/sentences.ts';
import { joined } from '../../lib/analysis/material.ts';
import { readFormat } from '../../lib/files/reading/formats.ts';
import { Sections } from '../../lib/files/reading/sections.ts';
import { PARAGRAPHS, wrapped } from '../support/wrapping.ts';

const split = (text: string) =>
  sentencesOf(text).map(({ start, end }) => text.slice(start, end).replace(/\s+/g, ' '));

async function sentencesIn(extension: string, content: string | Uint8Array): Promise<string[]> {
  const read = await readFormat(extension);
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  const reading = await read?.(bytes, new Sections(Infinity), extension);
  return split(joined(reading?.sections ?? []));
}

/** Lines as a word processor breaks them, over pages of few lines, so that paragraphs go on overleaf. */
async function pages(paragraphs: readonly string[], width: number): Promise<Uint8Array> {
  const document = await PDFDocument.create();
  const font = await document.embedFont(StandardFonts.TimesRoman);
  let y = 0;
  let page = document.addPage();
  for (const paragraph of paragraphs) {
    y -= 10;
    const fits = (line: string) => font.widthOfTextAtSize(line, 11) <= width;
    const lines: string[] = [''];
    for (const word of paragraph.split(' ')) {
      const line = `${lines.at(-1) ?? ''} ${word}`.trim();
      if (fits(line)) lines[lines.length - 1] = line;
      else lines.push(word);
    }
    for (const line of lines) {
      if (y < 40) {
        page = document.addPage([595, 320]);
        y = 300;
      }
      page.drawText(line, { x: 50, y, size: 11, font });
      y -= 14;
    }
  }
  document.removePage(0);
  return document.save();
}

function cues(text: string): string {
  return wrapped(text, 38)
    .split('\n')
    .map(
      (line, i) =>
        `${i + 1}\n00:00:${String(i).padStart(2, '0')},000 --> 00:00:${String(i + 1).padStart(2, '0')},000\n${line}\n`,
    )
    .join('\n');
}

const TEXT = PARAGRAPHS.map((text) => text.replace('…', '...'));
const EXPECTED = TEXT.flatMap(split);

it('one text has the same sentences in every format', async () => {
  expect(await sentencesIn('.txt', TEXT.join('\n\n'))).toEqual(EXPECTED);
  for (const columns of [34, 60, 72]) {
    expect(await sentencesIn('.txt', TEXT.map((text) => wrapped(text, columns)).join('\n\n'))).toEqual(
      EXPECTED,
    );
    expect(await sentencesIn('.txt', TEXT.map((text) => wrapped(text, columns, '> ')).join('\n>\n'))).toEqual(
      EXPECTED,
    );
    expect(await sentencesIn('.md', TEXT.map((text) => wrapped(text, columns)).join('\n\n'))).toEqual(
      EXPECTED,
    );
  }
  for (const width of [200, 330, 480])
    expect([width, await sentencesIn('.pdf', await pages(TEXT, width))]).toEqual([width, EXPECTED]);
  for (const text of TEXT) expect(await sentencesIn('.srt', cues(text))).toEqual(split(text));
});
