import { type Api, PRIVATE, startApi, type User } from './support/harness.ts';

let api: Api;
let user: User;
beforeAll(async () => {
  api = await startApi({ policy: { freeCredits: 1_000_000 } });
});
beforeEach(async () => {
  api.clock.advance(2_000);
  user = await api.user();
});
afterAll(() => api.refuseLeaks());

interface Begun {
  id: string;
  url: string;
  headers: Record<string, string>;
  expires_at: string;
  url_expires_at: string;
}
const begin = async (name: string, size: number, by = user) => {
  const answer = await api.call('POST', `/users/${by.id}/agent/uploads`, by.key, { name, size });
  return { ...answer, data: answer.data as unknown as Begun };
};
const put = async ({ url }: Begun, bytes: string, init: RequestInit = {}) =>
  (await fetch(url, { method: 'PUT', body: bytes, ...init })).status;
const analyse = (upload_ids: unknown, by = user) =>
  api.call('POST', `/users/${by.id}/agent/analysis`, by.key, { text: 'A claim.', upload_ids });
const balance = async () => Number((await api.call('GET', `/users/${user.id}`, user.key)).data.credits);

describe('an upload', () => {
  it('is begun, sent to the address it gives, and named in an analysis', async () => {
    const { status, message, data } = await begin('notes.txt', 5);
    expect([status, message]).toEqual([201, 'Upload created successfully.']);
    expect(data).toEqual({
      id: expect.any(String) as string,
      url: expect.stringMatching(/^http/) as string,
      headers: { 'Content-Length': '5' },
      expires_at: new Date(api.clock.now + 12 * 3_600_000).toUTCString(),
      url_expires_at: new Date(api.clock.now + 15 * 60_000).toUTCString(),
    });
    expect(await put(data, 'hello')).toBe(200);
    const started = await analyse([data.id]);
    expect(started.status).toBe(201);
    expect(await api.work(...api.messages.splice(0))).toEqual([]);
    const { data: task } = await api.call('GET', `/users/${user.id}/tasks/${started.data.id}`, user.key);
    expect(task).toMatchObject({ status: 'COMPLETED', result: { summary: 'A claim. | notes.txt' } });
  });

  it('takes exactly as many bytes as were announced, by PUT, and nothing else at its address', async () => {
    const { data } = await begin('notes.txt', 5);
    expect(await put(data, 'hello, world')).toBe(403);
    expect(await put(data, 'hi')).toBe(403);
    expect((await fetch(data.url)).status).toBe(403);
    const other = new URL(data.url);
    other.pathname += '0';
    expect(await put({ ...data, url: other.href }, 'hello')).toBe(403);
    const longer = new URL(data.url);
    longer.searchParams.set('X-Amz-Expires', '604800');
    expect(await put({ ...data, url: longer.href }, 'hello')).toBe(403);
  });

  it('is not begun for a user that is not there', async () => {
    const path = `/users/user_${'0'.repeat(32)}/agent/uploads`;
    expect(await api.call('POST', path, PRIVATE, { name: 'notes.txt', size: 5 })).toMatchObject({
      status: 404,
      message: 'User with the given identifier does not exist.',
    });
  });

  it('that was never sent, is another user’s, or is no upload at all is not found, and nothing is charged', async () => {
    const before = await balance();
    const { data: unsent } = await begin('notes.txt', 5);
    const stranger = await api.user();
    const { data: foreign } = await begin('notes.txt', 5, stranger);
    await put(foreign, 'hello');
    for (const id of [unsent.id, foreign.id, 'x', '', '../../x']) {
      const { status, message } = await analyse([id]);
      expect([id, status, message]).toEqual([id, 404, 'Upload with the given identifier does not exist.']);
    }
    expect((await analyse([foreign.id], stranger)).status).toBe(201);
    expect(await balance()).toBe(before);
  });

  it('is gone after half a day, before its bytes are', async () => {
    const { data } = await begin('notes.txt', 5);
    await put(data, 'hello');
    api.clock.advance(12 * 3_600_000);
    expect((await analyse([data.id])).status).toBe(404);
  });

  it.each([
    ['a name that is none', { name: '', size: 5 }],
    ['no size', { name: 'notes.txt' }],
    ['an empty file', { name: 'notes.txt', size: 0 }],
    ['half a byte', { name: 'notes.txt', size: 1.5 }],
    ['a size in words', { name: 'notes.txt', size: '5' }],
    ['an unknown field', { name: 'notes.txt', size: 5, key: 'tasks/x' }],
  ])('is refused for %s', async (_, body) => {
    const { status } = await api.call('POST', `/users/${user.id}/agent/uploads`, user.key, body);
    expect(status).toBe(400);
  });

  it.each(['notes', 'notes.txt ', 'notes.exe', 'notes.', 'notes.txt.'])(
    'is refused at once for the name %j, which no analysis would take',
    async (name) => {
      const { status, message, headers } = await begin(name, 5);
      expect([status, message]).toEqual([415, 'The attachment type is not supported.']);
      expect(headers['x-error-detail']).toBe(
        `The name "${name}" does not end in an extension that is supported.`,
      );
    },
  );

  it('over the limit is refused, and so are more than 200 a day', async () => {
    expect((await begin('notes.txt', 1_000_000_000)).status).toBe(413);
    for (let i = 0; i < 200; i++) {
      api.clock.advance(200);
      expect((await begin('notes.txt', 5)).status).toBe(201);
    }
    const refused = await begin('notes.txt', 5);
    expect([refused.status, Number(refused.headers['retry-after'])]).toEqual([429, expect.any(Number)]);
    api.clock.advance(24 * 3_600_000);
    expect((await begin('notes.txt', 5)).status).toBe(201);
  });
});

describe('an analysis of uploads', () => {
  it('takes five at most, each once, each with a name of its own', async () => {
    const before = await balance();
    const ids: string[] = [];
    for (let i = 0; i < 6; i++) {
      const { data } = await begin(`${i % 5}.txt`, 1);
      await put(data, 'x');
      ids.push(data.id);
    }
    expect((await analyse(ids)).status).toBe(400);
    expect((await analyse([ids[0], ids[0]])).status).toBe(400);
    const doubled = await analyse([ids[0], ids[5]]);
    expect([doubled.status, doubled.headers['x-error-detail']]).toEqual([
      400,
      'Two files have the name "0.txt".',
    ]);
    api.clock.advance(2_000);
    expect((await analyse('x')).status).toBe(400);
    expect(await balance()).toBe(before);
    api.clock.advance(2_000);
    expect((await analyse(ids.slice(0, 5))).status).toBe(201);
  });
});
