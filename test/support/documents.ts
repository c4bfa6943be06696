import { deflateSync } from 'node:zlib';
import { strToU8, zipSync } from 'fflate';
import { PDFDocument, StandardFonts } from 'pdf-lib';
import sharp, { type Sharp } from 'sharp';

/** Documents as the programs that people use write them, made anew: nobody's files lie among the tests. */

export async function pdf(pages: string[]): Promise<Uint8Array> {
  const document = await PDFDocument.create();
  const font = await document.embedFont(StandardFonts.Helvetica);
  for (const text of pages)
    document
      .addPage([595, 842])
      .drawText(text, { x: 40, y: 780, size: 11, font, lineHeight: 14, maxWidth: 500 });
  return document.save();
}

/** A PDF of one stream, by hand. */
export function rawPdf(dictionary: string, data: Uint8Array, more = ''): Uint8Array {
  return Buffer.concat([
    Buffer.from(`%PDF-1.7\n${more}1 0 obj\n<< ${dictionary} /Length ${data.length} >>\nstream\n`),
    data,
    Buffer.from('\nendstream\nendobj\ntrailer << /Root 1 0 R >>\nstartxref\n9\n%%EOF\n'),
  ]);
}
export const flate = (bytes: number) => deflateSync(Buffer.alloc(bytes, 32));

type Parts = Record<string, string | Uint8Array>;
const TYPES =
  '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">';
const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const relationships = (links: [id: string, type: string, target: string][]) =>
  `${XML}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${links
    .map(([id, type, target]) => `<Relationship Id="${id}" Type="${OFFICE}/${type}" Target="${target}"/>`)
    .join('')}</Relationships>`;

export const zip = (parts: Parts): Uint8Array =>
  zipSync(
    Object.fromEntries(
      Object.entries(parts).map(([name, part]) => [name, typeof part === 'string' ? strToU8(part) : part]),
    ),
  );

const office = (main: string, type: string, parts: Parts): Uint8Array =>
  zip({
    '[Content_Types].xml': `${TYPES}<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/${main}" ContentType="${type}"/></Types>`,
    '_rels/.rels': relationships([['rId1', 'officeDocument', main]]),
    ...parts,
  });

export const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

const WORD = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml';
export const wordParagraph = (text: string) =>
  `<w:p><w:r><w:t xml:space="preserve">${escaped(text)}</w:t></w:r></w:p>`;
export const wordTable = (rows: readonly (readonly string[])[]) =>
  `<w:tbl>${rows
    .map((row) => `<w:tr>${row.map((cell) => `<w:tc>${wordParagraph(cell)}</w:tc>`).join('')}</w:tr>`)
    .join('')}</w:tbl>`;
export const wordXml = (body: string) =>
  `${XML}<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>${body}</w:body></w:document>`;

export const docx = (paragraphs: string[], more: Parts = {}): Uint8Array =>
  office('word/document.xml', WORD, {
    'word/document.xml': wordXml(paragraphs.map(wordParagraph).join('')),
    ...more,
  });
/** A DOCX of what stands in its body, in a main part with a name of its own. */
export const docxOf = (body: string, more: Parts = {}, main = 'word/document.xml'): Uint8Array =>
  office(main, WORD, { [main]: wordXml(body), ...more });
/** The part that names those that a part needs, as `[id, type, target]`. */
export const linksPart = relationships;

const slideParagraph = (line: string) => `<a:p><a:r><a:t>${escaped(line)}</a:t></a:r></a:p>`;
export const slideTable = (rows: readonly (readonly string[])[]) =>
  `<p:graphicFrame><a:graphic><a:graphicData><a:tbl>${rows
    .map(
      (row) =>
        `<a:tr>${row.map((cell) => `<a:tc><a:txBody>${slideParagraph(cell)}</a:txBody></a:tc>`).join('')}</a:tr>`,
    )
    .join('')}</a:tbl></a:graphicData></a:graphic></p:graphicFrame>`;
export const slideOf = (shapes: string, attributes = '') =>
  `${XML}<p:sld xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" ${attributes}><p:cSld><p:spTree>${shapes}</p:spTree></p:cSld></p:sld>`;
const slideXml = (lines: string[]) =>
  slideOf(lines.map((line) => `<p:sp><p:txBody>${slideParagraph(line)}</p:txBody></p:sp>`).join(''));

