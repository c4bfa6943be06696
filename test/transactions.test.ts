import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { nextEntry } from '../lib/domain/ledger.ts';
import { Account, Transaction } from '../lib/table/entities.ts';
import { keyOf } from '../lib/table/entity.ts';
import { change } from '../lib/table/table.ts';
import { type Api, charged, startApi, type User } from './support/harness.ts';

let api: Api;
let user: User;
const ENTRIES = 10_150;
const nameOf = (sequence: number) => `entry ${String(sequence).padStart(5, '0')}`;

interface Row {
  id: string;
  description: string;
  balance_after: number;
}
const list = async (limit: number, offset: number) => {
  api.clock.advance(1_000);
  const before = api.requests.length;
  const { data } = await api.call(
    'GET',
    `/users/${user.id}/transactions?limit=${limit}&offset=${offset}`,
    user.key,
  );
  const [, ...requests] = api.requests.slice(before);
  // Bytes differ by the digits of balances.
  return { rows: data as unknown as Row[], requests: charged(requests) };
};

/** Writes a long ledger at once, as its entries would lie after that many bookings. */
beforeAll(async () => {
  api = await startApi();
  user = await api.user();
  let account = { user_id: user.id, credits: 10_000, ledger_sequence: 1 };
  // Entries of one size, so that what a page costs does not hang on what its entries say.
  const entries = Array.from({ length: ENTRIES - 1 }, () => {
    const sequence = account.ledger_sequence + 1;
    const type = sequence % 2 === 0 ? 'CREDIT' : 'DEBIT';
    const booked = { type, credits: 100, fiat: 100, description: nameOf(sequence) } as const;
    const entry = nextEntry(
      { by: 'SYSTEM', route: 'test', requestId: 'test' },
      account,
      booked,
      api.clock.now,
    );
    account = { ...account, credits: entry.balance_after, ledger_sequence: entry.sequence };
    return { ...entry, ...keyOf(Transaction, entry) };
  });
  const puts = entries.map((Item) => ({ PutRequest: { Item } }));
  for (let i = 0; i < puts.length; i += 25)
    await api.client.send(
      new BatchWriteCommand({ RequestItems: { [api.tableName]: puts.slice(i, i + 25) } }),
    );
  const { credits, ledger_sequence } = account;
  await (
    await api.live.table()
  ).commit(change(Account, { user_id: user.id }, { set: { credits, ledger_sequence } }));
}, 180_000);
afterAll(() => api.refuseLeaks());

describe('a page of transactions', () => {
  it('costs at offset 10,000 what it costs at offset 0', async () => {
    const [first, far] = [await list(100, 0), await list(100, 10_000)];
    expect([first.rows.length, far.rows.length]).toEqual([100, 100]);
    expect(first.requests.map(({ operation }) => operation)).toEqual(['GetItem', 'Query']);
    expect(far.requests).toEqual(first.requests);
  });

  it('is newest first, without gap or overlap between pages', async () => {
    const pages = [await list(3, 0), await list(3, 3), await list(3, 6)];
    expect(pages.flatMap(({ rows }) => rows.map(({ description }) => description))).toEqual(
      Array.from({ length: 9 }, (_, i) => nameOf(ENTRIES - i)),
    );
  });

  it('ends with the sign-up', async () => {
    const { rows } = await list(100, ENTRIES - 2);
    expect(rows.map(({ description }) => description)).toEqual([nameOf(2), 'Free credits on signup.']);
    expect(rows.map(({ balance_after }) => balance_after)).toEqual([101, 100]);
  });
});

describe('one transaction', () => {
  const view = (id: string, as = user) => api.call('GET', `/users/${as.id}/transactions/${id}`, as.key);
  const MISSING = {
    status: 404,
    message: 'Transaction with the given identifier does not exist.',
    data: null,
  };

  it('is what the page shows, in one read', async () => {
    const { rows } = await list(1, 5_000);
    const [row] = rows;
    const before = api.requests.length;
    const answer = await view(row?.id ?? '');
    expect(answer).toMatchObject({ status: 200, message: 'Transaction fetched successfully.' });
    expect(answer.data).toEqual(row);
    expect(charged(api.requests.slice(before + 1))).toEqual([{ operation: 'GetItem', units: 1 }]);
  });

  it('is not found for an unknown or malformed id, nor for another user', async () => {
    const { rows } = await list(1, 0);
    const id = rows[0]?.id ?? '';
    const other = await api.user();
    api.clock.advance(1_000);
    expect(await view(id, other)).toMatchObject(MISSING);
    for (const wrong of [
      `transaction_${'0'.repeat(32)}`,
      id.toUpperCase(),
      id.slice(0, -1),
      'ACCOUNT',
      'ACCESS',
      '%23',
    ])
      expect(await view(wrong)).toMatchObject(MISSING);
  });
});
