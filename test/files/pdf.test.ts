import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PDFDocument, type PDFFont, type PDFPage, rgb, StandardFonts } from 'pdf-lib';
import { readFormat } from '../../lib/files/reading/formats.ts';
import { Sections } from '../../lib/files/reading/sections.ts';

async function read(bytes: Uint8Array) {
  const parse = await readFormat('.pdf');
  if (!parse) throw new Error('nothing reads a PDF');
  const reading = await parse(bytes, new Sections(Infinity), '.pdf');
  return { ...reading, found: reading.sections.map(({ locator, text }) => [locator, text]) };
}
const sample = (name: string) => readFileSync(join(import.meta.dirname, 'samples', name));

async function drawn(...pages: ((page: PDFPage, font: PDFFont) => void)[]): Promise<Uint8Array> {
  const document = await PDFDocument.create();
  const font = await document.embedFont(StandardFonts.Helvetica);
  for (const draw of pages) {
    const page = document.addPage([595, 842]);
    page.setFont(font);
    page.setFontSize(11);
    draw(page, font);
  }
  return document.save();
}
const lines = (page: PDFPage, x: number, y: number, ...texts: string[]) =>
  texts.forEach((text, i) => page.drawText(text, { x, y: y - 14 * i }));
const HIDDEN = 'Text in it that is not visible was left out.';

describe('of a PDF', () => {
  it('two columns are read one after the other, however they are drawn', async () => {
    const left = ['The Norvik bridge is', '412 metres long and', 'opened in 1998. It has', 'two tram lines.'];
    const right = [
      'The Halden tunnel is',
      '950 metres long and',
      'opened in 2006. It is',
      'closed at night.',
    ];
    const expected = `${left.join(' ')} ${right.join(' ')}`;
    const across = await drawn((page) =>
      left.forEach((text, i) => {
        lines(page, 60, 700 - 14 * i, text);
        lines(page, 320, 700 - 14 * i, right[i] ?? '');
      }),
    );
    const down = await drawn((page) => {
      lines(page, 60, 700, ...left);
      lines(page, 320, 700, ...right);
    });
    for (const bytes of [across, down]) expect((await read(bytes)).found).toEqual([['page 1', expected]]);
  });

  it('a table comes by rows, and what is no table for certain has its cells apart', async () => {
    const rows = [
      ['Region', 'Revenue'],
      ['North', '5,000'],
      ['South', '7,300'],
    ];
    const table = (some: string[][]) =>
      drawn((page) =>
        some.forEach(([a = '', b = ''], i) => {
          lines(page, 60, 700 - 16 * i, a);
          lines(page, 220, 700 - 16 * i, b);
        }),
      );
    const { sections } = await read(await table(rows));
    expect(sections).toEqual([
      {
        locator: 'page 1, table 1, row 1',
        text: 'Region, Revenue',
        row: { table: 0, isHeader: true, cells: rows[0] },
      },
      {
        locator: 'page 1, table 1, row 2',
        text: 'Region: North, Revenue: 5,000',
        row: { table: 0, isHeader: false, cells: rows[1] },
      },
      {
        locator: 'page 1, table 1, row 3',
        text: 'Region: South, Revenue: 7,300',
        row: { table: 0, isHeader: false, cells: rows[2] },
      },
    ]);
    expect((await read(await table(rows.slice(0, 2)))).found).toEqual([
      ['page 1', 'Region   Revenue\n\nNorth   5,000'],
    ]);
  });

  it('headings stand apart, raised figures are marked, letters set apart are a word', async () => {
    const { found } = await read(
      await drawn((page) => {
        page.drawText('Norvik in figures', { x: 60, y: 760, size: 18 });
        lines(page, 60, 730, 'The town has 1,200', 'inhabitants.');
        page.drawText('1', { x: 60 + 97, y: 734, size: 7 });
        page.drawText('A N N U A L', { x: 60, y: 600 });
      }),
    );
    expect(found[0]?.[1]).toContain('Norvik in figures\n\nThe town has 1,200');
    expect(found[0]?.[1]).toContain('ANNUAL');
  });

  it('headers, footers and page numbers that repeat are left out, which is told', async () => {
    const page = (number: number, text: string) => (sheet: PDFPage) => {
      lines(sheet, 60, 810, 'Norvik Council');
      lines(sheet, 60, 700, text);
      lines(sheet, 280, 30, `Page ${number} of 3`);
    };
    const reading = await read(
      await drawn(
        page(1, 'The engineers deny that'),
        page(2, 'the bridge is 999 metres long.'),
        page(3, 'It is 412 metres long.'),
      ),
    );
    expect(reading.found).toEqual([
      ['page 1', 'The engineers deny that the bridge is 999 metres long.'],
      ['page 3', 'It is 412 metres long.'],
    ]);
    expect(reading.note).toBe('Headers and footers that repeat on its pages were left out.');
  });

  it('what nobody sees is left out, which is told; white on dark is seen', async () => {
    const seen = 'The bridge is 412 metres long.';
    const white = rgb(1, 1, 1);
    const hidden = [
      await drawn((page) => {
        lines(page, 60, 700, seen);
        page.drawText('It is 999 metres long.', { x: 60, y: 650, color: white });
      }),
      await drawn((page) => {
        lines(page, 60, 700, seen);
        page.drawText('It is 999 metres long.', { x: 60, y: -50 });
        page.drawText('It is 998 metres long.', { x: 60, y: 500, size: 0.2 });
      }),
      await drawn((page) => {
        lines(page, 60, 700, seen);
        page.drawText('It is 999 metres long.', { x: 60, y: 650, opacity: 0 });
      }),
    ];
    for (const bytes of hidden) {
      const reading = await read(bytes);
      expect([reading.found, reading.note]).toEqual([[['page 1', seen]], HIDDEN]);
    }
    const dark = await drawn((page) => {
      page.drawRectangle({ x: 50, y: 690, width: 300, height: 30, color: rgb(0, 0, 0.5) });
      page.drawText(seen, { x: 60, y: 700, color: white });
    });
    expect((await read(dark)).found).toEqual([['page 1', seen]]);
    const layer = await read(sample('layer-off.pdf'));
    expect([layer.found, layer.note]).toEqual([
      [['page 1', 'The Norvik bridge is 412 metres long.']],
      HIDDEN,
    ]);
  });

  it('forms that were filled and notes are read', async () => {
    const document = await PDFDocument.create();
    const page = document.addPage();
    const form = document.getForm();
    const field = form.createTextField('length');
    field.setText('412 metres');
    field.addToPage(page);
    const box = form.createCheckBox('open');
    box.addToPage(page);
    box.check();
    form.createTextField('empty').addToPage(page);
    const { found, note } = await read(await document.save());
    expect(found).toContainEqual(['page 1, field "length"', '412 metres']);
    expect(found.map(([locator]) => locator)).not.toContain('page 1, field "empty"');
    expect(note).toBeUndefined();
    expect((await read(sample('note.pdf'))).found).toContainEqual(['page 1, note', 'It is 412 metres long.']);
  });

  it('Chinese and Japanese fonts that bring no map of their codes are read', async () => {
    expect((await read(sample('chinese.pdf'))).found).toEqual([['page 1', '大桥全长412米']]);
    expect((await read(sample('japanese.pdf'))).found[0]?.[1]).toContain('412');
  });
});
