import { crc32, deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { attachmentGate } from '../../lib/files/gate.ts';
import {
  blank,
  docx,
  docxOf,
  flate,
  pdf,
  picture,
  pptx,
  rawPdf,
  wav,
  xlsx,
  zip,
} from '../support/documents.ts';

const { inspect, supported, isName, isSupported, isBlank, maxBytes } = attachmentGate;
const document = (extension: string) => ({ kind: 'document', extension });
const UNSUPPORTED = 'unsupported_attachment';
const text = (content: string) => Buffer.from(content);
const SRT = '1\n00:00:01,000 --> 00:00:02,500\nHello.\n';

/** Every refusal comes within 2 s, on a machine of its own; here others work too. */
async function soon<T>(promise: Promise<T>): Promise<T> {
  const started = performance.now();
  const result = await promise;
  expect(performance.now() - started).toBeLessThan(6_000);
  return result;
}

describe('what is supported', () => {
  it('is taken, by its name and its bytes', async () => {
    const samples: [name: string, bytes: Uint8Array, kind: string][] = [
      ['a.pdf', await pdf(['Hello.']), 'document'],
      ['a.docx', docx(['Hello.']), 'document'],
      ['a.pptx', pptx([{ file: 'slide1', lines: ['Hello.'] }]), 'document'],
      ['a.XLSX', xlsx({ Costs: [['a', 1]] }), 'document'],
      ['a.csv', text('a,b\n1,2\n'), 'document'],
      ['a.html', text('<!doctype html><p>Hello.'), 'document'],
      ['a.htm', text('\ufeff<p>Hello.'), 'document'],
      ['BMW.txt', text('BMW und Grüße'), 'document'],
      ['utf16.txt', Buffer.from('\ufeffHello', 'utf16le'), 'document'],
      ['a.md', text('# Hello'), 'document'],
      ['a.srt', text(SRT), 'document'],
      ['a.vtt', text('WEBVTT\n\n00:01.000 --> 00:02.000\nHello.'), 'document'],
      ['a.png', await picture(['Hello']).png().toBuffer(), 'image'],
      ['a.jpg', await picture(['Hello']).jpeg().toBuffer(), 'image'],
      ['a.jpeg', await picture(['Hello']).jpeg().toBuffer(), 'image'],
      ['a.webp', await picture(['Hello']).webp().toBuffer(), 'image'],
      ['a.gif', await picture(['Hello']).gif().toBuffer(), 'image'],
      ['a.wav', wav(), 'audio'],
      ['__proto__.txt', text('x'), 'document'],
      ['../../x.txt', text('x'), 'document'],
    ];
    for (const [name, bytes, kind] of samples)
      expect([name, await inspect(name, bytes)]).toEqual([
        name,
        { kind, extension: /\.\w+$/.exec(name)?.[0].toLowerCase() },
      ]);
  });

  it('is known by its extension before there are bytes', () => {
    for (const extension of Object.values(supported()).flat())
      expect([extension, isSupported(`a${extension.toUpperCase()}`)]).toEqual([extension, true]);
    for (const name of ['a', 'a.', 'a.txt ', 'a.txt.', 'a.exe', 'txt', '.pdf.zip', ''])
      expect([name, isSupported(name)]).toEqual([name, false]);
  });

  it('may be blank where it is plain text, and is then told apart', () => {
    for (const blank of [' \n', '\u200b\ufeff', '\t\u2800'])
      for (const extension of ['.txt', '.md', '.csv'])
        expect(isBlank({ kind: 'document', extension }, text(blank))).toBe(true);
    expect(isBlank({ kind: 'document', extension: '.txt' }, Buffer.from('\ufeff \n', 'utf16le'))).toBe(true);
    expect(isBlank({ kind: 'document', extension: '.txt' }, text('·'))).toBe(false);
    // What these hold, only their readers know.
    expect(isBlank({ kind: 'document', extension: '.html' }, text(' '))).toBe(false);
    expect(isBlank({ kind: 'document', extension: '.pdf' }, text(' '))).toBe(false);
  });

  it('is listed by kind', () => {
    expect(supported()).toEqual({
      audio: ['.mp3', '.m4a', '.wav', '.flac', '.ogg', '.opus', '.aac'],
      document: '.pdf .docx .pptx .xlsx .csv .html .htm .txt .md .srt .vtt'.split(' '),
      image: ['.png', '.jpg', '.jpeg', '.webp', '.gif'],
      video: ['.mp4', '.m4v', '.mov', '.webm', '.mkv'],
    });
  });
});

describe('what is not what its name says', () => {
  it.each(Object.values(supported()).flat())(
    'is refused as %s: empty, noise, another type',
    async (extension) => {
      const noise = Buffer.from(Array.from({ length: 5_000 }, (_, i) => (i * 7_919) % 251));
      const png = await blank(10, 10).png().toBuffer();
      const others = [Buffer.alloc(0), noise, ...(extension === '.png' ? [await pdf(['x'])] : [png])];
      for (const bytes of others) expect(await inspect(`a${extension}`, bytes)).toBe(UNSUPPORTED);
    },
  );

  it('is refused among the office formats, text formats and unknown ones', async () => {
    const wrong: [name: string, bytes: Uint8Array][] = [
      ['a.docx', xlsx({ a: [[1]] })],
      ['a.xlsx', docx(['x'])],
      ['a.docx', zip({ 'word/document.xml': '<a/>' })],
      ['a.txt', text('%PDF-1.4 plain')],
      ['a.txt', text('a\0b')],
      ['a.txt', Buffer.from([0x61, 0xff])],
      ['a.txt', Buffer.from('\ufeffodd', 'utf16le').subarray(0, 7)],
      ['a.html', text('no markup')],
      ['a.srt', text('Hello.')],
      ['a.vtt', text(SRT)],
      ['a.jpg', await blank(10, 10).png().toBuffer()],
      ['a.exe', text('MZ')],
      ['a', text('x')],
      ['.constructor', text('x')],
      ['a.pdf.', await pdf(['x'])],
    ];
    for (const [name, bytes] of wrong)
      expect([name, await inspect(name, bytes)]).toEqual([name, UNSUPPORTED]);
  });

  it('is refused when cut off anywhere', async () => {
    const whole: [name: string, bytes: Uint8Array][] = [
      ['a.pdf', await pdf(['Hello.', 'World.'])],
      ['a.docx', docx(['Hello.'])],
      ['a.png', await picture(['Hello']).png().toBuffer()],
      ['a.jpg', await picture(['Hello']).jpeg().toBuffer()],
      ['a.webp', await picture(['Hello']).webp().toBuffer()],
      ['a.wav', wav()],
    ];
    for (const [name, bytes] of whole)
      for (const share of [0.1, 0.5, 0.9])
        expect([name, share, await inspect(name, bytes.subarray(0, bytes.length * share))]).toEqual([
          name,
          share,
          UNSUPPORTED,
        ]);
  });
});

/** A ZIP member whose directory entry claims what a test likes. */
function lyingZip(bytes: Uint8Array, claim: number): Uint8Array {
  const copy = Buffer.from(bytes);
  const at = copy.indexOf('word/document.xml', copy.indexOf(Buffer.from([0x50, 0x4b, 1, 2]))) - 46;
  copy.writeUInt32LE(claim, at + 24);
  return copy;
}

describe('an office document', () => {
  it('may have some bytes behind its end, where its directory is whole', async () => {
    const bytes = Buffer.from(docx(['Hello.']));
    for (const appended of ['\n', '\0'.repeat(4_096)])
      expect(await inspect('a.docx', Buffer.concat([bytes, text(appended)]))).toEqual(document('.docx'));
    expect(await inspect('a.docx', Buffer.concat([bytes, Buffer.alloc(10_000)]))).toBe(UNSUPPORTED);
    expect(await inspect('a.docx', Buffer.concat([bytes.subarray(0, -1), text('\n\n')]))).toBe(UNSUPPORTED);
    const moved = Buffer.concat([bytes, text('\n')]);
    moved.writeUInt32LE(moved.readUInt32LE(bytes.length - 6) + 1, bytes.length - 6);
    expect(await inspect('a.docx', moved)).toBe(UNSUPPORTED);
  });

  it('is measured by what is read of it, not by its pictures and embedded files', async () => {
    const picture = new Uint8Array(5_000_000);
    for (const name of ['word/media/image1.emf', 'word/embeddings/oleObject1.bin', 'word/charts/chart1.xml'])
      expect(await inspect('a.docx', docx(['x'], { [name]: picture }))).toEqual(document('.docx'));
    expect(await inspect('a.docx', docx(['x'], { 'word/notes.xml': picture }))).toBe('too_large');
    const rows = Array.from({ length: 130_000 }, (_, i) => [i, i, i]);
    expect(await soon(inspect('a.xlsx', xlsx({ S: rows })))).toEqual(document('.xlsx'));
    const sheet = { 'xl/worksheets/sheet1.xml': new Uint8Array(41_000_000) };
    expect(await soon(inspect('a.xlsx', xlsx({ S: [] }, sheet)))).toBe('too_large');
  });

  it('is told by the part that it names as its main one', async () => {
    const body = '<w:p><w:r><w:t>Hello.</w:t></w:r></w:p>';
    const other = docxOf(body, {}, 'text/main.xml');
    expect(await inspect('a.docx', other)).toEqual(document('.docx'));
    expect(await inspect('a.xlsx', other)).toBe(UNSUPPORTED);
    // A part that is never measured may not be read.
    expect(await inspect('a.docx', docxOf(body, {}, 'word/embeddings/main.xml'))).toBe(UNSUPPORTED);
  });
});

describe('a bomb', () => {
  const paragraphs = (bytes: number) => 'x'.repeat(bytes);

  it('of a ZIP is refused: by size, by ratio, by count, by a lie, by overlap', async () => {
    expect(await soon(inspect('a.docx', lyingZip(docx(['x']), 210_000_000)))).toBe('too_large');
    expect(await soon(inspect('a.docx', docx([paragraphs(13_000_000)])))).toBe('too_large');
    expect(await soon(inspect('a.docx', docx([paragraphs(3_000_000)])))).toBe('too_large');
    const members = Object.fromEntries(Array.from({ length: 6_000 }, (_, i) => [`m/${i}`, 'x']));
    expect(await soon(inspect('a.docx', docx(['x'], members)))).toBe('too_large');
    const bomb = docx([paragraphs(20_000_000)]);
    expect(await soon(inspect('a.docx', lyingZip(bomb, 1_000)))).toBe('too_large');
    expect(await inspect('a.docx', lyingZip(docx(['x']), 2_000))).toBe(UNSUPPORTED);
    expect(await inspect('a.docx', overlapping())).toBe(UNSUPPORTED);
  });

  it('of XML or HTML nested deeply is refused, and one that only looks so is taken', async () => {
    const nested = (depth: number) =>
      `<w:document>${'<w:p>'.repeat(depth)}${'</w:p>'.repeat(depth)}</w:document>`;
    expect(await inspect('a.docx', docx([], { 'word/document.xml': nested(5_000) }))).toBe('too_large');
    expect(await inspect('a.docx', docx([], { 'word/document.xml': nested(100) }))).toEqual(
      document('.docx'),
    );
    const entities = `<!DOCTYPE a [<!ENTITY a "aa">]><w:document>&a;</w:document>`;
    expect(await inspect('a.docx', docx([], { 'word/document.xml': entities }))).toBe(UNSUPPORTED);
    for (const [html, verdict] of [
      ['<div>'.repeat(1_000_000), 'too_large'],
      [`<!-- > --><b>${'<i>'.repeat(1_000)}`, 'too_large'],
      [`${'<div>'.repeat(450)}<p>Deep.`, document('.html')],
      ['<p><b>One of a page that never closes them.'.repeat(700), document('.html')],
      ['<p>line<br>'.repeat(100_000), document('.html')],
      ['<ul><li>one<li>two</ul>'.repeat(10_000), document('.html')],
      [`<script>${'"<div>"+'.repeat(1_000)}</script>`, document('.html')],
      [`<!-- ${'<div>'.repeat(1_000)} -->`, document('.html')],
      ['<div></div>'.repeat(100_000), document('.html')],
    ] as const)
      expect([html.slice(0, 20), await soon(inspect('a.html', text(html)))]).toEqual([
        html.slice(0, 20),
        verdict,
      ]);
  });

  it('of pixels is refused by its header', async () => {
    for (const [width, height] of [
      [50_000, 50_000],
      [50_000, 10],
      [10, 16_001],
      [10_000, 10_000],
    ] as const)
      expect(await inspect('a.png', pngHeader(width, height))).toBe('too_large');
    expect(await inspect('a.png', await blank(5_000, 5_000).png().toBuffer())).toEqual({
      kind: 'image',
      extension: '.png',
    });
    expect(await inspect('a.png', pngHeader(0, 10))).toBe(UNSUPPORTED);
  });

  it('of PDF objects or streams is refused', async () => {
    expect(await soon(inspect('a.pdf', rawPdf('/Filter /FlateDecode', flate(100_000_000))))).toBe(
      'too_large',
    );
    const twice = rawPdf('/Filter [/FlateDecode /FlateDecode]', flate(10));
    expect(await inspect('a.pdf', twice)).toBe('too_large');
    const objects = '1 0 obj\nnull\nendobj\n'.repeat(150_000);
    expect(await soon(inspect('a.pdf', rawPdf('', flate(10), objects)))).toBe('too_large');
    const streams = '1 0 obj\n<<>>\nstream\nx\nendstream\nendobj\n'.repeat(50_000);
    expect(await soon(inspect('a.pdf', rawPdf('', flate(10), streams)))).toBe('too_large');
    const scan = rawPdf('/Subtype /Image /Filter /FlateDecode', flate(100_000_000));
    expect(await inspect('a.pdf', scan)).toEqual(document('.pdf'));
    const locked = rawPdf('', flate(10), '2 0 obj\n<</Encrypt 3 0 R>>\nendobj\n');
    expect(await inspect('a.pdf', locked)).toBe(UNSUPPORTED);
  });

  it('of mere size is refused', async () => {
    expect(await inspect('a.txt', Buffer.alloc(5_000_001, 'a'))).toBe('too_large');
    expect(await inspect('a.wav', Buffer.alloc(maxBytes + 1))).toBe('too_large');
    expect(await inspect('a.txt', Buffer.alloc(5_000_000, 'a'))).toEqual(document('.txt'));
  });
});

it('answers soon, and never throws, whatever it is given', async () => {
  const extensions = Object.values(supported()).flat();
  const starts = [
    '',
    '%PDF-1.4\n',
    'PK\x03\x04',
    '\x89PNG\r\n\x1a\n',
    'ID3\x04\0\0\x7f\x7f\x7f\x7f',
    '\xff\xd8\xff',
    '<a ',
    '\x1aE\xdf\xa3',
  ];
  const fills = [
    '\0',
    '<',
    '<!--',
    ' obj',
    'stream',
    '/Encrypt',
    '\x50\x4b\x05\x06',
    '\xff\xda',
    '\xff\xfb\x90\0',
    '9',
  ];
  for (const extension of ['.pdf', '.docx', '.png', '.jpg', '.mp3', '.mp4', '.mkv', '.ogg'])
    for (const start of starts)
      for (const fill of fills) {
        const bytes = Buffer.alloc(2_000_000, fill, 'latin1');
        bytes.write(start, 'latin1');
        await soon(inspect(`a${extension}`, bytes));
      }
  for (const extension of ['.txt', '.html', '.srt'])
    for (const fill of fills) await soon(inspect(`a${extension}`, Buffer.alloc(5_000_000, fill, 'latin1')));
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...extensions),
      fc.uint8Array({ maxLength: 300 }),
      fc.constantFrom(...starts),
      async (extension, bytes, start) => {
        await inspect(`a${extension}`, Buffer.concat([Buffer.from(start, 'latin1'), bytes]));
      },
    ),
    { numRuns: 500 },
  );
}, 300_000);

