import { createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { keyringOf, signKeyToken } from '../lib/domain/tokens.ts';
import { githubReports } from '../lib/leaks/github.ts';
import { type Api, PRIVATE, startApi, type User } from './support/harness.ts';

const pair = (namedCurve = 'prime256v1') => generateKeyPairSync('ec', { namedCurve });
const pem = (key: KeyObject) => key.export({ type: 'spki', format: 'pem' }).toString();

const github = pair();
const rolled = pair();
/** What the list of keys answers, and how often it was asked. */
let listed: { key_identifier: string; key: string; is_current: boolean }[];
let status = 200;
let asked = 0;
let server: Server;
let url: string;

let api: Api;
let user: User;
beforeAll(async () => {
  server = createServer((_, response) => {
    asked++;
    response.writeHead(status).end(JSON.stringify({ public_keys: listed }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

beforeEach(async () => {
  listed = [{ key_identifier: 'first', key: pem(github.publicKey), is_current: true }];
  [status, asked] = [200, 0];
  api = await startApi({ ports: { leakReports: githubReports(url) } });
  user = await api.user();
  api.clock.advance(1_000);
});
afterEach(() => {
  delete api.faults.before;
  api.refuseLeaks();
});

const URL_FOUND = 'https://github.com/octocat/Hello-World/blob/12345600b9cb/foo/bar.txt';
const found = (...tokens: string[]) =>
  JSON.stringify(
    tokens.map((token) => ({ token, type: 'clara_api_key', url: URL_FOUND, source: 'content' })),
  );
const signed = (body: string, by = github) =>
  sign('sha256', Buffer.from(body), by.privateKey).toString('base64');

interface Sending {
  signature?: string;
  keyId?: string;
}
const report = (body: string, { signature = signed(body), keyId = 'first' }: Sending = {}) =>
  api.call('POST', '/secret-scanning/github', undefined, body, {
    headers: { 'Github-Public-Key-Identifier': keyId, 'Github-Public-Key-Signature': signature },
  });
const verdict = (token: string, label: string) => ({
  token_raw: token,
  token_type: 'clara_api_key',
  label,
});
/** What has the form of a token, and was signed by somebody else. */
const foreign = (token: string, seed: number) =>
  token.replace(/[^.]+$/, createHmac('sha256', String(seed)).digest('base64url'));
const tokenOf = ({ key }: User) => key.slice('Bearer '.length);
/** Does something once, right before the first request of one kind. */
function rightBefore(operation: string, act: () => Promise<unknown>): void {
  api.faults.before = async (request) => {
    if (request !== operation) return;
    delete api.faults.before;
    await act();
  };
}
const works = async (auth: string) => (await api.call('GET', `/users/${user.id}`, auth)).status === 200;
const subjects = async () => (await api.mails(user.email)).map(({ subject }) => subject);
const UNSIGNED = {
  status: 401,
  message: 'Authorization header or OTP is either missing, invalid or expired.',
  data: null,
};

describe('a report of leaked tokens', () => {
  const reportSession = async () => expect((await report(found(user.token))).status).toBe(200);

  it('resets a live key at once, tells its owner, and answers in GitHub’s form', async () => {
    const token = tokenOf(user);
    const forged = `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`;
    const answer = await report(found(token, forged, 'NMIfyYncKcRALEXAMPLE', token));
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.text)).toEqual([
      verdict(token, 'true_positive'),
      verdict(forged, 'false_positive'),
      verdict('NMIfyYncKcRALEXAMPLE', 'false_positive'),
      verdict(token, 'true_positive'),
    ]);
    expect(await works(user.key)).toBe(false);
    expect(await works(user.bearer)).toBe(true);
    expect((await subjects()).at(-1)).toBe('Your Clara API key was found in public, and reset');
    const { data } = await api.call('GET', `/users/${user.id}/audit?limit=1`, user.bearer);
    expect(data.items).toMatchObject([
      { what: 'api_key.reset', by: 'SIGNATURE', through: 'secret_scanning.github' },
    ]);
    const viewed = await api.call('GET', `/users/${user.id}/api_key`, user.bearer);
    expect(await works(`Bearer ${viewed.data.token}`)).toBe(true);
  });

  it('of a token that was reset before leaves the new key alone, and mails nobody', async () => {
    const { data } = await api.call('POST', `/users/${user.id}/api_key`, user.bearer);
    const mails = await subjects();
    const answer = await report(found(tokenOf(user)));
    expect(JSON.parse(answer.text)).toEqual([verdict(tokenOf(user), 'true_positive')]);
    expect(await works(`Bearer ${data.token}`)).toBe(true);
    expect(await subjects()).toEqual(mails);
  });

  it('ends a session whose token leaked, and resets the key that it could have shown', async () => {
    const answer = await report(found(user.token));
    expect(JSON.parse(answer.text)).toEqual([verdict(user.token, 'true_positive')]);
    expect(await works(user.bearer)).toBe(false);
    expect(await works(user.key)).toBe(false);
    expect((await subjects()).at(-1)).toBe('A session of your Clara account was found in public, and ended');
    expect(JSON.parse((await report(found(user.token))).text)).toEqual([
      verdict(user.token, 'true_positive'),
    ]);
    expect(await subjects()).toHaveLength(2);
  });

  it('of a session whose key is reset at that very moment makes the new key useless, too', async () => {
    let newer = '';
    rightBefore('TransactWriteItems', async () => {
      const { data } = await api.call('POST', `/users/${user.id}/api_key`, user.bearer);
      newer = `Bearer ${data.token}`;
      expect(await works(newer)).toBe(true);
    });
    expect((await report(found(user.token))).status).toBe(200);
    expect(newer).not.toBe('');
    for (const auth of [user.bearer, user.key, newer]) expect(await works(auth)).toBe(false);
  });

  it.each([
    ['GET', 'GetItem'],
    ['POST', 'BatchGetItem'],
  ])(
    'of a session refuses its call (%s) that the authorizer had let in, and that would have shown a new key',
    async (method, reads) => {
      // The authorizer has written; what it let in is about to read.
      rightBefore(reads, reportSession);
      expect(await api.call(method, `/users/${user.id}/api_key`, user.bearer)).toMatchObject(UNSIGNED);
      expect(api.faults.before).toBeUndefined();
      const trail = await api.call('GET', `/users/${user.id}/audit?limit=20`, PRIVATE);
      const made = (trail.data.items as unknown as { what: string }[]).map(({ what }) => what);
      expect(made.filter((what) => what === 'api_key.reset')).toHaveLength(1);
    },
  );

  it('of a session is not undone by a reset of that session which had read before it', async () => {
    rightBefore('TransactWriteItems', reportSession);
    expect(await api.call('POST', `/users/${user.id}/api_key`, user.bearer)).toMatchObject(UNSIGNED);
    expect(await works(user.bearer)).toBe(false);
  });

  it('of a session is not undone by a change of password of that session', async () => {
    const code = await api.newCode(user.email, 'CHANGE_PASSWORD');
    api.clock.advance(1_000);
    rightBefore('TransactWriteItems', reportSession);
    const body = { code, password: 'quite another secret' };
    expect(await api.call('PATCH', `/users/${user.email}/password`, user.bearer, body)).toMatchObject(
      UNSIGNED,
    );
    expect(await works(user.bearer)).toBe(false);
  });

  it('of a session ends it and resets the key in one step, so that it can never show the new key', async () => {
    const before = api.requests.length;
    await report(found(user.token));
    expect(api.requests.slice(before).map(({ operation }) => operation)).toEqual([
      'GetItem',
      'TransactWriteItems',
      'GetItem',
    ]);
  });

  it('of a session that has expired says that it is ours, and leaves the key alone', async () => {
    api.clock.advance(31 * 86_400_000);
    const mails = await subjects();
    expect(JSON.parse((await report(found(user.token))).text)).toEqual([
      verdict(user.token, 'true_positive'),
    ]);
    expect(await works(user.key)).toBe(true);
    expect(await subjects()).toEqual(mails);
  });

  it('that comes ten times at once resets the key once', async () => {
    const body = found(tokenOf(user));
    const answers = await Promise.all(Array.from({ length: 10 }, () => report(body)));
    expect(answers.map((answer) => answer.status)).toEqual(Array(10).fill(200));
    const leaked = (await subjects()).filter((subject) => subject.includes('found in public'));
    expect(leaked).toHaveLength(1);
  });

  it('of a user who is gone changes nothing', async () => {
    expect((await api.call('DELETE', `/users/${user.id}`, PRIVATE)).status).toBe(204);
    expect(JSON.parse((await report(found(tokenOf(user), user.token))).text)).toEqual([
      verdict(tokenOf(user), 'true_positive'),
      verdict(user.token, 'true_positive'),
    ]);
    expect(JSON.stringify(await api.items())).not.toContain('"ACCESS"');
  });

  it('costs no request for tokens that are not ours', async () => {
    await report('[]');
    const from = api.requests.length;
    const answer = await report(found(...Array.from({ length: 5_000 }, (_, i) => foreign(tokenOf(user), i))));
    const labels = (JSON.parse(answer.text) as { label: string }[]).map(({ label }) => label);
    expect(labels).toEqual(Array(5_000).fill('false_positive'));
    expect(api.requests.slice(from)).toEqual([]);
  });

  it('of 40 users’ tokens resets each of them', async () => {
    const users = await Promise.all(Array.from({ length: 40 }, () => api.user()));
    const { text } = await report(found(...users.map(tokenOf)));
    expect(JSON.parse(text)).toEqual(users.map((each) => verdict(tokenOf(each), 'true_positive')));
    for (const { id, key } of users) expect((await api.call('GET', `/users/${id}`, key)).status).toBe(401);
  }, 60_000);

  it('is refused above 4 MB, and changes nothing', async () => {
    const body = found(tokenOf(user)) + ' '.repeat(4 * 1024 * 1024);
    expect(await report(body)).toMatchObject({
      status: 413,
      message: 'The request is too large.',
      data: null,
    });
    expect(await works(user.key)).toBe(true);
  });

  it('that is cut off by a failing mail is done, and noted', async () => {
    const mute = await startApi({
      ports: {
        leakReports: githubReports(url),
        table: await api.live.table(),
        mail: { send: () => Promise.reject(new Error('no mail')) },
      },
    });
    const body = found(tokenOf(user));
    const headers = { 'Github-Public-Key-Identifier': 'first', 'Github-Public-Key-Signature': signed(body) };
    expect((await mute.call('POST', '/secret-scanning/github', undefined, body, { headers })).status).toBe(
      200,
    );
    expect(await works(user.key)).toBe(false);
    expect(api.log.some((line) => line.includes('notice_not_sent') && line.includes('api_key_leaked'))).toBe(
      true,
    );
  });

  it('is answered with 503 while the table is down, so that it comes again', async () => {
    api.faults.before = () => {
      throw Object.assign(new Error(), { name: 'TimeoutError' });
    };
    expect((await report(found(tokenOf(user)))).status).toBe(503);
    delete api.faults.before;
    expect(await works(user.key)).toBe(true);
    expect((await report(found(tokenOf(user)))).status).toBe(200);
    expect(await works(user.key)).toBe(false);
  });
});

describe('what GitHub did not sign', () => {
  it.each([
    ['no signature', { signature: '' }],
    ['no key', { keyId: '' }],
    ['a key that is not listed', { keyId: 'another' }],
    ['a signature that is no base64', { signature: '\u00ff!' }],
    ['a signature of something else', { signature: signed('[]') }],
    ['somebody else’s signature', { signature: signed('x', rolled) }],
    ['a long signature', { signature: 'A'.repeat(4_000) }],
  ])('is refused: %s', async (_, sending) => {
    expect(await report(found(tokenOf(user)), sending)).toMatchObject(UNSIGNED);
    expect(await works(user.key)).toBe(true);
  });

  it('is refused where one byte of the body differs', async () => {
    const body = found(tokenOf(user));
    expect(await report(`${body} `, { signature: signed(body) })).toMatchObject(UNSIGNED);
  });

  it.each(['', 'x', '{}', 'null', '[1]', '[{"token":1,"type":"x"}]', '[{"type":"x"}]'])(
    'or signed for what is no report is refused: %s',
    async (body) => {
      expect(await report(body)).toMatchObject({
        status: 400,
        message: 'One or more required parameters are either not given or have invalid schema.',
        data: null,
      });
    },
  );

  it('is refused by a listed key that is not of P-256', async () => {
    const other = pair('secp384r1');
    listed.push({ key_identifier: 'other', key: pem(other.publicKey), is_current: true });
    const body = found(tokenOf(user));
    expect(await report(body, { keyId: 'other', signature: signed(body, other) })).toMatchObject(UNSIGNED);
    expect(await works(user.key)).toBe(true);
    expect((await report('[]')).status).toBe(200);
  });
});

describe('the list of keys', () => {
  it('is asked once, again for a new key, but not for each that somebody makes up', async () => {
    for (let i = 0; i < 3; i++) expect((await report('[]')).status).toBe(200);
    expect(asked).toBe(1);
    listed.push({ key_identifier: 'second', key: pem(rolled.publicKey), is_current: true });
    api.clock.advance(5 * 60_000);
    const body = found(tokenOf(user));
    expect((await report(body, { keyId: 'second', signature: signed(body, rolled) })).status).toBe(200);
    expect(asked).toBe(2);
    for (let i = 0; i < 5; i++) expect((await report(body, { keyId: `made up ${i}` })).status).toBe(401);
    expect(asked).toBe(2);
  });

  it('is asked once by ten reports at the same time', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => report('[]')));
    expect(answers.map((answer) => answer.status)).toEqual(Array(10).fill(200));
    expect(asked).toBe(1);
  });

  it('is asked again every hour: a key that was withdrawn is none any more', async () => {
    expect((await report('[]')).status).toBe(200);
    listed = [];
    api.clock.advance(59 * 60_000);
    expect((await report('[]')).status).toBe(200);
    api.clock.advance(60_000);
    expect((await report('[]')).status).toBe(401);
  });

  it.each([
    ['answers 500', () => void (status = 500)],
    ['is limited by its rate', () => void (status = 403)],
    ['leads elsewhere', () => void (status = 302)],
    ['is no list', () => void (listed = 'keys' as never)],
    ['holds what is no key', () => void (listed = [{ key_identifier: 'first', key: 'x', is_current: true }])],
  ])('that %s means 503, and the report may come again', async (_, fail) => {
    const right = listed;
    fail();
    for (let i = 0; i < 3; i++)
      expect(await report(found(tokenOf(user)))).toMatchObject({
        status: 503,
        message: 'The service is temporarily unavailable.',
        data: null,
      });
    expect(asked).toBe(1);
    expect(await works(user.key)).toBe(true);
    [status, listed] = [200, right];
    api.clock.advance(10_000);
    expect((await report(found(tokenOf(user)))).status).toBe(200);
    expect(await works(user.key)).toBe(false);
  });

  it('that fails later leaves the known keys good for their hour, whoever asks for others', async () => {
    expect((await report('[]')).status).toBe(200);
    status = 500;
    api.clock.advance(30 * 60_000);
    expect((await report('[]', { keyId: 'made up' })).status).toBe(503);
    expect((await report('[]')).status).toBe(200);
    api.clock.advance(30 * 60_000);
    expect((await report('[]')).status).toBe(503);
  });

  it('that is not there means 503', async () => {
    const nowhere = await startApi({ ports: { leakReports: githubReports('http://127.0.0.1:9/keys') } });
    const headers = { 'Github-Public-Key-Identifier': 'first', 'Github-Public-Key-Signature': signed('[]') };
    expect((await nowhere.call('POST', '/secret-scanning/github', undefined, '[]', { headers })).status).toBe(
      503,
    );
  });
});

it('every token we issue fits the pattern that the README publishes, and is found in a text', () => {
  const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8');
  const pattern = new RegExp(/^\s*(\\bclara_.*)$/m.exec(readme)?.[1] ?? 'none');
  for (const token of [tokenOf(user), user.token])
    expect(pattern.exec(`KEY="${token}"; // mine`)?.[0]).toBe(token);
  const keyring = keyringOf(['another signing secret, long enough to be one']);
  const of = { user_id: user.id, key_id: `api_key_${'f'.repeat(32)}`, key_version: 999_999_999 };
  const token = signKeyToken(keyring, of, 253_402_300_799_000);
  expect(pattern.exec(token)?.[0]).toBe(token);
  for (const other of ['clara_api_', 'clara_api_eyJhbGciOiJ', `x${token}`, token.slice(0, -1)])
    expect(pattern.test(other)).toBe(false);
});
