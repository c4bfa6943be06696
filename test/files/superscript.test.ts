import { superscript } from '../../lib/files/reading/superscript.ts';

it.each([
  ['1,200', '1', '1,200 [1]'],
  ['the bridge.', '12', 'the bridge. [12]'],
  ['inhabitants', '3,4', 'inhabitants [3,4]'],
  ['', '1', '[1]'],
  ['the bridge', '[7]', 'the bridge [7]'],
  ['1,200', 'a', '1,200 [a]'],
  ['5 × 10', '6', '5 × 10^6'],
  ['10', '−3', '10^-3'],
  ['1,210', '6', '1,210 [6]'],
  ['5 m', '2', '5 m²'],
  ['20 km', '3', '20 km³'],
  ['9.81 m/s', '2', '9.81 m/s²'],
  ['8 s', '-1', '8 s^-1'],
  ['item', '2', 'item [2]'],
  ['19', 'th', '19th'],
  ['Clara', '®', 'Clara®'],
])('%j with %j raised is %j', (before, raised, whole) => {
  expect(before + superscript(before, raised)).toBe(whole);
});
