import { createHmac } from 'node:crypto';
import { Access } from '../lib/table/entities.ts';
import { keyOf } from '../lib/table/entity.ts';
import { MAX_WINDOWS } from '../lib/domain/access.ts';
import { newId } from '../lib/domain/ids.ts';
import { keyringOf, readToken, signKeyToken, signUserToken } from '../lib/domain/tokens.ts';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { erase } from '../lib/table/table.ts';
import { type Api, charged, PUBLIC, startApi, type User } from './support/harness.ts';
import { itOfClara, ofClara } from './support/profile.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.refuseLeaks());

const view = (user: User, auth = user.key) => api.call('GET', `/users/${user.id}`, auth);
const nextSecond = () => api.clock.advance(1_000 - (api.clock.now % 1_000));

/** The DynamoDB requests that a piece of work sends. */
async function requestsOf(work: () => Promise<unknown>): Promise<{ operation: string; units: number }[]> {
  const before = api.requests.length;
  await work();
  return charged(api.requests.slice(before));
}

const base64url = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('what a token costs', () => {
  it('one request of one unit for a good one, the use recorded in it', async () => {
    const user = await api.user();
    nextSecond();
    const [authorized, ...rest] = await requestsOf(() => view(user));
    expect(authorized).toEqual({ operation: 'UpdateItem', units: 1 });
    expect(rest).toEqual([{ operation: 'GetItem', units: 1 }]);
    const access = await api.client.send(
      new GetCommand({ TableName: api.tableName, Key: keyOf(Access, { user_id: user.id }) }),
    );
    expect(access.Item?.used_at).toBe(api.clock.now);
  });

  it('at most 1.05 requests on average, over any number of seconds', async () => {
    const user = await api.user();
    let calls = 0;
    const sent = await requestsOf(async () => {
      for (let second = 0; second < 200; second++) {
        api.clock.advance(1_000);
        expect((await view(user)).status).toBe(200);
        calls++;
      }
    });
    const authorizing = sent.filter(({ operation }) => operation === 'UpdateItem');
    expect(authorizing.length / calls).toBeLessThanOrEqual(1.05);
    expect(Math.max(...authorizing.map(({ units }) => units))).toBe(1);
  });

  it('stays one write unit with ten sessions and a full limiter', async () => {
    const user = await api.user();
    // Ends the first sessions; keys live on.
    for (let i = 0; i < 12; i++) user.bearer = `Bearer ${(await api.login(user.email)).data.token}`;
    const [auth = user.bearer] = ofClara(user.key);
    for (let second = 0; second < MAX_WINDOWS; second++) {
      api.clock.advance(1_000);
      expect((await view(user, auth)).status).toBe(200);
    }
    const sent = await requestsOf(() => view(user, auth));
    expect(sent[0]).toEqual({ operation: 'UpdateItem', units: 1 });
  });

  it('nothing for a token that is forged, malformed or expired', async () => {
    const user = await api.user();
    const [prefix = ''] = /^Bearer clara_(api|user)_/.exec(user.key) ?? [];
    const [header = '', payload = '', signature = ''] = user.key.slice(prefix.length).split('.');
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object;
    const signed = (head: object, key: string) => {
      const text = `${base64url(head)}.${base64url(claims)}`;
      return `${text}.${createHmac('sha256', key).update(text).digest('base64url')}`;
    };
    const { kid } = JSON.parse(Buffer.from(header, 'base64url').toString()) as { kid: string };
    const forged = [
      '',
      'x',
      'Bearer',
      'Bearer ',
      'Bearer x',
      prefix,
      `${prefix}..`,
      `${prefix}${header}.${payload}.`,
      `${prefix}${header}.${payload}.${signature.slice(1)}`,
      `${prefix}${header}.${base64url({ ...claims, key_version: 2 })}.${signature}`,
      `${prefix}${base64url({ alg: 'none', kid })}.${payload}.`,
      `${prefix}${signed({ alg: 'HS256', kid }, 'a secret of my own')}`,
      `${prefix}${signed({ alg: 'HS256' }, '')}`,
      `Bearer clara_api_${user.token.slice('clara_user_'.length)}`,
      ...ofClara(`Bearer clara_user_${user.key.slice(prefix.length)}`),
      user.key.slice('Bearer '.length),
      `Basic ${user.key.slice('Bearer '.length)}`,
      `${user.key} ${user.key}`,
      `${user.key}x`,
      `Bearer ${'a'.repeat(9_000)}`,
    ];
    const sent = await requestsOf(async () => {
      for (const auth of forged) expect([auth, (await view(user, auth)).status]).toEqual([auth, 401]);
    });
    expect(sent).toEqual([]);
  });
});

