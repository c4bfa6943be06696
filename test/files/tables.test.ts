import fc from 'fast-check';
import { jest } from '@jest/globals';
import { displayedNumber } from '../../lib/files/reading/number-format.ts';
import { docxOf, escaped, pptx, slideOf, slideTable, wordTable, xlsx, xlsxOf } from '../support/documents.ts';
import { readFile, rowsOf, textsOf } from '../support/readings.ts';

jest.setTimeout(180_000);

type Table = string[][];
const htmlTable = (rows: Table) =>
  `<table>${rows.map((row) => `<tr>${row.map((cell) => `<td>${escaped(cell)}</td>`).join('')}</tr>`).join('')}</table>`;
const csvTable = (rows: Table) =>
  rows.map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')).join('\n');
const FORMATS: Record<string, (rows: Table) => string | Uint8Array> = {
  'a.csv': csvTable,
  'a.xlsx': (rows) => xlsx({ S: rows }),
  'a.html': htmlTable,
  'a.docx': (rows) => docxOf(wordTable(rows)),
  'a.pptx': (rows) => pptx([{ file: 'slide1', lines: [], xml: slideOf(slideTable(rows)) }]),
};

describe('the rows of a table', () => {
  const schools = [
    ['School', 'Pupils', 'Share of girls'],
    ['Birch School', '412', '52%'],
    ['Cedar School', '', '48%'],
    ['Maple "Big" School', '1,605', ''],
  ];

  it.each(Object.keys(FORMATS))(
    'of %s are sections with their cells, each value under its column',
    async (name) => {
      const reading = await readFile(name, FORMATS[name]?.(schools) ?? '');
      expect(rowsOf(reading)).toEqual(schools.map((cells, i) => ({ table: 0, isHeader: i === 0, cells })));
      expect(textsOf(reading)).toEqual([
        'School, Pupils, Share of girls',
        'School: Birch School, Pupils: 412, Share of girls: 52%',
        'School: Cedar School, Share of girls: 48%',
        'School: Maple "Big" School, Pupils: 1,605',
      ]);
    },
  );

  it('are the same in every format', async () => {
    const cell = fc
      .stringMatching(/^[A-Za-z0-9]([A-Za-z0-9 %.&<-]{0,8}[A-Za-z0-9%.])?$/)
      .map((text) => text.replace(/ +/g, ' '));
    const table = fc
      .integer({ min: 2, max: 4 })
      .chain((columns) =>
        fc.array(fc.array(cell, { minLength: columns, maxLength: columns }), { minLength: 1, maxLength: 4 }),
      );
    await fc.assert(
      fc.asyncProperty(table, async (rows) => {
        const found = await Promise.all(
          Object.entries(FORMATS).map(async ([name, make]) => rowsOf(await readFile(name, make(rows)))),
        );
        for (const each of found) expect(each).toEqual(found[0]);
        expect(found[0]?.map(({ cells }) => cells)).toEqual(rows);
      }),
      { numRuns: 6 },
    );
  });

  it('are of one table until an empty row, and a title above is none', async () => {
    const rows = [
      ['Costs of the year', null],
      ['Region', 'Revenue'],
      ['North', 5_000],
      [null, null],
      ['Name', 'Age'],
      ['Ada', 36],
    ];
    const reading = await readFile(
      'a.xlsx',
      xlsx({
        Costs: rows,
        Other: [
          ['Item', 'Price'],
          ['Pump', 412],
        ],
      }),
    );
    expect(reading.sections[0]).toEqual({ text: 'Costs of the year', locator: 'sheet "Costs", row 1' });
    expect(rowsOf(reading).map(({ table, isHeader }) => [table, isHeader])).toEqual([
      [0, true],
      [0, false],
      [1, true],
      [1, false],
      [2, true],
      [2, false],
    ]);
    expect(textsOf(reading).at(-1)).toBe('Item: Pump, Price: 412');
  });

  it.each<[rows: string, isHeader: boolean]>([
    ['Region,2022,2023\nNorth,410,420', true],
    [',2022,2023\nNorth,410,420', true],
    ['Varde,1442\nHalden,1650', false],
    ['Name,Name\nAda,Bob', false],
    ['North,5000\nSouth,7300', false],
    ['Length,412 m\nWidth,20 m', false],
    ['TRUE,Yes\nFALSE,No', false],
    ['Berlin,Germany', false],
    ['Q1 2023,Q2 2023\n1,2', true],
    ['Pump,2024-01-31\nValve,2024-02-01', false],
  ])('%j have a header: %s', async (csv, isHeader) => {
    expect(rowsOf(await readFile('a.csv', csv))[0]?.isHeader).toBe(isHeader);
  });

  it('keep their columns next to merged cells', async () => {
    const html =
      '<table><tr><th>Region</th><th>Year</th><th>Revenue</th></tr><tr><td rowspan=2>North</td><td>2022</td><td>410</td></tr><tr><td>2023</td><td>420</td></tr><tr><td colspan=2>Total</td><td>830</td></tr></table>';
    const cells = [
      ['Region', 'Year', 'Revenue'],
      ['North', '2022', '410'],
      ['', '2023', '420'],
      ['Total', '', '830'],
    ];
    expect(rowsOf(await readFile('a.html', html)).map((row) => row.cells)).toEqual(cells);
    const cell = (text: string, properties = '') =>
      `<w:tc><w:tcPr>${properties}</w:tcPr><w:p><w:r><w:t>${text}</w:t></w:r></w:p></w:tc>`;
    const word = `<w:tbl><w:tr>${cell('Region')}${cell('Year')}${cell('Revenue')}</w:tr><w:tr>${cell('North', '<w:vMerge w:val="restart"/>')}${cell('2022')}${cell('410')}</w:tr><w:tr>${cell('', '<w:vMerge/>')}${cell('2023')}${cell('420')}</w:tr><w:tr>${cell('Total', '<w:gridSpan w:val="2"/>')}${cell('830')}</w:tr></w:tbl>`;
    expect(rowsOf(await readFile('a.docx', docxOf(word))).map((row) => row.cells)).toEqual(cells);
  });

  it('within each other lose no text', async () => {
    const inner = [
      ['Item', 'Price'],
      ['Pump', '412'],
    ];
    const expected = ['before', 'left', 'Item, Price', 'Item: Pump, Price: 412', 'right', 'after'];
    const html = `<p>before</p><table><tr><td>left ${htmlTable(inner)}</td><td>right</td></tr></table><p>after</p>`;
    expect(textsOf(await readFile('a.html', html))).toEqual(expected);
    const word = `<w:p><w:r><w:t>before</w:t></w:r></w:p><w:tbl><w:tr><w:tc><w:p><w:r><w:t>left</w:t></w:r></w:p>${wordTable(inner)}</w:tc><w:tc><w:p><w:r><w:t>right</w:t></w:r></w:p></w:tc></w:tr></w:tbl><w:p><w:r><w:t>after</w:t></w:r></w:p>`;
    expect(textsOf(await readFile('a.docx', docxOf(word)))).toEqual(expected);
  });

  it('of a frame around the page are its paragraphs', async () => {
    const article = '<p>One.</p><p>Two.</p><p>Three.</p><p>Four.</p><p>Five.</p>';
    const reading = await readFile('a.html', `<table><tr><td>Menu</td><td>${article}</td></tr></table>`);
    expect(rowsOf(reading)).toEqual([]);
    expect(textsOf(reading)).toEqual(['Menu', 'One.', 'Two.', 'Three.', 'Four.', 'Five.']);
  });

  it('of a CSV are told apart by the delimiter that most lines have', async () => {
    expect(
      rowsOf(await readFile('a.csv', 'A list, of prices\n\nItem;Price\nPump;1,5\nValve;2,5')),
    ).toMatchObject([
      { cells: ['Item', 'Price'], isHeader: true },
      { cells: ['Pump', '1,5'] },
      { cells: ['Valve', '2,5'] },
    ]);
    expect(rowsOf(await readFile('a.csv', 'Pump;1,5\nValve;2,5'))[0]?.cells).toEqual(['Pump', '1,5']);
    const named = await readFile('a.csv', 'sep=;\r\nItem;Price\r\nPump;1,5\r\n');
    expect(named.sections.map(({ locator }) => locator)).toEqual(['row 2', 'row 3']);
  });
});

