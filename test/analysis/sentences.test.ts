import fc from 'fast-check';
import { embeddedEngine } from '../../lib/checker/engine.ts';
import { sentencesOf } from '../../lib/analysis/sentences.ts';
import { PARAGRAPHS, wrapped } from '../support/wrapping.ts';

const split = (text: string) =>
  sentencesOf(text).map(({ start, end }) => text.slice(start, end).replace(/\s+(?:> *)*/g, ' '));

describe('a sentence ends', () => {
  it.each<[text: string, ...sentences: string[]]>([
    ['It opened at 3 p.m. The mayor spoke.', 'It opened at 3 p.m.', 'The mayor spoke.'],
    ['It opened at 3 p.m. on Monday. It rained.', 'It opened at 3 p.m. on Monday.', 'It rained.'],
    ['See No. 5 of the list. No. The list is gone.', 'See No. 5 of the list.', 'No.', 'The list is gone.'],
    [
      'Mr. J. R. Smith met Dr. Berg in St. Petersburg. He left.',
      'Mr. J. R. Smith met Dr. Berg in St. Petersburg.',
      'He left.',
    ],
    [
      'The U.S. President flew. He is in the U.S. The visit is short.',
      'The U.S. President flew.',
      'He is in the U.S.',
      'The visit is short.',
    ],
    [
      'There are approx. 400 of them, e.g. Oslo. All are old.',
      'There are approx. 400 of them, e.g. Oslo.',
      'All are old.',
    ],
    ['It opened in 1998. 38,000 vehicles use it.', 'It opened in 1998.', '38,000 vehicles use it.'],
    [
      'It grew by 3.5 percent. "Good!" he said. "Stop." They left.',
      'It grew by 3.5 percent.',
      '"Good!" he said.',
      '"Stop."',
      'They left.',
    ],
    [
      'He waited... and waited. Wait… no. Then Acme Inc. closed.',
      'He waited... and waited.',
      'Wait… no.',
      'Then Acme Inc. closed.',
    ],
    [
      'Sie wurde am 14. Juni 1998 eröffnet. Sie kostet z. B. nichts.',
      'Sie wurde am 14. Juni 1998 eröffnet.',
      'Sie kostet z. B. nichts.',
    ],
  ])('in %j', (text, ...sentences) => {
    expect(split(text)).toEqual(sentences);
  });

  it('with a list item, whose marker is no part of it', () => {
    expect(
      split(
        'Agenda\n1. The budget was approved.\n2. The library closes\n   in May.\n\n- one thing\n- [x] done',
      ),
    ).toEqual(['Agenda', 'The budget was approved.', 'The library closes in May.', 'one thing', 'done']);
    expect(split('- The tower is tall\n- It is old')).toEqual(['The tower is tall', 'It is old']);
    expect(split('1. The committee met. 2. It voted.')).toEqual(['The committee met.', '2. It voted.']);
  });

  it('with a heading, a row, a label, a quotation, a blank line', () => {
    const body = 'The Norvik bridge is 412 metres long and carries two\ntram lines over the Sund.';
    const sentence = body.replace('\n', ' ');
    expect(split(`Norvik bridge\n${body}`)).toEqual(['Norvik bridge', sentence]);
    expect(split(`# The bridge\n${body}`)).toEqual(['The bridge', sentence]);
    expect(split('Region\tRevenue\nNorth\t5,000\nSouth\t7,300')).toHaveLength(3);
    expect(split('Region    Revenue\nNorth     5,000')).toHaveLength(2);
    expect(split('Ada Berg\nMain Street 5\nOslo')).toHaveLength(3);
    expect(split(`> The bridge is\n> 412 metres long.\nYes.`)).toEqual([
      'The bridge is 412 metres long.',
      'Yes.',
    ]);
    expect(split(`Norvik\n\n${body}`)).toEqual(['Norvik', sentence]);
    expect(split('The tower is 330 m tall\nIt opened in 1889\nIt is made of iron')).toHaveLength(3);
  });
});

describe('a sentence goes on', () => {
  it('behind a line break that wraps it, wherever it is', () => {
    expect(split('in the summer of 1998, is 412\nmetres long and carries\ntwo tram lines.')).toHaveLength(1);
    expect(split('The bridge is not\r\nopen to cyclists.')).toEqual(['The bridge is not open to cyclists.']);
    for (const paragraph of PARAGRAPHS)
      for (let columns = 30; columns <= 100; columns++)
        expect([columns, split(wrapped(paragraph, columns))]).toEqual([columns, split(paragraph)]);
  });

  it('in any text of such paragraphs, wrapped and quoted', () => {
    const paragraphs = fc.array(fc.constantFrom(...PARAGRAPHS), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(
        paragraphs,
        fc.integer({ min: 30, max: 100 }),
        fc.constantFrom('', '> ', '  ', '> > '),
        (some, columns, prefix) => {
          expect(split(some.map((each) => wrapped(each, columns, prefix)).join(`\n${prefix}\n`))).toEqual(
            some.flatMap(split),
          );
        },
      ),
    );
  });
});

it('a text of the greatest length is split in time that grows with it', () => {
  const cpu = (text: string) => {
    const start = process.cpuUsage();
    sentencesOf(text);
    return process.cpuUsage(start).user / 1_000;
  };
  for (const piece of [
    'a\n',
    ' \n',
    '- \n',
    '1. ',
    '. ',
    '> ',
    'a. 1 ',
    '\t',
    'A.\n1. x\n',
    '\r',
    '-',
    '*',
    '(',
    '!"',
  ])
    expect([piece, cpu(piece.repeat(500_000 / piece.length)) < 3_000]).toEqual([piece, true]);
});

it('a denial that was wrapped is still one', async () => {
  const engine = embeddedEngine();
  const { signal } = new AbortController();
  const text =
    'A rumour has it, and the engineers have always denied it, that\nthe Norvik bridge is not\nopen.';
  const { claims } = await engine.claims({ text, attachments: [] }, signal);
  expect(claims.map((claim) => claim.text)).toEqual([text]);
});