describe('the Authorization header', () => {
  it('may hold several spaces after its scheme (RFC 9110 §11.4)', async () => {
    const user = await api.user();
    for (const spaces of [' ', '  ', ' '.repeat(40)])
      for (const auth of [user.bearer, ...ofClara(user.key)])
        expect((await view(user, auth.replace(' ', spaces))).status).toBe(200);
  });
});

describe('the kinds of token', () => {
  it('are not good for one another, even when both are genuine', () => {
    const now = 1_000_000;
    const keyring = keyringOf(['a secret that is long enough for this']);
    const user = signUserToken(keyring, { user_id: 'u', session_id: 's' }, now, now + 10_000);
    const key = signKeyToken(keyring, { user_id: 'u', key_id: 'k', key_version: 1 }, now);
    expect(readToken(keyring, user, now)).toMatchObject({ kind: 'USER' });
    expect(readToken(keyring, key, now)).toMatchObject({ kind: 'KEY' });
    expect(readToken(keyring, user.replace('clara_user_', 'clara_api_'), now)).toBeUndefined();
    expect(readToken(keyring, key.replace('clara_api_', 'clara_user_'), now)).toBeUndefined();
    expect(readToken(keyring, user, now + 10_000)).toBeUndefined();
  });

  itOfClara('are good for one key: one of the same version and another id is dead', async () => {
    const user = await api.user();
    const keyring = await api.live.keyring();
    const ours = readToken(keyring, user.key.slice('Bearer '.length), api.clock.now);
    if (ours?.kind !== 'KEY') throw new Error('the key is no key');
    const other = signKeyToken(keyring, { ...ours, key_id: newId('api_key') }, api.clock.now);
    const sent = await requestsOf(async () => {
      expect((await view(user, `Bearer ${other}`)).status).toBe(401);
    });
    expect(sent.map(({ operation }) => operation)).toEqual(['UpdateItem']);
    expect((await view(user, user.key)).status).toBe(200);
  });

  it('outlive a rolled secret as long as it is listed, and no longer', () => {
    const [older, newer] = [
      'the older secret, long enough for this',
      'the newer secret, long enough for this',
    ] as const;
    const sign = (secret: string) =>
      signKeyToken(keyringOf([secret]), { user_id: 'u', key_id: 'k', key_version: 1 }, 0);
    const rolling = keyringOf([newer, older]);
    expect(readToken(rolling, sign(older), 0)).toMatchObject({ kind: 'KEY' });
    expect(readToken(rolling, sign(newer), 0)).toMatchObject({ kind: 'KEY' });
    expect(signKeyToken(rolling, { user_id: 'u', key_id: 'k', key_version: 1 }, 0)).toBe(sign(newer));
    expect(readToken(keyringOf([newer]), sign(older), 0)).toBeUndefined();
  });
});

describe('the rate limit', () => {
  it('lets exactly 10 of 40 parallel calls of a second through, and the rest know when to come back', async () => {
    const user = await api.user();
    for (const auth of [user.key, user.bearer]) {
      nextSecond();
      const answers = await Promise.all(Array.from({ length: 40 }, () => view(user, auth)));
      const passed = answers.filter(({ status }) => status === 200);
      const refused = answers.filter(({ status }) => status === 429);
      expect([passed.length, refused.length]).toEqual([10, 30]);
      for (const { headers, message, data } of refused)
        expect([headers['retry-after'], message, data]).toEqual([
          '1',
          'You have exceeded the rate limit.',
          null,
        ]);
      expect(passed.map(({ headers }) => Number(headers['ratelimit-remaining'])).sort()).toEqual(
        Array.from({ length: 10 }, (_, left) => left),
      );
      nextSecond();
      expect((await view(user, auth)).status).toBe(200);
    }
  });

  it('is exact where the limiter’s map is full, too', async () => {
    const user = await api.user();
    for (let round = 0; round < 3; round++) {
      for (let second = 0; second < MAX_WINDOWS; second++) {
        api.clock.advance(1_000);
        await view(user);
      }
      api.clock.advance(1_000);
      const answers = await Promise.all(Array.from({ length: 40 }, () => view(user)));
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(10);
    }
  });

  itOfClara('is exact for a key and its user in the same second, where the map is full, too', async () => {
    const user = await api.user();
    for (let second = 0; second < 2 * MAX_WINDOWS; second++) {
      nextSecond();
      // So that either of the two comes to a full map.
      if (second === MAX_WINDOWS) await view(user);
      else {
        const answers = await Promise.all(Array.from({ length: 10 }, () => view(user, user.bearer)));
        expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(200));
        expect((await view(user)).status).toBe(200);
        expect((await view(user, user.bearer)).status).toBe(429);
      }
    }
  });

  it('counts two users, and a key and its user, apart', async () => {
    const [one, other] = [await api.user(), await api.user()];
    nextSecond();
    await Promise.all(Array.from({ length: 12 }, () => view(one)));
    expect((await view(one)).status).toBe(429);
    for (const session of ofClara(one.bearer)) expect((await view(one, session)).status).toBe(200);
    expect((await view(other)).status).toBe(200);
  });

  it('is exact for who is not active, where the map is full, too', async () => {
    const user = await api.registered();
    for (let second = 0; second < 2 * MAX_WINDOWS; second++) {
      nextSecond();
      const answers = await Promise.all(
        Array.from({ length: 12 }, () => api.call('GET', `/users/${user.id}`, user.bearer)),
      );
      expect(answers.map(({ status }) => status).sort()).toEqual([...Array<number>(10).fill(200), 429, 429]);
    }
  });
});

