import { docx, flate, pdf, rawPdf } from '../support/documents.ts';
import { form } from '../support/form.ts';
import { type Api, startApi, type User } from '../support/harness.ts';

let api: Api;
let user: User;

beforeAll(async () => {
  api = await startApi({ policy: { freeCredits: 10_000 } });
});
beforeEach(async () => {
  api.clock.advance(2_000);
  user = await api.user();
  api.messages.splice(0);
});
afterAll(() => api.refuseLeaks());

const text = (content: string) => Buffer.from(content);
type Parts = Parameters<typeof form>[0];

async function start(parts: Parts) {
  const { body, ...more } = await form(parts);
  return api.call('POST', `/users/${user.id}/agent/analysis`, user.key, body, more);
}
const balance = async () => Number((await api.call('GET', `/users/${user.id}`, user.key)).data.credits);
const INVALID = 'One or more required parameters are either not given or have invalid schema.';
const UNSUPPORTED = 'The attachment type is not supported.';
const TOO_LARGE = 'The request is too large.';

const refused: [what: string, parts: () => Promise<Parts> | Parts, status: number, message: string][] = [
  ['no file and blank text', () => [['text', ' ']], 400, INVALID],
  ['six files', () => Array.from({ length: 6 }, (_, i) => [`${i}.txt`, text('x')]), 400, INVALID],
  [
    'two files of one name',
    () => [
      ['a.txt', text('x')],
      ['b', text('y'), 'a.txt'],
    ],
    400,
    INVALID,
  ],
  ['a name of 10 KB', () => [[`${'👋'.repeat(2_560)}.txt`, text('x')]], 400, INVALID],
  ['a name of two lines', () => [['a', text('x'), 'a\nb.txt']], 400, INVALID],
  ['an empty file', () => [['a.txt', text('')]], 415, UNSUPPORTED],
  ['an unknown type', () => [['a.exe', text('MZ')]], 415, UNSUPPORTED],
  ['a text that says PDF', () => [['a.pdf', text('Hello.')]], 415, UNSUPPORTED],
  ['a PDF that says DOCX', async () => [['a.docx', await pdf(['x'])]], 415, UNSUPPORTED],
  ['half a PDF', async () => [['a.pdf', (await pdf(['x'])).subarray(0, 400)]], 415, UNSUPPORTED],
  ['a bomb of a ZIP', () => [['a.docx', docx(['x'.repeat(20_000_000)])]], 413, TOO_LARGE],
  [
    'a bomb of XML',
    () => [['a.docx', docx([], { 'word/document.xml': '<w:p>'.repeat(9_000) })]],
    413,
    TOO_LARGE,
  ],
  ['a bomb of a PDF', () => [['a.pdf', rawPdf('/Filter /FlateDecode', flate(100_000_000))]], 413, TOO_LARGE],
  [
    'a bomb of a PDF, in streams that break off',
    () => {
      const data = flate(50_000_000);
      data.fill(0xff, data.length - 4); // a wrong checksum
      const half = rawPdf('/Filter /FlateDecode', data);
      return [['a.pdf', Buffer.concat([half, half])]];
    },
    413,
    TOO_LARGE,
  ],
  [
    'a bomb behind good files',
    () => [
      ['text', 'x'],
      ['a.txt', text('x')],
      ['b.html', text('<b>'.repeat(9_000))],
    ],
    413,
    TOO_LARGE,
  ],
];

it.each(refused)('%s is refused, and nothing is charged or queued', async (_, parts, status, message) => {
  const sent = await parts();
  const started = performance.now();
  const reply = await start(sent);
  expect([reply.status, reply.message]).toEqual([status, message]);
  expect(performance.now() - started).toBeLessThan(6_000);
  expect(await balance()).toBe(100);
  expect(api.messages).toEqual([]);
});

it('names that look like code or paths are taken as they are', async () => {
  const names = ['__proto__.txt', '../../x.md', 'constructor.csv', '👋.txt', 'C:\\a "b".txt'];
  const reply = await start(names.map((name): Parts[number] => [name, text('a,b')]));
  expect(reply.status).toBe(201);
  const stored = (await api.items()).find(({ id }) => id === reply.data.id);
  expect(stored).toMatchObject({
    attachments: names.map((name, i) => ({
      name,
      key: expect.stringMatching(new RegExp(`^tasks/[\\w-]+/${i}$`)) as string,
    })),
  });
  expect(await balance()).toBe(80);
});

it('what is listed as supported is what the gate takes', async () => {
  const { status, data } = await api.call('GET', `/users/${user.id}/agent/supported_attachments`, user.key);
  expect([status, data]).toEqual([
    200,
    expect.objectContaining({ image: ['.png', '.jpg', '.jpeg', '.webp', '.gif'] }),
  ]);
});
