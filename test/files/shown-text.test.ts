import { jest } from '@jest/globals';
import { docx, docxOf, linksPart, pptx, slideOf, wordParagraph, wordTable } from '../support/documents.ts';
import { readFile, textsOf } from '../support/readings.ts';

jest.setTimeout(180_000);

const run = (text: string, properties = '') =>
  `<w:r><w:rPr>${properties}</w:rPr><w:t xml:space="preserve">${text}</w:t></w:r>`;
const paragraph = (...runs: string[]) => `<w:p>${runs.join('')}</w:p>`;

describe('of a DOCX', () => {
  it('what is hidden, deleted or moved away is left out and told', async () => {
    const styles = `<w:styles><w:style w:styleId="Base"><w:rPr><w:vanish/></w:rPr></w:style><w:style w:styleId="Hid"><w:basedOn w:val="Base"/></w:style></w:styles>`;
    const body = [
      paragraph(run('It is 412 metres long.'), run(' It is 1 metre long.', '<w:vanish/>')),
      paragraph(run('It is 2 metres long.', '<w:rStyle w:val="Hid"/>')),
      `<w:p><w:pPr><w:pStyle w:val="Hid"/></w:pPr>${run('It is 3 metres long.')}</w:p>`,
      paragraph(run('It is 4 metres long.', '<w:color w:val="FFFFFF"/>')),
      paragraph(run('White on black.', '<w:color w:val="FFFFFF"/><w:shd w:fill="000000"/>')),
      paragraph(run('Shown again.', '<w:rStyle w:val="Hid"/><w:vanish w:val="0"/>')),
      `<w:p><w:pPr><w:rPr><w:vanish/><w:del/></w:rPr></w:pPr>${run('Only its mark is hidden.')}</w:p>`,
      `<w:p><w:moveFrom>${run('Moved.')}</w:moveFrom></w:p>`,
      `<w:p><w:moveTo>${run('Moved.')}</w:moveTo><w:ins>${run(' New.')}</w:ins></w:p>`,
      paragraph(run('The fee is '), run('300', '<w:strike/>'), run('450 euros.')),
      `<w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc>${wordParagraph('Deleted row')}</w:tc></w:tr></w:tbl>`,
    ];
    const parts = {
      'word/styles.xml': styles,
      'word/_rels/document.xml.rels': linksPart([['rId1', 'styles', 'styles.xml']]),
    };
    const reading = await readFile('a.docx', docxOf(body.join(''), parts));
    expect(textsOf(reading)).toEqual([
      'It is 412 metres long.',
      'White on black.',
      'Shown again.',
      'Only its mark is hidden.',
      'Moved. New.',
      'The fee is 450 euros.',
    ]);
    expect(reading.note).toBe(
      'Hidden text was left out: 4 paragraphs. Deleted or struck-out text was left out: 3 passages.',
    );
  });

  it('text boxes are apart, raised digits and hyphens cannot be misread', async () => {
    const box = `<w:r><mc:AlternateContent><mc:Choice><w:txbxContent>${wordParagraph('7 lanes')}</w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent>${wordParagraph('7 lanes')}</w:txbxContent></mc:Fallback></mc:AlternateContent></w:r>`;
    const raised = '<w:vertAlign w:val="superscript"/>';
    const body = [
      paragraph(run('It opened in 1998'), box, run(' with trams.')),
      paragraph(
        run('It has 1,200'),
        run('1', raised),
        run('2', raised),
        run(' people on 5 m'),
        run('2', raised),
      ),
      paragraph(
        run('2'),
        '<w:r><w:noBreakHyphen/></w:r>',
        run('5 ye\u00adars'),
        '<w:r><w:softHyphen/></w:r>',
        run('.'),
      ),
      paragraph(run('One'), '<w:r><w:br/></w:r>', run('sentence.')),
      paragraph(run('Length: 412 m'), '<w:r><w:br/></w:r>', run('Width: 20 m')),
    ];
    expect(textsOf(await readFile('a.docx', docxOf(body.join(''))))).toEqual([
      '7 lanes',
      'It opened in 1998 with trams.',
      'It has 1,200 [12] people on 5 m²',
      '2-5 years.',
      'One sentence.',
      'Length: 412 m',
      'Width: 20 m',
    ]);
  });

  it('the parts are found by their relationships, and notes only where the text refers to them', async () => {
    const note = (id: number, text: string) => `<w:footnote w:id="${id}">${wordParagraph(text)}</w:footnote>`;
    const reference = (id: number) => `<w:r><w:footnoteReference w:id="${id}"/></w:r>`;
    const body = `<w:p>${run('Hello.')}${reference(1)}<w:del>${reference(2)}</w:del></w:p>`;
    const parts = {
      'story/_rels/body.xml.rels': linksPart([
        ['rId1', 'footnotes', 'below.xml'],
        ['rId2', 'comments', 'comments.xml'],
        ['rId3', 'header', 'top.xml'],
      ]),
      'story/below.xml': `<w:footnotes>${note(1, 'Kept.')}${note(2, 'Gone.')}</w:footnotes>`,
      'story/comments.xml': `<w:comments>${wordParagraph('A remark.')}</w:comments>`,
      'story/top.xml': `<w:hdr>${wordParagraph('Confidential')}</w:hdr>`,
      'word/document.xml': '<w:document/>',
    };
    const reading = await readFile('a.docx', docxOf(body, parts, 'story/body.xml'));
    expect(reading.sections).toEqual([
      { text: 'Hello.', locator: 'paragraph 1' },
      { text: 'Kept.', locator: 'footnote paragraph 1' },
    ]);
    expect(reading.note).toBe('Headers and footers were not read. Comments were not read.');
  });

  it('names may have any prefix', async () => {
    const xml = docxOf('');
    expect((await readFile('a.docx', xml)).status).toBe('no_text');
    const other = '<x:document><x:body><x:p><x:r><x:t>Hello.</x:t></x:r></x:p></x:body></x:document>';
    expect(textsOf(await readFile('a.docx', docx([], { 'word/document.xml': other })))).toEqual(['Hello.']);
  });

  it('a table holds all that its cells hold', async () => {
    const reading = await readFile(
      'a.docx',
      docxOf(
        wordTable([
          ['Item', 'Price'],
          ['Pump', '412'],
        ]),
      ),
    );
    expect(reading.sections.map(({ locator }) => locator)).toEqual(['table 1, row 1', 'table 1, row 2']);
  });
});