/** Slides in the order of the deck, which need not be that of their files' names. */
export function pptx(
  slides: { file: string; lines: string[]; notes?: string[]; xml?: string }[],
): Uint8Array {
  const parts: Parts = {
    'ppt/presentation.xml': `${XML}<p:presentation xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" xmlns:r="${OFFICE}"><p:sldIdLst>${slides
      .map((_, i) => `<p:sldId id="${256 + i}" r:id="rId${i + 1}"/>`)
      .join('')}</p:sldIdLst></p:presentation>`,
    'ppt/_rels/presentation.xml.rels': relationships(
      slides.map(({ file }, i) => [`rId${i + 1}`, 'slide', `slides/${file}.xml`]),
    ),
  };
  for (const { file, lines, notes, xml } of slides) {
    parts[`ppt/slides/${file}.xml`] = xml ?? slideXml(lines);
    if (!notes) continue;
    parts[`ppt/slides/_rels/${file}.xml.rels`] = relationships([
      ['rId1', 'notesSlide', `../notesSlides/of-${file}.xml`],
    ]);
    parts[`ppt/notesSlides/of-${file}.xml`] = slideXml(notes);
  }
  const type = 'application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml';
  return office('ppt/presentation.xml', type, parts);
}

const column = (index: number) => String.fromCharCode(65 + index);

export function xlsx(sheets: Record<string, (string | number | null)[][]>, more: Parts = {}): Uint8Array {
  const names = Object.keys(sheets);
  const parts: Parts = {
    'xl/workbook.xml': `${XML}<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="${OFFICE}"><sheets>${names
      .map((name, i) => `<sheet name="${escaped(name)}" sheetId="${i + 1}" r:id="rId${i + 1}"/>`)
      .join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': relationships(
      names.map((_, i) => [`rId${i + 1}`, 'worksheet', `worksheets/sheet${i + 1}.xml`]),
    ),
  };
  for (const [i, rows] of Object.values(sheets).entries())
    parts[`xl/worksheets/sheet${i + 1}.xml`] =
      `${XML}<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>${rows
        .map(
          (row, r) =>
            `<row r="${r + 1}">${row.map((value, c) => cellXml(value, `${column(c)}${r + 1}`)).join('')}</row>`,
        )
        .join('')}</sheetData></worksheet>`;
  const type = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml';
  return office('xl/workbook.xml', type, { ...parts, ...more });
}

/** A workbook by hand: its sheets' XML with what the workbook says of each, and the parts that they share. */
export function xlsxOf(
  sheets: { xml: string; attributes?: string; type?: string }[],
  { strings = '', styles = '', properties = '' } = {},
): Uint8Array {
  const parts: Parts = {
    'xl/workbook.xml': `${XML}<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="${OFFICE}">${properties}<sheets>${sheets
      .map(
        ({ attributes = '' }, i) =>
          `<sheet name="S${i + 1}" sheetId="${i + 1}" r:id="rId${i + 1}" ${attributes}/>`,
      )
      .join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': relationships([
      ...sheets.map(({ type = 'worksheet' }, i): [string, string, string] => [
        `rId${i + 1}`,
        type,
        `${type}s/sheet${i + 1}.xml`,
      ]),
      ['rId98', 'sharedStrings', 'sharedStrings.xml'],
      ['rId99', 'styles', 'styles.xml'],
    ]),
    'xl/sharedStrings.xml': `<sst>${strings}</sst>`,
    'xl/styles.xml': `<styleSheet>${styles}</styleSheet>`,
  };
  for (const [i, { xml, type = 'worksheet' }] of sheets.entries())
    parts[`xl/${type}s/sheet${i + 1}.xml`] = `${XML}<worksheet>${xml}</worksheet>`;
  return office(
    'xl/workbook.xml',
    'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml',
    parts,
  );
}

function cellXml(value: string | number | null, at: string): string {
  if (value === null) return '';
  if (typeof value === 'number') return `<c r="${at}"><v>${value}</v></c>`;
  return `<c r="${at}" t="inlineStr"><is><t>${escaped(value)}</t></is></c>`;
}

/** Black words on white. */
export const picture = (lines: string[], { width = 900, size = 40 } = {}): Sharp =>
  sharp(
    Buffer.from(
      `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${lines.length * size * 2 + size}"><rect width="100%" height="100%" fill="#fff"/>${lines
        .map(
          (line, i) =>
            `<text x="30" y="${(i + 1) * size * 2}" font-size="${size}" font-family="sans-serif">${escaped(line)}</text>`,
        )
        .join('')}</svg>`,
    ),
  );

export const blank = (width: number, height: number): Sharp =>
  sharp({ create: { width, height, channels: 3, background: '#fff' } });

/** One second of silence: PCM, 8 kHz, 8 bits. */
export function wav(seconds = 1): Uint8Array {
  const header = Buffer.alloc(44);
  header.write('RIFF');
  header.writeUInt32LE(36 + 8_000 * seconds, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(8_000, 24);
  header.writeUInt32LE(8_000, 28);
  header.writeUInt16LE(1, 32);
  header.writeUInt16LE(8, 34);
  header.write('data', 36);
  header.writeUInt32LE(8_000 * seconds, 40);
  return Buffer.concat([header, Buffer.alloc(8_000 * seconds, 128)]);
}
