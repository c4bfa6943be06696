import * as fc from 'fast-check';
import type { Declaration } from '../lib/http/endpoint.ts';
import { PROFILES } from '../lib/profile.ts';
import { type Api, basic, PASSWORD, PRIVATE, startApi, type User } from './support/harness.ts';
import { declarationsOf, filled, rootDeclarationsOf } from './support/routes.ts';

let api: Api;
let user: User;
/** Asks to be deleted, and is refused each time; keeps its session. */
let leaving: User;
beforeEach(() => api.clock.advance(1_000));

const EMPTY = { status: 400, message: 'Request body is empty.', data: null };
const INVALID = {
  status: 400,
  message: 'One or more required parameters are either not given or have invalid schema.',
  data: null,
};

const authFor = ({ id, callers }: Declaration) => {
  if (id === 'user.erase') return leaving.bearer;
  if (callers.includes('NOBODY')) return undefined;
  if (callers.includes('BASIC')) return basic(user.email, PASSWORD);
  // The route of logins makes so many sessions that an older one has to go.
  return callers.includes('PRIVATE') ? PRIVATE : leaving.bearer;
};
const pathFor = ({ id, path }: Pick<Declaration, 'id' | 'path'>) =>
  filled(path, { user_id: id === 'user.erase' ? leaving.id : user.id, user_email: user.email });

const withoutBody = ({ id }: Declaration) => ({ status: id === 'user.erase' ? 401 : 200 });
/** Whoever has proven nothing sends little. */
const bodyKiB = ({ form, callers }: Declaration) =>
  form ? 1024 : callers.some((kind) => ['PUBLIC', 'BASIC', 'NOBODY'].includes(kind)) ? 4 : 64;
/** JSON as deep as a body can be. */
const nestedWithin = (bytes: number) => {
  const depth = Math.min(20_000, bytes / 2 - 10);
  return `{"a":${'['.repeat(depth)}${']'.repeat(depth)}}`;
};
const optionalBody = (route: Declaration) => route.body?.safeParse(undefined).success === true;

