import { readMarkdown } from '../../lib/files/reading/markdown.ts';
import { inlineText } from '../../lib/files/reading/markdown-inline.ts';
import { Sections } from '../../lib/files/reading/sections.ts';

const read = async (text: string) => await readMarkdown(Buffer.from(text), new Sections(Infinity), '.md');

it('Markdown comes by its blocks, without marks, and what does not show is left out and told', async () => {
  const reading = await read(
    [
      '# Norvik bridge #',
      'The Norvik bridge is **412** metres',
      'long and opened in [1998](https://example.com/a_(b)).',
      '',
      '| Region | Revenue |',
      '|---|---:|',
      '| North | 5,000 |',
      '| ~~South~~ West | `7,300` |',
      '',
      '~~The bridge is 999',
      'metres long.~~ It stands.',
      '<!-- The bridge is 888',
      'metres long. -->',
      'Opening',
      '-------',
      '> quoted',
      '> text',
      '',
      '- [x] built in 1998',
      '1. It has four',
      '   lanes[^1].',
      '',
      '```',
      'a **b**',
      '```',
      '[^1]: A note.',
      '[ref]: https://example.com',
    ].join('\n'),
  );
  expect(reading.sections).toEqual([
    { locator: 'line 1', text: 'Norvik bridge' },
    { locator: 'line 2', text: 'The Norvik bridge is 412 metres long and opened in 1998.' },
    {
      locator: 'line 5',
      text: 'Region, Revenue',
      row: { table: 0, isHeader: true, cells: ['Region', 'Revenue'] },
    },
    {
      locator: 'line 7',
      text: 'Region: North, Revenue: 5,000',
      row: { table: 0, isHeader: false, cells: ['North', '5,000'] },
    },
    {
      locator: 'line 8',
      text: 'Region: West, Revenue: 7,300',
      row: { table: 0, isHeader: false, cells: ['West', '7,300'] },
    },
    { locator: 'line 10', text: 'It stands.' },
    { locator: 'line 14', text: 'Opening' },
    { locator: 'line 16', text: 'quoted text' },
    { locator: 'line 19', text: 'built in 1998' },
    { locator: 'line 20', text: 'It has four lanes [1].' },
    { locator: 'line 24', text: 'a **b**' },
    { locator: 'line 26', text: '[1] A note.' },
  ]);
  expect([reading.status, reading.note]).toEqual([
    'read',
    'What does not show was left out: comments, struck text.',
  ]);
});

it.each([
  ['2 * 3 = 6 and 2*3*4', '2 * 3 = 6 and 2*3*4'],
  ['***both*** and **outer *inner* outer**', 'both and outer inner outer'],
  ['snake_case_name and _word_', 'snake_case_name and word'],
  ['![alt text](a.png "title") [link][ref] <https://example.com>', 'alt text link https://example.com'],
  ['`**412**` \\*no\\* &amp; <b>bold</b>', '**412** *no* & bold'],
  ['<del>300</del> 450', '450'],
  ['[unclosed](http and [brackets] stay', '[unclosed](http and [brackets] stay'],
])('%j shows as %j', (markdown, text) => {
  expect(inlineText(markdown).text).toBe(text);
});

it('the greatest Markdown is read in time that grows with it', async () => {
  for (const piece of [
    '[',
    '[a](',
    '**a ',
    '_a',
    '~~a',
    '<!--',
    '<b',
    '`',
    '|',
    '|-\n',
    '- \n',
    '> ',
    '# \n',
    '![',
    '\\',
    '&',
    'a\n-\n',
  ]) {
    const start = process.cpuUsage();
    await read(piece.repeat(2_000_000 / piece.length));
    expect([piece, process.cpuUsage(start).user < 6_000_000]).toEqual([piece, true]);
  }
}, 200_000);
