import { auditLedgers } from '../lib/domain/audit.ts';
import { type Api, NOBODY, PRIVATE, startApi, type User } from './support/harness.ts';
import { itOfClara } from './support/profile.ts';

let api: Api;
beforeEach(async () => {
  api = await startApi();
});
afterEach(() => {
  delete api.faults.before;
  delete api.faults.after;
  api.refuseLeaks();
});

const DAY = 86_400_000;
const list = async (limit: number, offset: number) => {
  const { status, message, data } = await api.call('GET', `/users?limit=${limit}&offset=${offset}`, PRIVATE);
  expect([status, message]).toEqual([200, 'Users fetched successfully.']);
  return data as unknown as { id: string; email: string; credits: number }[];
};
const idsOn = async (limit: number, offset: number) => (await list(limit, offset)).map(({ id }) => id);
const erase = async (id: string) =>
  expect((await api.call('DELETE', `/users/${id}`, PRIVATE)).status).toBe(204);

describe('the list of users', () => {
  it('holds whole users, newest first', async () => {
    const first = await api.registered();
    api.clock.advance(1);
    const second = await api.user();
    const users = await list(100, 0);
    expect(users.map(({ id }) => id)).toEqual([second.id, first.id]);
    const { data } = await api.call('GET', `/users/${second.id}`, PRIVATE);
    expect(users[0]).toEqual(data);
    expect(await idsOn(0, 0)).toEqual([]);
  });

  it('gives every page as LIMIT and OFFSET do, over days, months and years, and without those who left', async () => {
    const all: string[] = [];
    for (const gap of [1, 1, DAY, 1, DAY, 40 * DAY, 1, 400 * DAY, 1, 1, 1, DAY]) {
      all.unshift((await api.registered()).id);
      api.clock.advance(gap);
    }
    for (const gone of [10, 4, 0]) await erase(all.splice(gone, 1)[0] ?? '');
    for (const limit of [1, 2, 3, 5, 100])
      for (let offset = 0; offset <= all.length + 1; offset++)
        expect([limit, offset, await idsOn(limit, offset)]).toEqual([
          limit,
          offset,
          all.slice(offset, offset + limit),
        ]);
  }, 60_000);

  it('goes past days without reading their users', async () => {
    for (let i = 0; i < 6; i++) {
      await api.registered();
      api.clock.advance(40 * DAY);
    }
    const from = api.requests.length;
    expect(await idsOn(1, 5)).toHaveLength(1);
    // The counts, one range, its account.
    expect(api.requests.slice(from).map(({ operation }) => operation)).toEqual([
      'Query',
      'Query',
      'BatchGetItem',
    ]);
  });

  it('reads on where a year has more counts than fit one read', async () => {
    const oldest = await api.registered();
    const table = await api.live.table();
    const { upsert } = await import('../lib/table/table.ts');
    const { UsersListed } = await import('../lib/table/entities.ts');
    const day = (ago: number) => new Date(api.clock.now + ago * DAY).toISOString().slice(0, 10);
    for (let ago = 1; ago <= 70; ago++)
      await Promise.all(
        Array.from({ length: 8 }, (_, shard) =>
          table.commit(upsert(UsersListed, { day: day(ago), shard: String(shard) }, { set: { users: 1 } })),
        ),
      );
    expect(await idsOn(1, 70 * 8)).toEqual([oldest.id]);
  });

  it('lists each of 8 who register at once', async () => {
    const users = await Promise.all(Array.from({ length: 8 }, () => api.registered()));
    expect((await idsOn(100, 0)).sort()).toEqual(users.map(({ id }) => id).sort());
  });

  it('does not list who could not be mailed, and so did not register', async () => {
    const user = await api.registered();
    const strict = await startApi({
      ports: { mail: { send: () => Promise.reject(new Error('no mail')) } },
    });
    const body = { first_name: 'A', last_name: 'B', email: api.newEmail(), password: 'a rather long secret' };
    expect((await strict.call('POST', '/auth/register', PRIVATE, body)).status).toBe(500);
    const left = (await strict.items()).filter(
      ({ item_type }) => item_type !== 'users_listed' && item_type !== 'code',
    );
    expect(left).toEqual([]);
    expect(await idsOn(1, 0)).toEqual([user.id]);
  });
});

describe('setting the credits', () => {
  let user: User;
  beforeEach(async () => {
    user = await api.user();
  });
  const set = (credits: unknown, of = user.id) =>
    api.call('PUT', `/users/${of}/credits`, PRIVATE, { credits });
  async function ledger() {
    const { data } = await api.call('GET', `/users/${user.id}/transactions?limit=100&offset=0`, PRIVATE);
    return (
      data as unknown as {
        type: string;
        value_in_credits: number;
        value_in_fiat: number;
        description: string;
        balance_after: number;
      }[]
    ).map(
      (row) =>
        `${row.type} ${row.value_in_credits} ${row.value_in_fiat} ${row.description} ${row.balance_after}`,
    );
  }

  it('books the difference, up or down, in the contract’s words', async () => {
    for (const credits of [110, 0, 10, 12.5, 12.34]) {
      const { status, message, data } = await set(credits);
      expect([status, message]).toEqual([200, 'User credits updated successfully.']);
      expect(data).toMatchObject({ id: user.id, credits });
      expect((await api.call('GET', `/users/${user.id}`, PRIVATE)).data).toEqual(data);
    }
    expect(await ledger()).toEqual([
      'DEBIT 0.16 0 Admin updated credits from 12.5 to 12.34. 12.34',
      'CREDIT 2.5 0 Admin updated credits from 10.0 to 12.5. 12.5',
      'CREDIT 10 0 Admin updated credits from 0.0 to 10.0. 10',
      'DEBIT 110 0 Admin updated credits from 110.0 to 0.0. 0',
      'CREDIT 10 0 Admin updated credits from 100.0 to 110.0. 110',
      'CREDIT 100 0 Free credits on signup. 100',
    ]);
  });

  it('books nothing where nothing changes', async () => {
    const from = await ledger();
    const requests = api.requests.length;
    expect((await set(100)).status).toBe(200);
    expect(api.requests.slice(requests).map(({ operation }) => operation)).toEqual(['GetItem']);
    expect(await ledger()).toEqual(from);
  });

  it.each([-1, -0.01, 0.001, 12.345, 1e10, '10', null, true, [10], {}, 1e400])(
    'refuses %p',
    async (credits) => {
      const from = await ledger();
      expect((await set(credits)).status).toBe(400);
      expect(await ledger()).toEqual(from);
    },
  );

  it('knows no user that is not there', async () => {
    expect(await set(10, NOBODY)).toMatchObject({
      status: 404,
      message: 'User with the given identifier does not exist.',
    });
    expect(JSON.stringify(await api.items())).not.toContain(NOBODY);
  });

  itOfClara('at once with others and with spending leaves a ledger that adds up', async () => {
    const work = Array.from({ length: 20 }, (_, i) =>
      i % 2 ? set(i * 10) : api.call('POST', `/users/${user.id}/agent/analysis`, PRIVATE, { text: 'A.' }),
    );
    for (const { status } of await Promise.all(work)) expect([200, 201, 403]).toContain(status);
    const { disagreements } = await auditLedgers({ table: await api.live.table() } as never);
    expect(disagreements).toEqual([]);
  });
});