describe.each(PROFILES)('%s:', (profile) => {
  beforeAll(async () => {
    api = await startApi({ policy: { profile, loginTriesPerAddress: 1_000_000 } });
    [user, leaving] = [await api.user(), await api.user()];
  });
  afterAll(() => api.refuseLeaks());

  const withBody = declarationsOf(profile)
    .filter(([, { body }]) => body)
    .map(([file, route]) => [route.id, file, route] as const);

  describe.each(withBody)('%s', (_, __, route) => {
    const send = (body: string, headers: Record<string, string> = {}) =>
      api.call(route.method, pathFor(route), authFor(route), undefined, {
        body,
        headers: { 'Content-Type': 'application/json', ...headers },
      });

    it('refuses an empty body, unless it may be left out', async () => {
      for (const body of ['', '{}', ' { } '])
        expect(await send(body)).toMatchObject(optionalBody(route) ? withoutBody(route) : EMPTY);
    });

    it('refuses a body that is not declared as JSON', async () => {
      for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'garbage', ''])
        expect(await send('{"a":1}', { 'Content-Type': type })).toMatchObject(EMPTY);
    });

    it.each([
      ['broken JSON', '{"a":'],
      ['an array', '[]'],
      ['a string', '"x"'],
      ['null', 'null'],
      ['a number', '1e400'],
      ['an unknown field', '{"unknown":1}'],
      ['__proto__', '{"__proto__":{"is_active":true}}'],
      ['constructor', '{"constructor":{"prototype":{"is_active":true}}}'],
      ['deep nesting', nestedWithin(bodyKiB(route) * 1024)],
    ])('refuses %s', async (__, body) => {
      expect(await send(body)).toMatchObject(INVALID);
    });

    it(`refuses ${bodyKiB(route)} KB and a byte`, async () => {
      const body = JSON.stringify({ a: 'x'.repeat(bodyKiB(route) * 1024 - 7) });
      expect(await send(body)).toMatchObject({
        status: 413,
        message: 'The request is too large.',
        data: null,
      });
    });

    it('refuses bytes that are no UTF-8', async () => {
      const bytes = Buffer.concat([Buffer.from('{"code":"'), Buffer.from([0xff, 0xc0]), Buffer.from('"}')]);
      const answer = await api.call(route.method, pathFor(route), authFor(route), undefined, {
        body: bytes.toString('base64'),
        isBase64Encoded: true,
        headers: { 'Content-Type': 'application/json' },
      });
      expect(answer).toMatchObject(INVALID);
    });

    it('never answers 5xx, whatever the body', async () => {
      const known = [
        'email',
        'password',
        'first_name',
        'last_name',
        'code',
        'id_token',
        'nonce',
        'is_dark_mode',
        'amount',
        'credits',
        'return_path',
        'text',
        'upload_ids',
        'files',
        'name',
        'size',
        'method',
        '__proto__',
      ];
      await fc.assert(
        fc.asyncProperty(
          fc.dictionary(fc.oneof(fc.constantFrom(...known), fc.string({ unit: 'binary' })), fc.jsonValue(), {
            maxKeys: 6,
          }),
          async (body) => {
            api.clock.advance(1_000);
            expect((await send(JSON.stringify(body))).status).toBeLessThan(500);
          },
        ),
        { numRuns: 60, seed: 20_261_123 },
      );
    });
  });

  describe('a page', () => {
    const list = (query: string) => api.call('GET', `/users/${user.id}/transactions${query}`, PRIVATE);

    it.each([
      '',
      '?limit=1',
      '?offset=0',
      '?limit=&offset=0',
      '?limit=-1&offset=0',
      '?limit=101&offset=0',
      '?limit=1.5&offset=0',
      '?limit=1e1&offset=0',
      '?limit=0x1&offset=0',
      '?limit=%2B1&offset=0',
      '?limit=%201&offset=0',
      '?limit=١&offset=0',
      '?limit=1&offset=-1',
      '?limit=1&offset=99999999999999999999',
      '?limit=1&limit=2&offset=0',
      '?limit=1&offset=0&offset=0',
      '?limit=1&offset=0&sort=asc',
      '?limit=1&offset=0&__proto__=1',
      '?limit[]=1&offset=0',
    ])('is refused for %s', async (query) => {
      expect(await list(query)).toMatchObject(INVALID);
    });

    it('is given from 0 to 100, and is empty beyond the end', async () => {
      expect((await list('?limit=100&offset=0')).data).toHaveLength(1);
      expect((await list('?limit=1&offset=0')).data).toHaveLength(1);
      expect((await list('?limit=0&offset=0')).data).toEqual([]);
      expect((await list('?limit=1&offset=1')).data).toEqual([]);
      expect((await list('?limit=100&offset=999999999')).data).toEqual([]);
    });
  });

  describe('a path', () => {
    it('that no route has is not found, whoever asks', async () => {
      for (const path of [
        '/',
        '/nope',
        '/auth',
        `/users/${user.id}/tasks2`,
        '/health/',
        '//health',
        '/users//api_key',
      ])
        for (const auth of [undefined, user.key, PRIVATE])
          expect(await api.call('GET', path, auth)).toMatchObject({
            status: 404,
            message: 'The requested route does not exist.',
            data: null,
          });
    });

    const BASE = '/api/v1';
    const allowed = Map.groupBy(
      [
        ...declarationsOf(profile).map(([, { method, path, callers }]) => ({
          method,
          callers,
          path: BASE + path,
        })),
        ...rootDeclarationsOf(profile).flatMap(([, { method, path, callers, alsoAt = path }]) =>
          [...new Set([path, alsoAt])].map((each) => ({ method, callers, path: each })),
        ),
      ],
      ({ path }) => path.replace(/user_(id|email)/, 'user'),
    );

    it.each([...allowed])('%s with another method is not allowed, and says what is', async (_, routes) => {
      // What anyone may read answers HEAD as well.
      const methods = routes.flatMap(({ method, callers }) =>
        method === 'GET' && callers.some((kind) => kind === 'NOBODY') ? [method, 'HEAD'] : [method],
      );
      const [{ path } = { path: '' }] = routes;
      for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD']) {
        if (methods.some((each) => each === method)) continue;
        expect(
          await api.call(method, pathFor({ id: '', path }), user.key, undefined, { isRoot: true }),
        ).toMatchObject({
          status: 405,
          message: 'The requested method is not allowed for this route.',
          headers: { allow: [...methods, 'OPTIONS'].join(', ') },
          data: null,
        });
      }
    });

    it.each([
      '%zz',
      '%00',
      '%2e%2e',
      '..%2f..',
      encodeURIComponent('a#b@example.com'),
      'x'.repeat(5_000),
      '%F0%9F%94%91',
    ])('with %s in it is refused, not failed over', async (part) => {
      for (const [method, path] of [
        ['GET', `/users/${part}`],
        ['GET', `/users/${part}/api_key`],
        ['GET', `/users/${user.id}/transactions/${part}`],
        ['GET', `/users/${user.id}/tasks/${part}`],
        ['DELETE', `/users/${user.id}/tasks/${part}`],
        ['POST', `/users/${part}/otp/ACTIVATION`],
        ['POST', `/users/${user.email}/otp/${part}`],
      ] as const) {
        const { status } = await api.call(method, path, PRIVATE);
        expect([400, 404]).toContain(status);
      }
    });
  });
});

describe('CORS', () => {
  it('is open to the configured origins only, on errors as well', async () => {
    const mine = 'https://app.example.com';
    const strict = await startApi({ corsOrigins: [mine] });
    for (const path of ['/health', '/nope'])
      for (const [origin, allowed] of [
        [mine, mine],
        ['https://evil.example.com', undefined],
        ['null', undefined],
      ] as const) {
        const { headers } = await strict.call('GET', path, undefined, undefined, {
          headers: { Origin: origin },
        });
        expect(headers['access-control-allow-origin']).toBe(allowed);
        expect(headers.vary).toBe('Origin');
      }
    const preflight = await strict.call('OPTIONS', '/auth/session', undefined, undefined, {
      headers: { Origin: mine },
    });
    expect(preflight).toMatchObject({ status: 204, text: '' });
    expect(preflight.headers).toMatchObject({
      'access-control-allow-origin': mine,
      'access-control-allow-methods': 'POST, DELETE',
      'access-control-allow-headers': 'Authorization, Content-Type, Idempotency-Key',
    });
  });
});
