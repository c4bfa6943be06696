import { PROFILES } from '../lib/profile.ts';
import * as entities from '../lib/table/entities.ts';
import { create } from '../lib/table/table.ts';
import { HELD, startHolding } from './support/held.ts';
import { type Api, NOBODY, PRIVATE, startApi, type User } from './support/harness.ts';
import { itOfClara } from './support/profile.ts';

let api: Api;
let user: User;
beforeAll(async () => {
  api = await startApi();
  await api.control('/webhooks', { mode: 'drop' });
});
beforeEach(async () => {
  user = await api.user();
  api.clock.advance(31_000);
});
afterAll(() => api.refuseLeaks());

interface Page {
  items: { type: string; value: Record<string, unknown> }[];
  next: string | null;
}
async function page(cursor = '', of = user): Promise<Page> {
  const query = cursor && `?cursor=${encodeURIComponent(cursor)}`;
  const answer = await api.call('GET', `/users/${of.id}/export${query}`, PRIVATE);
  expect([answer.status, answer.message]).toEqual([200, 'User data exported successfully.']);
  expect(answer.text.length).toBeLessThan(4_000_000);
  return answer.data as unknown as Page;
}
async function exported(of = user): Promise<Page['items']> {
  const items: Page['items'] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const { items: more, next }: Page = await page(cursor, of);
    items.push(...more);
    cursor = next;
  }
  return items;
}

itOfClara('holds all that the system holds of its owner, and no secret', async () => {
  await api.call('POST', '/stripe/portal', user.key);
  await api.call('POST', `/users/${user.id}/agent/uploads`, user.key, { name: 'notes.txt', size: 1 });
  const keyed = { headers: { 'Idempotency-Key': 'a key of mine' } };
  const started = await api.call('POST', `/users/${user.id}/agent/analysis`, user.key, { text: 'A.' }, keyed);
  await api.work(...api.messages.splice(0));
  await api.newCode(user.email, 'CHANGE_PASSWORD');
  await api.login(user.email, 'a wrong password, long');
  const items = await exported();
  const kinds = new Set(items.map(({ type }) => type));
  expect([...kinds].sort()).toEqual([
    'access',
    'account',
    'audit_record',
    'code',
    'codes_sent',
    'idempotency_record',
    'login_tries',
    'stripe_customer',
    'task',
    'transaction',
    'upload',
    'uploads_begun',
  ]);
  const of = (type: string) => items.filter((item) => item.type === type).map(({ value }) => value);
  const { data } = await api.call('GET', `/users/${user.id}`, PRIVATE);
  expect(of('account')).toEqual([{ ...data, has_google_sign_in: false, has_password: true }]);
  const task = await api.call('GET', `/users/${user.id}/tasks/${started.data.id}`, PRIVATE);
  expect(of('task')).toEqual([{ ...task.data, attachments: [] }]);
  const ledger = await api.call('GET', `/users/${user.id}/transactions?limit=100&offset=0`, PRIVATE);
  const entries = ledger.data as unknown as object[];
  expect(of('transaction').reverse()).toEqual(
    entries.map((entry) => ({
      ...entry,
      by: expect.stringMatching(/^(PUBLIC|KEY)$/) as string,
      request_id: expect.any(String) as string,
      through: expect.stringMatching(/^(auth.register|agent.analysis)$/) as string,
    })),
  );
  const text = JSON.stringify(items);
  const stored = (await api.items()).filter((item) => JSON.stringify(item).includes(user.id));
  const account = stored.find(({ item_type }) => item_type === 'account');
  const secret = [account?.password_hash, 'cus_', 'argon2', user.token, user.key.slice(7), '"hash"'];
  for (const each of secret) expect(text).not.toContain(each);
});

it('names no API key where there is none, nor does the trail', async () => {
  const texts = { clara: '', boilerplate: '' };
  for (const profile of PROFILES) {
    const its = await startApi({ policy: { profile } });
    const { id, bearer } = await its.user();
    for (const what of ['export', 'export?cursor=1.', 'audit?limit=100']) {
      const answer = await its.call('GET', `/users/${id}/${what}`, bearer);
      expect(answer.status).toBe(200);
      texts[profile] += answer.text;
    }
    // The registration, of which each of the two tells: with it the account's key was made.
    expect(texts[profile].match(/account\.registered/g)).toHaveLength(2);
  }
  expect(texts.clara.match(/api_key_/g)).toHaveLength(3);
  expect(texts.boilerplate).not.toContain('api_key');
});