it('of a PPTX, hidden slides and shapes and struck text are left out and told', async () => {
  const shape = (text: string, { properties = '', isHidden = false } = {}) =>
    `<p:sp><p:nvSpPr><p:cNvPr id="1" name="x"${isHidden ? ' hidden="1"' : ''}/></p:nvSpPr><p:txBody><a:p><a:r><a:rPr ${properties}/><a:t>${text}</a:t></a:r></a:p></p:txBody></p:sp>`;
  const runs =
    '<p:sp><p:txBody><a:p><a:r><a:t>1,200</a:t></a:r><a:r><a:rPr baseline="30000"/><a:t>1</a:t></a:r><a:br/><a:r><a:t>people</a:t></a:r></a:p></p:txBody></p:sp>';
  const reading = await readFile(
    'a.pptx',
    pptx([
      {
        file: 'a',
        lines: [],
        xml: slideOf(shape('Shown.') + shape('Not shown.', { isHidden: true }) + runs),
      },
      { file: 'b', lines: [], notes: ['Notes.'], xml: slideOf(shape('Hidden.'), 'show="0"') },
      { file: 'c', lines: [], xml: slideOf(shape('Struck.', { properties: 'strike="sngStrike"' })) },
    ]),
  );
  expect(reading).toEqual({
    status: 'read',
    pages: 3,
    sections: [{ text: 'Shown.\n\n1,200 [1] people', locator: 'slide 1' }],
    note: 'A hidden slide was left out. Hidden text was left out: 1 paragraph. Deleted or struck-out text was left out: 1 passage.',
  });
});

