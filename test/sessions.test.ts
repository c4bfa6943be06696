import { type Api, NOBODY, PRIVATE, PUBLIC, startApi } from './support/harness.ts';

let claims = { id: '', email: '', first_name: 'Ada', last_name: 'Lovelace' };
let api: Api;
beforeAll(async () => {
  api = await startApi({ ports: { google: { verify: () => Promise.resolve(claims) } } });
});
beforeEach(() => api.clock.advance(60_000));
afterAll(() => api.refuseLeaks());

interface Session {
  id: string;
  created_at: string;
  expires_at: string;
  is_current: boolean;
  used_at: string;
}
const sessionsOf = async (id: string, auth: string) => {
  const { status, data } = await api.call('GET', `/users/${id}/sessions`, auth);
  expect(status).toBe(200);
  return data as unknown as Session[];
};
const statusOf = async (id: string, auth: string) => (await api.call('GET', `/users/${id}`, auth)).status;
const loggedIn = async (email: string) => `Bearer ${(await api.login(email)).data.token ?? ''}`;
const INACTIVE_OR_DEAD = 401;

describe('the sessions of a user', () => {
  it('are listed, newest first, with when they were used', async () => {
    const user = await api.user();
    const started = api.clock.now;
    api.clock.advance(3_600_000);
    const second = await loggedIn(user.email);
    api.clock.advance(60_000);
    const list = await sessionsOf(user.id, second);
    const at = (ms: number) => new Date(ms).toUTCString();
    const DAYS_30 = 30 * 86_400_000;
    expect(list).toEqual([
      {
        created_at: at(started + 3_600_000),
        expires_at: at(started + 3_600_000 + DAYS_30),
        id: expect.stringMatching(/^[0-9a-f]{28}$/) as string,
        is_current: true,
        used_at: at(api.clock.now),
      },
      {
        created_at: at(started),
        expires_at: at(started + DAYS_30),
        id: expect.stringMatching(/^[0-9a-f]{28}$/) as string,
        is_current: false,
        used_at: at(started),
      },
    ]);
    expect((await sessionsOf(user.id, PRIVATE)).map(({ is_current }) => is_current)).toEqual([false, false]);
    api.clock.advance(24 * 3_600_000);
    expect(await sessionsOf(user.id, PRIVATE)).toEqual([]);
  });

  it('end one by one, at once', async () => {
    const user = await api.user();
    const second = await loggedIn(user.email);
    const other = (await sessionsOf(user.id, second)).find(({ is_current }) => !is_current)?.id ?? '';
    const path = `/users/${user.id}/sessions/${other}`;
    expect((await api.call('DELETE', path, second)).status).toBe(204);
    expect([await statusOf(user.id, user.bearer), await statusOf(user.id, second)]).toEqual([401, 200]);
    // It has ended: to ask again changes nothing.
    expect((await api.call('DELETE', path, second)).status).toBe(204);
    for (const strange of ['x', 'a.b', `${other}0`])
      expect((await api.call('DELETE', `/users/${user.id}/sessions/${strange}`, second)).status).toBe(400);
    expect(await statusOf(user.id, second)).toBe(200);
  });

  it('end all but the caller’s own; the operator ends all', async () => {
    const user = await api.user();
    const [second, third] = [await loggedIn(user.email), await loggedIn(user.email)];
    expect((await api.call('DELETE', `/users/${user.id}/sessions`, second)).status).toBe(204);
    expect([
      await statusOf(user.id, user.bearer),
      await statusOf(user.id, second),
      await statusOf(user.id, third),
    ]).toEqual([401, 200, 401]);
    expect((await api.call('DELETE', `/users/${user.id}/sessions`, PRIVATE)).status).toBe(204);
    expect(await statusOf(user.id, second)).toBe(401);
    expect((await api.login(user.email)).status).toBe(200);
  });

  it('of nobody are not found', async () => {
    for (const [method, rest] of [
      ['GET', ''],
      ['DELETE', ''],
      ['DELETE', `/${'0'.repeat(28)}`],
    ] as const)
      expect((await api.call(method, `/users/${NOBODY}/sessions${rest}`, PRIVATE)).status).toBe(404);
  });
});

describe('an account that the operator suspends', () => {
  const setActive = (id: string, is_active: boolean) =>
    api.call('PUT', `/users/${id}/active`, PRIVATE, { is_active });

  it('is closed at once to sessions, key, logins and codes, and is taken back with key and balance', async () => {
    const user = await api.user();
    claims = { ...claims, id: `google-of-${user.id}`, email: user.email };
    const signIn = () => api.call('POST', '/auth/google', undefined, { id_token: 'x' });
    expect((await signIn()).status).toBe(201);
    const suspended = await setActive(user.id, false);
    expect(suspended).toMatchObject({ status: 200, data: { is_active: false, credits: 100 } });
    for (const auth of [user.bearer, user.key]) {
      expect(await statusOf(user.id, auth)).toBe(INACTIVE_OR_DEAD);
      const path = `/users/${user.id}/transactions?limit=1&offset=0`;
      expect((await api.call('GET', path, auth)).status).toBe(INACTIVE_OR_DEAD);
    }
    expect((await api.login(user.email)).status).toBe(401);
    expect((await signIn()).status).toBe(401);
    const code = await api.newCode(user.email, 'ACTIVATION');
    expect((await api.call('POST', `/users/${user.email}/activate`, PUBLIC, { code })).status).toBe(401);
    const back = await setActive(user.id, true);
    expect(back).toMatchObject({ status: 200, data: { is_active: true, credits: 100 } });
    expect(await statusOf(user.id, await loggedIn(user.email))).toBe(200);
    expect(await statusOf(user.id, user.bearer)).toBe(401);
  });

  it('of nobody is not found', async () => {
    expect((await setActive(NOBODY, false)).status).toBe(404);
  });
});

describe('Google sign-in', () => {
  it('is taken off an account that has a password, told to the owner, and opens it no more', async () => {
    const user = await api.user();
    claims = { ...claims, id: `google-of-${user.id}`, email: user.email };
    const signIn = () => api.call('POST', '/auth/google', undefined, { id_token: 'x' });
    await signIn();
    const path = `/users/${user.id}/google`;
    expect((await api.call('DELETE', path, user.bearer)).status).toBe(204);
    expect((await api.mails(user.email)).at(-1)?.subject).toBe('Google sign-in is off');
    claims = { ...claims, email: api.newEmail() };
    expect((await signIn()).data.id).not.toBe(user.id);
    expect((await api.call('DELETE', path, user.bearer)).status).toBe(204);
    expect((await api.login(user.email)).status).toBe(200);
  });

  it('stays where nothing else opens the account', async () => {
    claims = { ...claims, id: 'google-only', email: api.newEmail() };
    const { data } = await api.call('POST', '/auth/google', undefined, { id_token: 'x' });
    const off = await api.call('DELETE', `/users/${data.id}/google`, `Bearer ${data.token}`);
    expect(off.status).toBe(400);
    expect(await statusOf(data.id ?? '', `Bearer ${data.token}`)).toBe(200);
  });
});
