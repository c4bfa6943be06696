import type { Declaration } from '../lib/http/endpoint.ts';
import { inputSchema, type JsonSchema } from '../lib/http/json-schema.ts';
import { tools } from '../functions/tools.ts';
import {
  type Api,
  basic,
  PASSWORD,
  PRIVATE,
  PUBLIC,
  type Reply,
  startApi,
  type User,
} from './support/harness.ts';
import { cpuMs } from './support/cpu.ts';
import { profile } from './support/profile.ts';
import { declarationsOf, filled, rootDeclarationsOf } from './support/routes.ts';

/**
 * What the worst inputs cost of CPU, at the largest size that is let in. Routes and their parameters come from the
 * declarations, so that a new one is tried by itself.
 */

/** ms, of a caller that has proven nothing */
const OF_A_STRANGER = 100;
/** ms, before anything is charged */
const OF_A_USER = 1_000;

/** API Gateway's own limit on the request line and all headers: https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html */
const HEAD_BYTES = 10_240;

let api: Api;
let user: User;
beforeAll(async () => {
  api = await startApi({ policy: { loginTriesPerAddress: 1_000_000, loginTriesPerAccount: 1_000_000 } });
  user = await api.user();
});
afterAll(() => api.refuseLeaks());

/** What patterns, parsers and normal forms stumble over, each as long as is asked for. */
const WORST: [what: string, text: (length: number) => string][] = [
  ...[
    'a',
    '.',
    ' ',
    '@',
    'a.',
    'a@',
    '-',
    '_',
    '1',
    '0',
    '=',
    ',',
    ';',
    '/',
    '%',
    '%25',
    '\\',
    '"',
    '\t',
  ].map((unit): [string, (length: number) => string] => [JSON.stringify(unit), repeated(unit)]),
  ['two parts of an address and many dots', (length) => `a@${repeated('.')(length - 2)}`],
  ['an address with many labels', (length) => `a@${repeated('a.')(length - 3)}!`],
  ['an address with one long label', (length) => `a@${repeated('a')(length - 3)}!`],
  ['digits and a letter', (length) => `${repeated('1')(length - 1)}x`],
  ['base64 and none', (length) => `${repeated('A')(length - 1)}!`],
  ['composed letters', repeated('e\u0301')],
  ['what unfolds', repeated('\ufdfa')],
  ['nothing to see', repeated('\u200b')],
  ['emoji', repeated('\u{1f469}\u200d')],
  ['combining marks', (length) => `a${repeated('\u0301\u0327')(length - 1)}`],
  ['halves of characters', repeated('\ud800')],
];

/** @returns a text of at most so many bytes in UTF-8 */
function repeated(unit: string): (length: number) => string {
  const size = Buffer.byteLength(unit);
  return (length) => unit.repeat(Math.max(1, Math.floor(length / size)));
}

const strangers = ['PUBLIC', 'BASIC', 'NOBODY', 'SIGNATURE'];
const isOpen = ({ callers }: Pick<Declaration, 'callers'>) =>
  callers.some((kind) => strangers.includes(kind));
const limitOf = (route: Pick<Declaration, 'callers'>) => (isOpen(route) ? OF_A_STRANGER : OF_A_USER);

function authFor({ callers }: Pick<Declaration, 'callers'>): string | undefined {
  const takes = (kind: string) => callers.some((each) => each === kind);
  if (takes('NOBODY') || takes('SIGNATURE')) return undefined;
  if (takes('BASIC')) return basic(user.email, PASSWORD);
  return takes('PUBLIC') ? PUBLIC : takes('PRIVATE') ? PRIVATE : user.bearer;
}
const pathFor = ({ path }: Pick<Declaration, 'path'>, given: Record<string, string> = {}) =>
  filled(path, { user_id: user.id, user_email: user.email, ...given });

/** Tries inputs, and names those that cost too much or are not refused or answered as they should. */
async function tooCostly(
  limit: number,
  inputs: [what: string, send: () => Promise<Reply>][],
): Promise<string[]> {
  const found: string[] = [];
  for (const [what, send] of inputs) {
    let status = 0;
    const ms = await cpuMs(limit, async () => {
      api.clock.advance(1_000);
      ({ status } = await send());
    });
    if (ms > limit) found.push(`${what}: ${Math.round(ms)} ms`);
    if (status >= 500) found.push(`${what}: ${status}`);
  }
  return found;
}

const routes = declarationsOf(profile).map(([file, route]) => [route.id, file, route] as const);
const jsonOf = (name: string, text: string) => `{${JSON.stringify(name)}:${text}}`;

/** How many bytes of JSON a route lets in: the most that it does not answer with 413. */
async function roomOf(send: (body: string) => Promise<Reply>): Promise<number> {
  const sizes = [4, 64, 1024].map((kib) => kib * 1024);
  for (const size of sizes.toReversed())
    if ((await send(JSON.stringify({ a: 'x'.repeat(size - 8) }))).status !== 413) return size;
  throw new Error('not even the smallest body is let in');
}

