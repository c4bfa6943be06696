import { type Api, NOBODY, PRIVATE, startApi } from './support/harness.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.refuseLeaks());

describe('the API key', () => {
  it('can be viewed again and again, as the same token', async () => {
    const user = await api.user();
    const first = await api.call('GET', `/users/${user.id}/api_key`, user.bearer);
    api.clock.advance(60_000);
    const second = await api.call('GET', `/users/${user.id}/api_key`, user.bearer);
    expect(first.status).toBe(200);
    expect(first.message).toBe('API key fetched successfully.');
    expect(second.data).toEqual(first.data);
    expect(Object.keys(first.data).sort()).toEqual(['created_at', 'id', 'token', 'updated_at', 'user_id']);
    expect(first.data.user_id).toBe(user.id);
    expect(first.data.id).toMatch(/^api_key_[0-9a-f]{32}$/);
  });

  it('is dead when the reset answers, and the new one works', async () => {
    const user = await api.user();
    const before = await api.call('GET', `/users/${user.id}/api_key`, user.bearer);
    api.clock.advance(2_000);
    const reset = await api.call('POST', `/users/${user.id}/api_key`, user.bearer);
    expect(reset).toMatchObject({ status: 201, message: 'API key reset successfully.' });
    expect(reset.data.id).not.toBe(before.data.id);
    expect(reset.data.created_at).toBe(new Date(api.clock.now).toUTCString());
    expect((await api.call('GET', `/users/${user.id}`, user.key)).status).toBe(401);
    expect((await api.call('GET', `/users/${user.id}`, `Bearer ${reset.data.token}`)).status).toBe(200);
    expect((await api.mails(user.email)).at(-1)?.subject).toBe('Your Clara API key was reset');
  });

  it('outlives the sessions of its user: their logout, a change of the password by one, and a day without a call', async () => {
    const user = await api.user();
    const view = (auth: string) => api.call('GET', `/users/${user.id}`, auth);
    const session = async (password?: string) =>
      `Bearer ${(await api.login(user.email, password)).data.token}`;
    const password = 'another long secret';
    api.secrets.add(password);

    const out = await session();
    expect((await api.call('DELETE', '/auth/session', out)).status).toBe(204);
    expect([(await view(out)).status, (await view(user.key)).status]).toEqual([401, 200]);

    const body = { password, code: await api.newCode(user.email, 'CHANGE_PASSWORD') };
    const mine = await session();
    expect((await api.call('PATCH', `/users/${user.email}/password`, mine, body)).status).toBe(200);
    expect([(await view(user.bearer)).status, (await view(user.key)).status]).toEqual([401, 200]);

    const idle = await session(password);
    api.clock.advance(24 * 3_600_000);
    expect([(await view(idle)).status, (await view(user.key)).status]).toEqual([401, 200]);
  });

  it('neither exports nor deletes the account, with the right code, too', async () => {
    const user = await api.user();
    api.clock.advance(31_000);
    const body = { code: await api.newCode(user.email, 'DELETE_ACCOUNT') };
    expect((await api.call('DELETE', `/users/${user.id}`, user.key, body)).status).toBe(403);
    expect((await api.call('GET', `/users/${user.id}/export`, user.key)).status).toBe(403);
    expect((await api.call('DELETE', `/users/${user.id}`, user.bearer, body)).status).toBe(204);
  });

  it('is stored nowhere: the table holds no token', async () => {
    const user = await api.user();
    const stored = JSON.stringify(await api.items());
    expect(stored).toContain(user.id);
    expect(stored).not.toContain('clara_api_');
    expect(stored).not.toContain('clara_user_');
    expect(stored).not.toContain(user.password);
  });

  it('may be viewed and reset by an operator for any user, but not for one that is not there', async () => {
    const user = await api.user();
    expect((await api.call('GET', `/users/${user.id}/api_key`, PRIVATE)).data.user_id).toBe(user.id);
    expect((await api.call('POST', `/users/${user.id}/api_key`, PRIVATE)).status).toBe(201);
    expect((await api.call('GET', `/users/${user.id}`, user.key)).status).toBe(401);
    for (const method of ['GET', 'POST'])
      expect(await api.call(method, `/users/${NOBODY}/api_key`, PRIVATE)).toMatchObject({
        status: 404,
        message: 'User with the given identifier does not exist.',
      });
    expect(JSON.stringify(await api.items())).not.toContain(NOBODY);
  });
});