describe('a workbook', () => {
  const text = (value: string) => `<c t="inlineStr"><is><t>${value}</t></is></c>`;
  const number = (value: number, style = 0) => `<c s="${style}"><v>${value}</v></c>`;
  const data = (...rows: string[]) =>
    `<sheetData>${rows.map((row) => `<row>${row}</row>`).join('')}</sheetData>`;

  it('is read as displayed, its cells and rows by their order where they do not say where they are', async () => {
    const styles =
      '<numFmts><numFmt numFmtId="164" formatCode="[$€-2]\\ #,##0.00"/></numFmts><cellXfs><xf/><xf numFmtId="9"/><xf numFmtId="164"/><xf numFmtId="14"/><xf numFmtId="20"/></cellXfs>';
    const strings =
      '<si><t>Share</t><rPh><t>reading aid</t></rPh></si><si><r><t>1,200</t></r><r><rPr><vertAlign val="superscript"/></rPr><t>1</t></r></si>';
    const sheet = data(
      `${text('Item')}<c t="s"><v>0</v></c>${text('Price')}${text('Day')}${text('Time')}${text('Count')}${text('Open')}`,
      `${text('Pump')}${number(0.25, 1)}${number(1_234.5, 2)}${number(45_000, 3)}${number(0.604166667, 4)}<c t="s"><v>1</v></c><c t="b"><v>1</v></c>`,
    );
    expect(textsOf(await readFile('a.xlsx', xlsxOf([{ xml: sheet }], { styles, strings })))).toEqual([
      'Item, Share, Price, Day, Time, Count, Open',
      'Item: Pump, Share: 25%, Price: € 1,234.50, Day: 2023-03-15, Time: 14:30, Count: 1,200 [1], Open: TRUE',
    ]);
    const days = data(`${text('Day')}${text('Note')}`, `${number(43_538, 3)}${text('x')}`);
    const macintosh = xlsxOf([{ xml: days }], { styles, properties: '<workbookPr date1904="1"/>' });
    expect(textsOf(await readFile('a.xlsx', macintosh))[1]).toBe('Day: 2023-03-15, Note: x');
  });

  it('keeps to what is shown, and says what is not', async () => {
    const hidden = '<cols><col min="3" max="3" hidden="1"/></cols>';
    const rows = `<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>Item</t></is></c><c r="B1" t="inlineStr"><is><t>Price</t></is></c><c r="C1" t="inlineStr"><is><t>Cost</t></is></c></row><row r="2" hidden="1"><c r="A2"><v>999</v></c></row><row r="3"><c r="A3" t="inlineStr"><is><t>Pump</t></is></c><c r="B3"><v>412</v></c><c r="C3"><v>99</v></c></row><row r="4"><c r="A4" t="inlineStr"><is><t>Valve</t></is></c><c r="B4"><f>A1*2</f></c></row></sheetData>`;
    const reading = await readFile(
      'a.xlsx',
      xlsxOf([
        { xml: '', type: 'chartsheet' },
        { xml: `${hidden}${rows}` },
        { xml: data(text('secret')), attributes: 'state="hidden"' },
        { xml: data(text('secret')), attributes: 'state="veryHidden"' },
      ]),
    );
    expect(textsOf(reading)).toEqual(['Item, Price', 'Item: Pump, Price: 412', 'Item: Valve']);
    expect(reading.note).toBe(
      '2 hidden sheets were left out. Hidden text was left out: 1 row, 1 column. 1 formula was saved without a value and could not be read. 1 sheet without cells, such as a chart, could not be read.',
    );
  });

  it('of any size that is taken is read, and a far cell costs nothing', async () => {
    const rows = Array.from({ length: 120_000 }, (_, i) => [i, (i * 7_919) % 100_003, i % 7]);
    const large = await readFile('a.xlsx', xlsx({ S: rows }));
    expect(large.status).toBe('partly_read');
    expect(large.note).toMatch(/^Only the first 500,000 characters/);
    expect(large.sections.length).toBeGreaterThan(20_000);
    const far = `<sheetData><row r="1"><c r="A1"><v>1</v></c><c r="XFD1"><v>2</v></c></row><row r="1048576"><c r="XFD1048576"><v>3</v></c></row></sheetData>`;
    const reading = await readFile('a.xlsx', xlsxOf([{ xml: far }]));
    expect(reading.sections).toEqual([
      { text: '1, 2', locator: 'sheet "S1", row 1' },
      { text: '3', locator: 'sheet "S1", row 1048576' },
    ]);
  });
});