const namesIn = ({ properties = {} }: JsonSchema) => Object.keys(properties);

describe.each(routes)('%s', (_, __, route) => {
  const { body, query, path, method } = route;
  const send = (text: string) =>
    api.call(method, pathFor(route), authFor(route), undefined, {
      body: text,
      headers: { 'Content-Type': 'application/json' },
    });

  if (body)
    it('takes the worst bodies in time', async () => {
      const room = await roomOf(send);
      const names = namesIn(inputSchema(body).schema);
      const inputs = names.flatMap((name): [string, () => Promise<Reply>][] => [
        ...WORST.map(([what, text]): [string, () => Promise<Reply>] => [
          `${name}: ${what}`,
          () => {
            // Escapes make a text longer in JSON.
            const escaped = JSON.stringify(text(room - 300));
            return send(jsonOf(name, escaped.length < room ? escaped : JSON.stringify(text(room / 8))));
          },
        ]),
        [`${name}: a long number`, () => send(jsonOf(name, '9'.repeat(room - 300)))],
        [`${name}: many items`, () => send(jsonOf(name, `[${'1,'.repeat(room / 2 - 300)}1]`))],
        [`${name}: many texts`, () => send(jsonOf(name, `[${'"",'.repeat(room / 3 - 300)}""]`))],
        [`${name}: many objects`, () => send(jsonOf(name, `[${'{},'.repeat(room / 3 - 300)}{}]`))],
        [`${name}: deep`, () => send(jsonOf(name, '['.repeat(room / 2 - 300) + ']'.repeat(room / 2 - 300)))],
      ]);
      const keys = Array.from({ length: room / 12 }, (___, i) => `"k${i}":1`).join(',');
      inputs.push([
        'many unknown fields',
        () => send(`{${keys.slice(0, keys.lastIndexOf(',', room - 10))}}`),
      ]);
      expect(await tooCostly(limitOf(route), inputs)).toEqual([]);
    });

  if (query)
    it('takes the worst queries in time', async () => {
      const inputs = namesIn(inputSchema(query).schema).flatMap((name) =>
        WORST.map(([what, text]): [string, () => Promise<Reply>] => [
          `${name}: ${what}`,
          () => {
            const value = encodeURIComponent(text(HEAD_BYTES / 10).toWellFormed());
            return api.call(method, `${pathFor(route)}?${name}=${value}`, authFor(route));
          },
        ]),
      );
      expect(await tooCostly(limitOf(route), inputs)).toEqual([]);
    });

  const holes = [...path.matchAll(/\{(\w+)\}/g)].map(([, hole = '']) => hole);
  if (holes.length > 0)
    it('takes the worst paths in time', async () => {
      const inputs = holes.flatMap((hole) =>
        WORST.map(([what, text]): [string, () => Promise<Reply>] => [
          `${hole}: ${what}`,
          () => {
            // As much as a URL holds, where nothing need be encoded.
            const value = encodeURIComponent(text(HEAD_BYTES).toWellFormed()).replaceAll('%40', '@');
            const room = value.slice(0, HEAD_BYTES - 1_000).replace(/%.?$/, '');
            return api.call(method, pathFor(route, { [hole]: room }), authFor(route));
          },
        ]),
      );
      expect(await tooCostly(OF_A_STRANGER, inputs)).toEqual([]);
    });

  it('takes the worst headers in time', async () => {
    const room = HEAD_BYTES - 1_000;
    const readable = WORST.map(([what, text]): [string, string] => [
      what,
      text(room)
        .replace(/[^\x20-\x7e]/g, '~')
        .slice(0, room),
    ]);
    const names = [
      'Idempotency-Key',
      'Content-Type',
      'Origin',
      'If-None-Match',
      route.signature ?? 'User-Id',
    ];
    const valuesOf = (name: string, value: string): [string, string][] => {
      const base64 = Buffer.from(`${value.slice(0, (room * 3) / 4 - 20)}:x`).toString('base64');
      if (name === 'Authorization')
        return [
          [name, `Bearer ${value}`],
          [name, `Basic ${value}`],
          [name, `Basic ${base64}`],
          [name, value],
        ];
      if (name === 'Content-Type')
        return [
          [name, `multipart/form-data${value}`],
          [name, `multipart/form-data; boundary=${value}`],
          [name, value],
        ];
      return [[name, value]];
    };
    const inputs = [...names, 'Authorization'].flatMap((name) =>
      readable.flatMap(([what, value]) =>
        valuesOf(name, value).map(([header, sent]): [string, () => Promise<Reply>] => [
          `${header}: ${what}`,
          () =>
            api.call(
              method,
              pathFor(route),
              header === 'Authorization' ? undefined : authFor(route),
              undefined,
              {
                body: '{"a":1}',
                headers: { 'Content-Type': 'application/json', [header]: sent },
              },
            ),
        ]),
      ),
    );
    expect(await tooCostly(OF_A_STRANGER, inputs)).toEqual([]);
  });
});