describe('of a page', () => {
  const TRUE = 'It is 412 metres long.';
  const FALSE = 'It is 999 metres long.';

  it.each([
    `<!doctype html><head><title>A</title></head><body><p>${TRUE}`,
    `<html><script>x</script><head></head><body><p>${TRUE}</p></body></html>`,
    `<div></div><html><head></head><body>${TRUE}</body></html>`,
    `<html><p>${TRUE}</p></html>`,
    `<body>${TRUE}<body>`,
    `<link rel="stylesheet" href="a.css"><html><body><p>${TRUE}</p></body></html>`,
    `<html><head><title>A</title><p>${TRUE}</html>`,
  ])('all is read that a browser shows: %s', async (html) => {
    expect(textsOf(await readFile('a.html', html)).filter((text) => text !== 'A')).toEqual([TRUE]);
  });

  it.each([
    `<p style="display:none">${FALSE}</p>`,
    `<p hidden>${FALSE}</p>`,
    `<div style="visibility: hidden !important"><p>${FALSE}</p></div>`,
    `<span style="font-size:0px">${FALSE}</span>`,
    `<p style="color:#FFF">${FALSE}</p>`,
    `<dialog>${FALSE}</dialog>`,
    `<style>.x, #y { display: none }</style><p class="a x">${FALSE}</p>`,
    `<style>/* } */ @media print { p { display: block } } p#y { visibility: hidden; }</style><p id="y">${FALSE}</p>`,
    `<style>div.menu > p { display: none !important }</style><div class="menu"><p style="display:block">${FALSE}</p></div>`,
  ])('what it hides is left out and told: %s', async (html) => {
    const reading = await readFile('a.html', `<p>${TRUE}</p>${html}`);
    expect([textsOf(reading), reading.note]).toEqual([[TRUE], 'Hidden text was left out: 1 paragraph.']);
  });

  it.each([
    `<details><summary>More</summary>${TRUE}</details>`,
    `<p aria-hidden="true">${TRUE}</p>`,
    `<div style="background:#000"><p style="color:white">${TRUE}</p></div>`,
    `<div style="visibility:hidden"><p style="visibility:visible">${TRUE}</p></div>`,
    `<style>.x { display: none } @media (min-width: 600px) { .x { display: block } }</style><p class="x">${TRUE}</p>`,
    `<style>.x { display: none } .x.y { display: block }</style><p class="x y">${TRUE}</p>`,
    `<style>body { visibility: hidden }</style><p>${TRUE}</p>`,
    `<style>p:hover { display: none } ul p { display: none }</style><p>${TRUE}</p>`,
  ])('what it shows is read: %s', async (html) => {
    const reading = await readFile('a.html', html);
    expect(textsOf(reading)).toContain(TRUE);
    expect(reading.note).toBeUndefined();
  });

  it('nothing within a line splits a sentence, and what was struck out is left out', async () => {
    const html =
      '<p>The bridge <img src="x" alt="photo"> is <my-em>412</my-em> <label>metres</label><wbr> long,<br>and old.</p><p>The fee is <del>300</del> <ins>450</ins> euros, <s>not</s> more.<p>Length: 412 m<br>Width: 20 m<p>One<br><br>Two</p><p>1,200<sup>1</sup> people, 5 × 10<sup>6</sup> litres, 5 m<sup>2</sup>, 19<sup>th</sup>, H<sub>2</sub>O, 10&#8209;20&shy;0.</p>';
    const reading = await readFile('a.html', html);
    expect(textsOf(reading)).toEqual([
      'The bridge is 412 metres long, and old.',
      'The fee is 450 euros, more.',
      'Length: 412 m',
      'Width: 20 m',
      'One',
      'Two',
      '1,200 [1] people, 5 × 10^6 litres, 5 m², 19th, H2O, 10-200.',
    ]);
    expect(reading.note).toBe('Deleted or struck-out text was left out: 2 passages.');
  });

  it('the article holds nothing hidden either, and its tables whole', async () => {
    const sentence = 'The tower, which was opened in 1889, is 330 metres tall, and it is made of iron. ';
    const table = '<table><tr><th>Item</th><th>Price</th></tr><tr><td>Pump</td><td>412</td></tr></table>';
    const article = `<article>${`<p>${sentence.repeat(6)}</p>`.repeat(5)}<p class="x">${FALSE}</p>${table}</article>`;
    const reading = await readFile('a.html', `<style>.x{display:none}</style>${article}`);
    expect(textsOf(reading)).toHaveLength(7);
    expect(textsOf(reading).slice(-1)).toEqual(['Item: Pump, Price: 412']);
    expect(reading.note).toContain('Hidden text was left out: 1 paragraph.');
  });
});
