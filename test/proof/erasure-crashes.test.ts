import { auditLedgers } from '../../lib/domain/audit.ts';
import { type Api, PRIVATE, startApi, type User } from '../support/harness.ts';
import { losing, type Way, WAYS } from '../support/losing.ts';

let api: Api;
afterEach(() => api.refuseLeaks());

/** An operator's change, which is called again until it works, and what must be so after it. */
interface Change {
  run: (user: User) => Promise<number>;
  done: number[];
  check: (user: User) => Promise<void>;
}

const audited = async () => {
  const { disagreements } = await auditLedgers({ table: await api.live.table() } as never);
  expect(disagreements).toEqual([]);
};
const CHANGES: Record<string, Change> = {
  'deleting an account': {
    run: async (user) => (await api.call('DELETE', `/users/${user.id}`, PRIVATE)).status,
    done: [204],
    async check(user) {
      for (const auth of [user.bearer, user.key])
        expect((await api.call('GET', `/users/${user.id}`, auth)).status).toBe(401);
      api.clock.advance(15 * 60_000);
      await api.finishErasures();
      const left = (await api.items()).filter(({ item_type }) => item_type !== 'login_tries');
      expect(left.map(({ item_type }) => item_type).sort()).toEqual([
        ...Array<string>(4).fill('audit_record'),
        'erased_account',
        'transaction',
        'transaction',
        'users_listed',
      ]);
      expect(left.find(({ item_type }) => item_type === 'users_listed')).toMatchObject({ users: 0 });
    },
  },
  'setting the credits': {
    run: async (user) =>
      (await api.call('PUT', `/users/${user.id}/credits`, PRIVATE, { credits: 10 })).status,
    done: [200],
    async check(user) {
      const { data } = await api.call('GET', `/users/${user.id}/transactions?limit=100&offset=0`, PRIVATE);
      expect((data as unknown as { description: string }[]).map(({ description }) => description)).toEqual([
        'Admin updated credits from 80.0 to 10.0.',
        expect.stringMatching(/^Analysis task_/),
        'Free credits on signup.',
      ]);
    },
  },
};

async function round({ run, done, check }: Change, way: Way, at: number): Promise<number> {
  api = await startApi();
  const user = await api.user();
  const path = `/users/${user.id}`;
  await api.call('POST', `${path}/agent/analysis`, user.key, { text: 'A claim.' });
  await api.call('POST', `${path}/agent/uploads`, user.key, { name: 'notes.txt', size: 1 });
  api.clock.advance(1_000);
  const calls = await losing(api, at, way, () => run(user));
  let status = await run(user);
  for (let tries = 0; !done.includes(status) && tries < 3; tries++) status = await run(user);
  expect([at, done.includes(status)]).toEqual([at, true]);
  await check(user);
  await audited();
  return calls;
}

describe.each(Object.entries(CHANGES))('%s', (_, change) => {
  it.each(WAYS)(
    'is done whole, once, whichever of its calls is lost: %s',
    async (way) => {
      let at = 0;
      while ((await round(change, way, at)) > at) at++;
      expect(at).toBeGreaterThan(1);
    },
    120_000,
  );
});

it('what a dead call left is removed by the job, though nobody calls again', async () => {
  api = await startApi();
  const user = await api.user();
  await api.call('POST', `/users/${user.id}/agent/analysis`, user.key, { text: 'A claim.' });
  // The call dies when the account is gone and nothing else is.
  let isDead = false;
  api.faults.before = (request) => {
    if (isDead) throw Object.assign(new Error('lost'), { name: 'TimeoutError' });
    isDead = request.startsWith('TransactWrite');
  };
  expect((await api.call('DELETE', `/users/${user.id}`, PRIVATE)).status).toBe(503);
  delete api.faults.before;
  const types = async () => (await api.items()).map(({ item_type }) => item_type);
  expect(await types()).toEqual(expect.arrayContaining(['task', 'open_task']));
  await api.finishErasures();
  expect(await types()).not.toEqual(expect.arrayContaining(['task']));
  expect(await types()).not.toEqual(expect.arrayContaining(['open_task']));
});