describe('an account that becomes active while its call is checked', () => {
  it('is active for that call, which counts once', async () => {
    const user = await api.registered();
    const code = await api.code(user.email);
    nextSecond();
    let writes = -2;
    api.faults.before = async (request) => {
      if (request !== 'UpdateItem' || ++writes !== 2) return;
      delete api.faults.before;
      const path = `/users/${user.email}/activate`;
      expect((await api.call('POST', path, PUBLIC, { code })).status).toBe(200);
    };
    const list = `/users/${user.id}/transactions?limit=1&offset=0`;
    expect((await api.call('GET', list, user.bearer)).status).not.toBe(200);
    nextSecond();
    writes = 0;
    const { status, headers } = await api.call('GET', list, user.bearer);
    expect([status, headers['ratelimit-remaining']]).toEqual([200, '9']);
  });
});

describe('a session', () => {
  it('ends when it is idle for a day, and lives on when it is used', async () => {
    const user = await api.user();
    const HOUR = 3_600_000;
    for (let day = 0; day < 3; day++) {
      api.clock.advance(23 * HOUR);
      expect((await view(user, user.bearer)).status).toBe(200);
    }
    api.clock.advance(24 * HOUR);
    expect((await view(user, user.bearer)).status).toBe(401);
  });

  it('ends after 30 days, however much it is used', async () => {
    const user = await api.user();
    const HOUR = 3_600_000;
    const start = api.clock.now;
    while (api.clock.now + 20 * HOUR < start + 30 * 24 * HOUR) {
      api.clock.advance(20 * HOUR);
      expect((await view(user, user.bearer)).status).toBe(200);
    }
    api.clock.now = start + 30 * 24 * HOUR + 1_000;
    expect((await view(user, user.bearer)).status).toBe(401);
  });

  it('is one of ten: the eleventh login ends the oldest', async () => {
    const user = await api.registered();
    const tokens = [user.bearer];
    for (let i = 0; i < 10; i++) {
      api.clock.advance(1_000);
      tokens.push(`Bearer ${(await api.login(user.email)).data.token}`);
    }
    api.clock.advance(1_000);
    const statuses = [];
    for (const token of tokens) statuses.push((await api.call('GET', `/users/${user.id}`, token)).status);
    // Ten calls of one user fill its second; the eleventh token is the live one that meets the limit.
    expect(statuses).toEqual([401, ...Array.from({ length: 10 }, () => 200)]);
  });

  it('ends by its own logout, and no other does', async () => {
    const user = await api.user();
    const other = `Bearer ${(await api.login(user.email)).data.token}`;
    const logout = await api.call('DELETE', '/auth/session', user.bearer);
    expect([logout.status, logout.text]).toEqual([204, '']);
    expect((await view(user, user.bearer)).status).toBe(401);
    expect((await view(user, other)).status).toBe(200);
  });
});

describe('an account that is gone', () => {
  it('takes its tokens with it at once', async () => {
    const user = await api.user();
    const table = await api.live.table();
    await table.commit(erase(Access, { user_id: user.id }));
    expect((await view(user)).status).toBe(401);
    expect((await view(user, user.bearer)).status).toBe(401);
  });
});