describe('a name', () => {
  it.each(['a.txt', '__proto__', '../../x.txt', 'C:\\a b.txt', '👋'.repeat(127), 'ä.md', '…'])(
    '%j is data',
    (name) => {
      expect(isName(name)).toBe(true);
    },
  );
  it.each([
    '',
    ' ',
    'a\0.txt',
    'a\n.txt',
    '\ud800.txt',
    'a\u2028',
    'a\ufffd',
    'a'.repeat(256),
    '👋'.repeat(2_560),
  ])('%j is refused', (name) => {
    expect(isName(name)).toBe(false);
  });
});

/** A PNG of a header and an end, without the pixels it claims. */
function pngHeader(width: number, height: number): Uint8Array {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const frame = Buffer.alloc(8);
    frame.writeUInt32BE(data.length);
    frame.writeUInt32BE(crc32(body), 4);
    return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width);
  header.writeUInt32BE(height, 4);
  header.set([8, 2], 8);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** Two members of one and the same bytes. */
function overlapping(): Uint8Array {
  const data = deflateRawSync(Buffer.from('<a/>'));
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50);
  const names = ['[Content_Types].xml', 'word/document.xml'];
  const entries = names.map((name) => {
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50);
    entry.writeUInt16LE(8, 10);
    entry.writeUInt32LE(data.length, 20);
    entry.writeUInt32LE(4, 24);
    entry.writeUInt16LE(name.length, 28);
    return Buffer.concat([entry, Buffer.from(name)]);
  });
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50);
  end.writeUInt16LE(2, 10);
  end.writeUInt32LE(30 + data.length, 16);
  return Buffer.concat([local, data, ...entries, end]);
}