const MB = 1_000_000;

it.each(declarationsOf(profile).filter(([, { callers }]) => callers.includes('SIGNATURE')))(
  '%s takes the worst bodies in time, before the signature is good',
  async (_, { method, path, signature = '' }) => {
    const headers = {
      'Content-Type': 'application/json',
      [signature]: `t=${Math.floor(api.clock.now / 1000)},v1=${'0'.repeat(64)}`,
    };
    const inputs = WORST.map(([what, text]): [string, () => Promise<Reply>] => [
      what,
      () => api.call(method, path, undefined, undefined, { body: text(4 * MB), headers }),
    ]);
    expect(await tooCostly(OF_A_STRANGER, inputs)).toEqual([]);
  },
);

if (profile === 'clara') {
  const [analysis] = declarationsOf(profile).flatMap(([, route]) => (route.form ? [route] : []));

  it('a form of the worst kinds is taken in time', async () => {
    if (!analysis) throw new Error('no route takes forms');
    const room = 4_400_000;
    const part = (name: string, content: string) =>
      `--B\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${content}\r\n`;
    const forms: [string, string][] = [
      ...WORST.map(([what, text]): [string, string] => [
        `a field of ${what}`,
        `${part('text', text(room))}--B--\r\n`,
      ]),
      ...WORST.map(([what, text]): [string, string] => [
        `a header of ${what}`,
        `--B\r\n${text(room).replace(/[\r\n]/g, '')}: x\r\n\r\nx\r\n--B--\r\n`,
      ]),
      ['many parts', `${part('a', '').repeat(room / 60)}--B--\r\n`],
      [
        'many parts of different names',
        `${Array.from({ length: room / 70 }, (_, i) => part(`n${i}`, '')).join('')}--B--\r\n`,
      ],
      ['what is nearly a delimiter', `${part('text', '\r\n--'.repeat(room / 4))}--B--\r\n`],
      ['what is nearly another delimiter', `${part('text', '\r\n-'.repeat(room / 3))}--B--\r\n`],
      ['many lines of headers', `--B\r\n${'a: b\r\n'.repeat(room / 6)}\r\nx\r\n--B--\r\n`],
      ['no end', part('text', 'x'.repeat(room))],
    ];
    const inputs = forms.map(([what, body]): [string, () => Promise<Reply>] => {
      const base64 = Buffer.from(body.slice(0, room + 50_000)).toString('base64');
      return [
        what,
        () =>
          api.call(analysis.method, pathFor(analysis), user.key, undefined, {
            body: base64,
            isBase64Encoded: true,
            headers: { 'Content-Type': 'multipart/form-data; boundary=B' },
          }),
      ];
    });
    expect(await tooCostly(OF_A_USER, inputs)).toEqual([]);
  });

  const mcp = rootDeclarationsOf(profile).find(([, { id }]) => id === 'mcp')?.[1];

  it('the worst messages to the MCP server are taken in time', async () => {
    if (!mcp) throw new Error('there is no MCP server');
    const room = 4_000_000;
    const called = (name: string, given: string) =>
      `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"${name}","arguments":${given}}}`;
    const messages: [string, string][] = [
      ['not JSON', '['.repeat(room)],
      ['deep', '['.repeat(room / 2) + ']'.repeat(room / 2)],
      ['many items', `[${'1,'.repeat(room / 2)}1]`],
      ['a long method', `{"jsonrpc":"2.0","id":1,"method":"${'a'.repeat(room)}"}`],
      ...tools.flatMap(({ id }): [string, string][] => [
        [`${id}: a long id`, called(id, jsonOf('task_id', `"${'a'.repeat(room)}"`))],
        [
          `${id}: many arguments`,
          called(id, `{${Array.from({ length: room / 14 }, (_, i) => `"k${i}":1`).join(',')}}`),
        ],
        [`${id}: a deep argument`, called(id, jsonOf('a', '['.repeat(100_000) + ']'.repeat(100_000)))],
      ]),
      ...WORST.map(([what, text]): [string, string] => [
        `a file of ${what}`,
        called('agent_analysis', JSON.stringify({ files: [{ name: 'a.txt', bytes: text(room / 6) }] })),
      ]),
    ];
    const inputs = messages.map(([what, body]): [string, () => Promise<Reply>] => [
      what,
      () =>
        api.call(mcp.method, mcp.path, user.key, undefined, {
          isRoot: true,
          body,
          headers: { 'Content-Type': 'application/json', Accept: 'application/json, text/event-stream' },
        }),
    ]);
    expect(await tooCostly(OF_A_USER, inputs)).toEqual([]);
  });
}