it('holds nothing of anybody else', async () => {
  const twin = await api.user();
  const text = JSON.stringify(await exported());
  expect(text).not.toContain(twin.id);
  expect(text).not.toContain(twin.email);
});

it('pages through more than one answer can hold, each item once', async () => {
  const table = await api.live.table();
  const keys = Array.from({ length: 400 }, (_, i) => String(i).padStart(3, '0'));
  const value = { user_id: user.id, operation: 'a.b', request_hash: 'x', claim_id: 'x', running_until: 0 };
  const [answer, expires_at] = ['x'.repeat(10_000), Math.floor(api.clock.now / 1000) + 86_400];
  for (const key of keys)
    await table.commit(create(entities.IdempotencyRecord, { ...value, key, answer, expires_at }));
  const first = await page();
  expect(first.next).toMatch(/^0\./);
  const found = (await exported()).filter(({ type }) => type === 'idempotency_record');
  expect(found.map((item) => item.value.key)).toEqual(keys);
}, 60_000);

it.each([
  'x',
  '4.',
  '0',
  '-1.',
  '0.%00',
  '0.a b',
  `0.${'a'.repeat(1_401)}`,
  '0.&cursor=0.',
  '&limit=1',
  '0.A',
  `0.${'_'.repeat(1_366)}`,
  '0.__4',
])('refuses the cursor %p', async (cursor) => {
  const query = cursor.includes('&') ? `cursor=${cursor}` : `cursor=${encodeURIComponent(cursor)}`;
  expect((await api.call('GET', `/users/${user.id}/export?${query}`, user.bearer)).status).toBe(400);
});

it('takes any well-formed cursor for a place in the owner’s own data', async () => {
  const twin = await api.user();
  for (const place of ['ACCOUNT', `USER#${twin.id}`, '\u0000', 'ÿ', '~']) {
    const cursor = `0.${Buffer.from(place).toString('base64url')}`;
    expect(JSON.stringify(await page(cursor))).not.toContain(twin.id);
  }
});

it('is its owner’s and the operator’s', async () => {
  const twin = await api.user();
  const get = (auth: string, id: string = user.id) => api.call('GET', `/users/${id}/export`, auth);
  expect((await get(user.bearer)).status).toBe(200);
  expect((await get(twin.bearer)).status).toBe(403);
  expect((await get(PRIVATE, NOBODY)).status).toBe(404);
});

it('shows of every entity what was decided, and knows all entities', async () => {
  const holding = await startHolding();
  const owner = await holding.userWithAll();
  const answer = await holding.api.call('GET', `/users/${owner.id}/export`, owner.bearer);
  const first = answer.data as unknown as Page;
  const items = [...first.items];
  for (let cursor = first.next; cursor !== null;) {
    const next = await holding.api.call('GET', `/users/${owner.id}/export?cursor=${cursor}`, owner.bearer);
    items.push(...(next.data as unknown as Page).items);
    cursor = (next.data as unknown as Page).next;
  }
  const decided = Object.entries(HELD).filter(([, { exported }]) => exported === true);
  expect([...new Set(items.map(({ type }) => type))].sort()).toEqual(decided.map(([type]) => type).sort());
  expect(Object.keys(HELD).sort()).toEqual(
    Object.values(entities)
      .map(({ type }) => type)
      .sort(),
  );
  const held = await holding.itemsOf(owner);
  const sealed = held.map((item) => item.sealed ?? item.hash ?? item.customer_id).filter(Boolean);
  expect(sealed.length).toBeGreaterThan(3);
  for (const secret of [...sealed, owner.secret, ...owner.codes, owner.google_id])
    expect(JSON.stringify(items)).not.toContain(secret);
  holding.api.refuseLeaks();
});
