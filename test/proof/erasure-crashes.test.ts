import { auditLedgers } from '../../lib/domain/audit.ts';
import { type Api, PRIVATE, startApi, type User } from '../support/harness.ts';
import { losing, losingEach, type Way, WAYS } from '../support/losing.ts';
import { itOfClara, ofClara, profile } from '../support/profile.ts';

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
        ...Array<string>(3).fill('audit_record'),
        'erased_account',
        'signup_spent',
        'transaction',
        ...ofClara('transaction'),
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
        `Admin updated credits from ${profile === 'clara' ? 80 : 100}.0 to 10.0.`,
        ...ofClara(expect.stringMatching(/^Analysis task_/) as string),
        'Free credits on signup.',
      ]);
    },
  },
};

async function round({ run, done, check }: Change, way: Way, at: number): Promise<number> {
  api = await startApi();
  const user = await api.user();
  for (const [what, body] of ofClara(
    ['analysis', { text: 'A claim.' }],
    ['uploads', { name: 'notes.txt', size: 1 }],
  ))
    expect((await api.call('POST', `/users/${user.id}/agent/${what}`, user.key, body)).status).toBe(201);
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
    (way) => losingEach((at) => round(change, way, at)),
    120_000,
  );
});

const lost = () => Object.assign(new Error('lost'), { name: 'TimeoutError' });
const typesOf = async () => (await api.items()).map(({ item_type }) => String(item_type)).sort();

itOfClara('what a dead call left is removed by the job, though nobody calls again', async () => {
  api = await startApi();
  const user = await api.user();
  await api.call('POST', `/users/${user.id}/agent/analysis`, user.key, { text: 'A claim.' });
  const task = (await api.items()).find(({ item_type }) => item_type === 'task');
  const file = async () => (await api.live.files()).get(String(task?.text_key), 1_000);
  // The call dies when the account is gone and nothing else is.
  let isDead = false;
  api.faults.before = (request) => {
    if (isDead) throw lost();
    isDead = request.startsWith('TransactWrite');
  };
  expect((await api.call('DELETE', `/users/${user.id}`, PRIVATE)).status).toBe(204);
  delete api.faults.before;
  expect(api.log.some((line) => line.includes('erasure_not_finished') && line.includes(user.id))).toBe(true);
  expect(await typesOf()).toEqual(expect.arrayContaining(['task', 'open_task']));
  expect(await file()).toBeDefined();
  await api.finishErasures();
  expect(await typesOf()).not.toEqual(expect.arrayContaining(['task']));
  expect(await typesOf()).not.toEqual(expect.arrayContaining(['open_task']));
  expect(await file()).toBeUndefined();
  await audited();
});

itOfClara('what names a file stays until it is gone, and one account that fails keeps no other', async () => {
  api = await startApi();
  const users = [await api.user(), await api.user()];
  for (const { id, key } of users) {
    await api.call('POST', `/users/${id}/agent/analysis`, key, { text: 'A claim.' });
  }
  api.faults.before = (request) => {
    if (request === 'S3 remove') throw lost();
  };
  for (const { id } of users) {
    expect((await api.call('DELETE', `/users/${id}`, PRIVATE)).status).toBe(204);
    api.clock.advance(1_000);
  }
  let removals = 0;
  api.faults.before = (request) => {
    if (request === 'S3 remove' && removals++ === 0) throw lost();
  };
  api.clock.advance(15 * 60_000);
  await api.finishErasures();
  const line = api.log.findLast((each) => each.includes('"route":"user.finish_erasures"')) ?? '{}';
  expect(JSON.parse(line)).toMatchObject({ open: 2, finished: 1, failed: 1 });
  const left = (await api.items()).filter(({ item_type }) => item_type === 'task');
  expect(left).toMatchObject([{ user_id: users[0]?.id }]);
  delete api.faults.before;
  await api.finishErasures();
  expect(await typesOf()).not.toEqual(expect.arrayContaining(['task']));
  expect(await typesOf()).not.toEqual(expect.arrayContaining(['open_erasure']));
  await audited();
});
