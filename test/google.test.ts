import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CryptoKey, exportJWK, exportSPKI, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { googleIdentity } from '../lib/identity/google.ts';
import { type Api, PUBLIC, startApi } from './support/harness.ts';
import { ofClara } from './support/profile.ts';

const CLIENT = 'client-of-the-tests';
let api: Api;
let server: Server;
let key: CryptoKey;
let publicKey: CryptoKey;
let people = 0;

beforeAll(async () => {
  ({ privateKey: key, publicKey } = await generateKeyPair('RS256', { extractable: true }));
  const keys = JSON.stringify({
    keys: [{ ...(await exportJWK(publicKey)), kid: 'k1', alg: 'RS256', use: 'sig' }],
  });
  server = createServer((_, response) => response.setHeader('Content-Type', 'application/json').end(keys));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  api = await startApi({ ports: { google: googleIdentity(`http://127.0.0.1:${port}/certs`, [CLIENT]) } });
});
afterAll(() => {
  server.close();
  api.refuseLeaks();
});

interface Person {
  sub: string;
  email: string;
}
const person = (email = api.newEmail()): Person => ({ sub: `google-${people++}`, email });
const ADA = { given_name: 'Ada', family_name: 'Lovelace' };

const tokenFor = (who: Person, claims: Record<string, unknown> = {}, signer = key) => {
  const now = Math.floor(api.clock.now / 1000);
  return new SignJWT({
    iss: 'https://accounts.google.com',
    aud: CLIENT,
    iat: now,
    exp: now + 3600,
    email_verified: true,
    ...ADA,
    ...who,
    ...claims,
  })
    .setProtectedHeader({ alg: 'RS256', kid: 'k1' })
    .sign(signer);
};
const signIn = (id_token: string, more: object = {}, auth?: string) =>
  api.call('POST', '/auth/google', auth, { id_token, ...more });
const view = (id = '', bearer = '') => api.call('GET', `/users/${id}`, bearer);

/** What an account must be complete for. */
const uses = ({ id, token }: Record<string, string>) =>
  ['transactions?limit=1&offset=0', ...ofClara('api_key')].map(
    (what) => () => api.call('GET', `/users/${id}/${what}`, `Bearer ${token}`),
  );

const REFUSED = {
  status: 401,
  message: 'Authorization header or OTP is either missing, invalid or expired.',
  data: null,
};

describe('signing in with Google', () => {
  it('makes an active account the first time, and finds it the next', async () => {
    const ada = person();
    const first = await signIn(await tokenFor(ada));
    expect(first).toMatchObject({ status: 201, message: 'User registered successfully.' });
    expect(first.data).toMatchObject({ email: ada.email, first_name: 'Ada', is_active: true, credits: 100 });
    const second = await signIn(await tokenFor({ ...ada, email: api.newEmail() }), {}, PUBLIC);
    expect(second).toMatchObject({ status: 201, message: 'User logged in successfully.' });
    expect(second.data.id).toBe(first.data.id);
    for (const use of uses(second.data)) expect((await use()).status).toBe(200);
  });

  it('may give no names; then the account must be completed before it is of use', async () => {
    const { data } = await signIn(await tokenFor(person(), { given_name: undefined, family_name: ' ' }));
    expect([data.first_name, data.last_name, data.is_active]).toEqual([null, null, true]);
    const complete = (names: object) => api.call('PATCH', `/users/${data.id}`, `Bearer ${data.token}`, names);
    for (const use of uses(data))
      expect(await use()).toMatchObject({
        status: 401,
        message: 'Please activate your account to access the requested resource.',
      });
    await complete({ first_name: 'Ada' });
    for (const use of uses(data)) expect((await use()).status).toBe(401);
    await complete({ last_name: 'Lovelace' });
    for (const use of uses(data)) expect((await use()).status).toBe(200);
  });

  it('cuts names between characters, and brings them to one line', async () => {
    const named = async (given_name: unknown) => {
      const { status, data } = await signIn(await tokenFor(person(), { given_name }));
      return [status, data.first_name];
    };
    expect(await named(`${'a'.repeat(99)}😀`)).toEqual([201, `${'a'.repeat(99)}😀`]);
    expect(await named('😀'.repeat(160))).toEqual([201, '😀'.repeat(100)]);
    expect(await named('A\r\nB')).toEqual([201, 'A B']);
    for (const nothing of ['\u200B', 7, '\u2800 \n']) expect(await named(nothing)).toEqual([201, null]);
  });

  it('makes one account of eight calls at once', async () => {
    const ada = person();
    const answers = await Promise.all(Array.from({ length: 8 }, async () => signIn(await tokenFor(ada))));
    const ids = new Set(answers.map(({ data }) => data.id));
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(201));
    expect(ids.size).toBe(1);
    expect(answers.filter(({ message }) => message === 'User registered successfully.')).toHaveLength(1);
    const entries = (await api.items()).filter(
      ({ pk, item_type }) => item_type === 'transaction' && pk === `USER#${[...ids][0]}`,
    );
    expect(entries).toHaveLength(1);
  });
});

