import type { Reading } from '../../lib/files/files.ts';
import { readFormat } from '../../lib/files/reading/formats.ts';
import { Sections } from '../../lib/files/reading/sections.ts';
import { docx, pdf, pptx, wav, xlsx } from '../support/documents.ts';
import { box, timedText, videoWith } from '../support/mp4.ts';

async function read(extension: string, content: string | Uint8Array, ms = Infinity): Promise<Reading> {
  const reader = await readFormat(extension);
  if (!reader) throw new Error(`nothing reads ${extension}`);
  return reader(typeof content === 'string' ? Buffer.from(content) : content, new Sections(ms), extension);
}
const found = ({ sections }: Reading) => sections.map(({ locator, text }) => [locator, text]);

describe('the text of', () => {
  it('a PDF comes by pages, and pages without any are told', async () => {
    const reading = await read('.pdf', await pdf(['The tower is 330 m tall.', '', 'It opened in 1889.']));
    expect(found(reading)).toEqual([
      ['page 1', 'The tower is 330 m tall.'],
      ['page 3', 'It opened in 1889.'],
    ]);
    expect(reading).toMatchObject({
      status: 'read',
      pages: 3,
      note: expect.stringMatching(/^1 of its pages/) as string,
    });
    expect(await read('.pdf', await pdf(['']))).toMatchObject({ status: 'no_text', sections: [], pages: 1 });
  });

  it('a DOCX comes by paragraphs, with footnotes, without what was deleted or stands twice', async () => {
    const run = (text: string) => `<w:p><w:r><w:t>${text}</w:t></w:r></w:p>`;
    const body = [
      run('A &amp; B'),
      '<w:p><w:r><w:t>one</w:t><w:tab/><w:t>two</w:t><w:br/><w:t>three</w:t></w:r></w:p>',
      '<w:p><w:del><w:r><w:delText>gone</w:delText></w:r></w:del></w:p>',
      `<w:tbl><w:tr><w:tc>${run('cell')}</w:tc></w:tr></w:tbl>`,
      `<mc:AlternateContent><mc:Choice>${run('box')}</mc:Choice><mc:Fallback>${run('box')}</mc:Fallback></mc:AlternateContent>`,
    ];
    const document = `<w:document><w:body>${body.join('')}</w:body></w:document>`;
    const notes = `<w:footnotes>${run('a note')}</w:footnotes>`;
    const reading = await read(
      '.docx',
      docx([], { 'word/document.xml': document, 'word/footnotes.xml': notes }),
    );
    expect(found(reading)).toEqual([
      ['paragraph 1', 'A & B'],
      ['paragraph 2', 'one\ttwo three'],
      ['table 1, row 1', 'cell'],
      ['paragraph 3', 'box'],
      ['footnote paragraph 1', 'a note'],
    ]);
  });

  it('a PPTX comes by slides in their order, each with its notes', async () => {
    const reading = await read(
      '.pptx',
      pptx([
        { file: 'slide7', lines: ['Costs', 'rise by 5 %'], notes: ['say it slowly'] },
        { file: 'slide1', lines: ['The end'] },
      ]),
    );
    expect(found(reading)).toEqual([
      ['slide 1', 'Costs\n\nrise by 5 %'],
      ['notes of slide 1', 'say it slowly'],
      ['slide 2', 'The end'],
    ]);
    expect(reading.pages).toBe(2);
  });

  it('an XLSX comes by sheets and rows, values under their columns', async () => {
    const reading = await read(
      '.xlsx',
      xlsx({
        Costs: [
          ['Region', 'Revenue'],
          ['North', 5_000],
          [null, null],
          ['South', 0.5],
        ],
        'a "b"': [['x']],
      }),
    );
    expect(found(reading)).toEqual([
      ['sheet "Costs", row 1', 'Region, Revenue'],
      ['sheet "Costs", row 2', 'Region: North, Revenue: 5000'],
      // An empty row ends a table, and with it what its header says.
      ['sheet "Costs", row 4', 'South, 0.5'],
      ['sheet "a \\"b\\"", row 1', 'x'],
    ]);
  });

  it('a CSV comes by rows, whatever divides them', async () => {
    for (const divider of [',', ';', '\t', '|'])
      expect(
        found(await read('.csv', `Region,Revenue\nNorth,"5 ""x""\ny"\n\nSouth,3`.replaceAll(',', divider))),
      ).toEqual([
        ['row 1', 'Region, Revenue'],
        ['row 2', 'Region: North, Revenue: 5 "x"\ny'],
        ['row 4', 'South, 3'],
      ]);
    expect(found(await read('.csv', '1,2\n3,4'))).toEqual([
      ['row 1', '1, 2'],
      ['row 2', '3, 4'],
    ]);
  });

  it('a short HTML page comes whole, and of a long one its article, which is told', async () => {
    const short = await read(
      '.html',
      '<html><head><title>News</title><style>p{}</style></head><body><nav>Home</nav><p>It is <b>5</b> m<br>tall.<script>x</script></p><li>One</body></html>',
    );
    expect(found(short)).toEqual([
      ['title', 'News'],
      ['paragraph 1', 'Home'],
      ['paragraph 2', 'It is 5 m tall.'],
      ['paragraph 3', 'One'],
    ]);
    expect(short).not.toHaveProperty('note');
    const sentences =
      'The tower, which was opened in 1889, is 330 metres tall, and it is made of iron. '.repeat(6);
    const links = Array.from({ length: 60 }, (_, i) => `<li><a href="/${i}">Another page ${i}</a></li>`).join(
      '',
    );
    const long = await read(
      '.html',
      `<html><body><nav><ul>${links}</ul></nav><article>${`<p>${sentences}</p>`.repeat(5)}</article></body></html>`,
    );
    expect(found(long)).toHaveLength(5);
    expect(long.note).toMatch(/^The main text/);
  });

  it('plain text comes by paragraphs, named by their first lines, in UTF-8 and UTF-16', async () => {
    const text = 'one\r\ntwo\r\n\r\n  \r\nthree 👋';
    const expected = [
      ['line 1', 'one two'],
      ['line 5', 'three 👋'],
    ];
    expect(found(await read('.txt', text))).toEqual(expected);
    expect(found(await read('.md', Buffer.from(`\ufeff${text}`, 'utf16le')))).toEqual(expected);
    expect((await read('.txt', ' \n ')).status).toBe('no_text');
  });

  it('subtitles come by cues and their times', async () => {
    const srt =
      '1\r\n00:00:01,000 --> 00:00:02,500\r\n<i>Hello</i>\r\nyou.\r\n\r\n2\r\n01:02:03,000 --> 01:02:05,000\r\n{\\an8}Bye.\r\n';
    expect(found(await read('.srt', srt))).toEqual([
      ['00:00:01', 'Hello you.'],
      ['01:02:03', 'Bye.'],
    ]);
    const vtt =
      'WEBVTT\n\nNOTE not this\n\nSTYLE\n::cue {}\n\n00:01.000 --> 00:02.000 align:start\n<v Ada>Hello.\n\nintro\n100:00:01.000 --> 100:00:02.000\nBye.';
    expect(found(await read('.vtt', vtt))).toEqual([
      ['00:00:01', 'Hello.'],
      ['100:00:01', 'Bye.'],
    ]);
  });

  it('a recording is not guessed', async () => {
    expect(await read('.wav', wav(3))).toEqual({
      status: 'not_transcribed',
      sections: [],
      note: 'What is said in it was not transcribed. It lasts 3 seconds.',
    });
  });

  it('a video with embedded subtitles is theirs', async () => {
    const reading = await read(
      '.mp4',
      videoWith('tx3g', [timedText('Hello.'), timedText(''), timedText('Grüße')]),
    );
    expect(found(reading)).toEqual([
      ['00:00:00', 'Hello.'],
      ['00:00:04', 'Grüße'],
    ]);
    expect(reading.status).toBe('read');
    const cue = box('vttc', box('payl', Buffer.from('Hi there')));
    expect(found(await read('.mp4', videoWith('wvtt', [cue])))).toEqual([['00:00:00', 'Hi there']]);
  });
});

describe('what is too much', () => {
  it('is left out, which is told', async () => {
    const reading = await read('.txt', `${'word '.repeat(120)}\n\n`.repeat(1_000));
    const characters = reading.sections.reduce((sum, { text }) => sum + text.length, 0);
    expect([reading.status, characters]).toEqual(['partly_read', 500_000]);
    expect(reading.note).toBe('Only the first 500,000 characters were read.');
    const many = await read('.txt', 'a\n\n'.repeat(60_000));
    expect([many.status, many.sections.length]).toEqual(['partly_read', 50_000]);
    const late = await read('.txt', 'a\n\nb\n\nc', 0);
    expect([late.status, late.sections.length]).toEqual(['partly_read', 1]);
    const pages = await read('.pdf', await pdf(Array.from({ length: 301 }, (_, i) => `page ${i}`)));
    expect([pages.status, pages.sections.length, pages.pages]).toEqual(['partly_read', 300, 301]);
  });

  it('never splits a character, and control characters are no text', async () => {
    const reading = await read('.txt', '👋'.repeat(250_001));
    expect(reading.sections[0]?.text.isWellFormed()).toBe(true);
    expect(found(await read('.txt', 'a\x07b\u0000'))).toEqual([['line 1', 'a b']]);
  });
});