it.each<[value: number, format: string, text: string]>([
  [0.52, '0%', '52%'],
  [0.034, '0.0%', '3.4%'],
  [0.1 + 0.2, 'General', '0.3'],
  [1_005 / 1_000, '0.00', '1.01'],
  [1_234.5, '_-* #,##0.00 [$€-407]_-;-* #,##0.00 [$€-407]_-', '1,234.50 €'],
  [-50, '_("$"* #,##0_);_("$"* (#,##0)', '-$50'],
  [-50, '0;[Red]0', '-50'],
  [48_600_000, '0.0,,"M"', '48.6M'],
  [0.5, '# ?/?', '0.5'],
  [5.5, 'General" km"', '5.5 km'],
  [123, '00000', '00123'],
  [2, '0.##', '2'],
  [-0.001, '0.0', '0.0'],
  [5, ';;;', ''],
  [1.5, '[h]:mm', '36:00'],
  [45_000.75, 'dd.mm.yyyy hh:mm', '2023-03-15 18:00'],
  [45_000, 'mmm yy', '2023-03'],
  [45_000, '[$-F800]dddd\\, mmmm dd\\, yyyy', '2023-03-15'],
])('%d with the format %j is displayed as %j', (value, format, text) => {
  expect(displayedNumber(value, format)).toBe(text);
});