describe('a Google ID token', () => {
  it.each([
    ['for another client', { aud: 'another-client' }],
    ['from another issuer', { iss: 'https://accounts.example.com' }],
    ['that has expired', { exp: 1_000_000_000 }],
    ['without an expiry', { exp: undefined }],
    ['without a subject', { sub: undefined }],
    ['of an e-mail that Google has not verified', { email_verified: false }],
    ['of an e-mail that is "verified" in words', { email_verified: 'true' }],
    ['without an e-mail', { email: undefined }],
    ['of several e-mails', { email: ['a@example.com'] }],
    ['of text that is not an e-mail', { email: 'not an e-mail' }],
    ['of an e-mail of 400 characters', { email: `${'x'.repeat(400)}@example.com` }],
    ['of an e-mail with an invisible character', { email: 'a\u200B@example.com' }],
    ['whose subject is a number', { sub: 7 }],
    ['whose subject is empty', { sub: '' }],
    ['whose subject has 300 characters', { sub: 'x'.repeat(300) }],
    ['with a nonce that nobody brings', { nonce: 'one' }],
  ])('%s is refused, and nothing is written', async (_, claims) => {
    const before = await api.items();
    expect(await signIn(await tokenFor(person(), claims))).toMatchObject(REFUSED);
    expect(await api.items()).toEqual(before);
  });

  it('of another signer or algorithm is refused', async () => {
    const ada = person();
    const { privateKey: strange } = await generateKeyPair('RS256');
    const [, payload = ''] = (await tokenFor(ada)).split('.');
    const head = (alg: string) => Buffer.from(JSON.stringify({ alg, kid: 'k1' })).toString('base64url');
    const secret = new TextEncoder().encode(await exportSPKI(publicKey));
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as JWTPayload;
    const swapped = await new SignJWT(claims).setProtectedHeader({ alg: 'HS256', kid: 'k1' }).sign(secret);
    for (const forged of [
      await tokenFor(ada, {}, strange),
      swapped,
      `${head('none')}.${payload}.`,
      'a.b.c',
      'x',
    ])
      expect(await signIn(forged)).toMatchObject(REFUSED);
  });

  it('must carry the nonce that the sign-in used, when it used one', async () => {
    const ada = person();
    expect(await signIn(await tokenFor(ada, { nonce: 'one' }), { nonce: 'two' })).toMatchObject(REFUSED);
    expect(await signIn(await tokenFor(ada), { nonce: 'two' })).toMatchObject(REFUSED);
    expect((await signIn(await tokenFor(ada, { nonce: 'two' }), { nonce: 'two' })).status).toBe(201);
  });

  it('cannot be judged while Google’s keys are out of reach: 503, not 401', async () => {
    const cut = await startApi({ ports: { google: googleIdentity('http://127.0.0.1:9/certs', [CLIENT]) } });
    const answer = await cut.call('POST', '/auth/google', undefined, { id_token: await tokenFor(person()) });
    expect(answer).toMatchObject({ status: 503, message: 'The service is temporarily unavailable.' });
  });

  it('is never good where no client is configured', async () => {
    const off = await startApi({ ports: { google: googleIdentity('http://127.0.0.1:9/certs', []) } });
    const answer = await off.call('POST', '/auth/google', undefined, { id_token: await tokenFor(person()) });
    expect(answer).toMatchObject(REFUSED);
  });
});

describe('an account with the same e-mail', () => {
  it('that was proven here is linked, keeps its password and sessions, and its owner is told', async () => {
    const user = await api.user();
    const linked = await signIn(await tokenFor(person(user.email.toUpperCase())));
    expect(linked).toMatchObject({ status: 201, message: 'User logged in successfully.' });
    expect(linked.data.id).toBe(user.id);
    expect((await view(user.id, user.bearer)).status).toBe(200);
    expect((await view(user.id, user.key)).status).toBe(200);
    expect((await api.login(user.email)).status).toBe(200);
    expect((await api.mails(user.email)).at(-1)?.subject).toBe('Google sign-in was added to your account');
  });

  it('that was not is taken over by its owner: the stranger’s password, session and key are dead', async () => {
    const stranger = await api.registered();
    const before = (await api.items()).find(({ sk, user_id }) => sk === 'ACCESS' && user_id === stranger.id);
    const owner = await signIn(
      await tokenFor(person(stranger.email), { given_name: 'Grace', family_name: 'Hopper' }),
    );
    expect(owner.data).toMatchObject({
      id: stranger.id,
      is_active: true,
      first_name: 'Grace',
      last_name: 'Hopper',
    });
    expect(await api.login(stranger.email)).toMatchObject(REFUSED);
    expect(await view(stranger.id, stranger.bearer)).toMatchObject(REFUSED);
    const after = (await api.items()).find(({ sk, user_id }) => sk === 'ACCESS' && user_id === stranger.id);
    expect(after?.key_version).toBe(Number(before?.key_version) + 1);
    expect((await view(stranger.id, `Bearer ${owner.data.token}`)).status).toBe(200);
  });

  it('that is linked to another Google account is not given away', async () => {
    const ada = person();
    await signIn(await tokenFor(ada));
    expect(await signIn(await tokenFor(person(ada.email)))).toMatchObject(REFUSED);
  });

  it('with a second factor is asked for its code', async () => {
    const user = await api.user();
    const on = { code: await api.newCode(user.email, 'TWO_FACTOR_AUTH') };
    await api.call('POST', `/users/${user.id}/2fa`, user.bearer, on);
    const ada = person(user.email);
    const asks = { ...REFUSED, data: { is_2fa_enabled: true } };
    expect(await signIn(await tokenFor(ada))).toMatchObject(asks);
    const code = await api.newCode(user.email, 'TWO_FACTOR_AUTH');
    const wrong = String((Number(code) + 1) % 1_000_000).padStart(6, '0');
    expect(await signIn(await tokenFor(ada), { code: wrong })).toMatchObject(asks);
    expect((await signIn(await tokenFor(ada), { code })).status).toBe(201);
    expect(await signIn(await tokenFor(ada))).toMatchObject(asks);
  });
});
