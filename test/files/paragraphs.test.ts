import fc from 'fast-check';
import { joinLines, wordCounts } from '../../lib/files/reading/hyphens.ts';
import { paragraphsOf } from '../../lib/files/reading/paragraphs.ts';
import { PARAGRAPHS, wrapped } from '../support/wrapping.ts';

const paragraphs = (text: string) =>
  [...paragraphsOf(text.split('\n'), { counts: () => wordCounts(text) })].map((each) => each.text);

it('a paragraph is the same at whatever width it is wrapped', () => {
  for (const paragraph of PARAGRAPHS)
    for (let columns = 30; columns <= 100; columns++)
      expect([columns, paragraphs(wrapped(paragraph, columns))]).toEqual([columns, [paragraph]]);
  const some = fc.array(fc.constantFrom(...PARAGRAPHS), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(
      some,
      fc.integer({ min: 30, max: 100 }),
      fc.constantFrom('', '> ', '    '),
      (each, columns, prefix) => {
        expect(paragraphs(each.map((text) => wrapped(text, columns, prefix)).join('\n\n'))).toEqual(each);
      },
    ),
  );
});

it.each([
  ['the bridge-\nhead is old', ['the bridgehead is old']],
  ['a cable-\nstayed bridge', ['a cable-stayed bridge']],
  ['a 12-\nyear plan', ['a 12-year plan']],
  ['the Moscow-\nBeijing line', ['the Moscow-Beijing line']],
  ['cable-\nand road bridges', ['cable- and road bridges']],
  ['a state-of-the-\nart hall', ['a state-of-the-art hall']],
  ['the co-\nop of the coop', ['the coop of the coop']],
  ['the heli-\nport and its heli-port', ['the heli-port and its heli-port']],
  ['a dash -\nand more', ['a dash - and more']],
  ['soft\u00ad\nware', ['software']],
  ['大桥全长\n412米。', ['大桥全长 412米。']],
  ['大桥全长为\n四百米。', ['大桥全长为四百米。']],
])('%j is put together', (text, expected) => {
  expect(paragraphs(text)).toEqual(expected);
});

it('words divided at the ends of lines are put together, if the document has them whole', () => {
  const counts = () => wordCounts('A non-stop flight. The tramway.');
  expect(joinLines('the non-', 'stop flight', counts)).toBe('the non-stop flight');
  expect(joinLines('the tram-', 'way', counts)).toBe('the tramway');
});

it('list items, headings and quoted mail stay apart', () => {
  expect(
    paragraphs(
      'Hello,\n\n> The Norvik bridge is\n> 412 metres long.\n\nYes.\n\n* one\n* two\n  lines\n12. three\n13. four',
    ),
  ).toEqual(['Hello,', 'The Norvik bridge is 412 metres long.', 'Yes.', 'one', 'two lines', 'three', 'four']);
});
