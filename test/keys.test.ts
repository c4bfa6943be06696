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
