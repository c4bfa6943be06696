import * as fc from 'fast-check';
import type { Outcome } from '../../lib/analysis/analysis.ts';
import { auditLedgers } from '../../lib/domain/audit.ts';
import { Account, OpenTask, Task, Transaction } from '../../lib/table/entities.ts';
import { resultOf } from '../support/analyst.ts';
import { type Api, startApi, type User } from '../support/harness.ts';
import { losing, losingEach, type Way, WAYS } from '../support/losing.ts';

/** hundredths of a credit */
const GRANTED = 100_000;
const PRICE = 2_000;
/** Longer than any lease, and than a message counts as on its way. */
const LONG_MS = 400_000;

let api: Api;
/** What comes of the next analysis. */
let outcome: () => Promise<Outcome>;
const completed = () => Promise.resolve({ result: resultOf('done', PRICE) });
const refused = () => Promise.resolve({ failure: 'It is no good.', retry: false });
const undecided = () => Promise.resolve({ failure: 'Not yet.', retry: true });

async function fresh(): Promise<void> {
  api = await startApi({
    policy: { freeCredits: GRANTED, openTasksPerUser: 1_000 },
    ports: { analyst: { analyse: () => outcome() } },
  });
  outcome = completed;
}
beforeEach(fresh);
afterEach(() => api.refuseLeaks());

const tableOf = () => api.live.table();
const start = (user: User, key?: string) => {
  api.clock.advance(1_000);
  const named = key !== undefined && { headers: { 'Idempotency-Key': key } };
  return api.call('POST', `/users/${user.id}/agent/analysis`, user.key, { text: 'A claim.' }, named || {});
};
const cancel = (user: User, id: string) => {
  api.clock.advance(1_000);
  return api.call('DELETE', `/users/${user.id}/tasks/${id}`, user.key);
};
const work = (user: User, id: string) => api.work({ user_id: user.id, task_id: id });
const stored = async (user: User) => (await tableOf()).newest(Task, { user_id: user.id }, 'task_', 'task_~');
const statusOf = async (user: User, id: string) =>
  (await (await tableOf()).get(Task, { user_id: user.id, id }))?.status;
const isOpen = (status: string | undefined) => status === 'PENDING' || status === 'PROCESSING';

/** What the schedule and the queue do as time goes by, until nothing is owed. */
async function finish(): Promise<void> {
  for (let rounds = 0; ; rounds++) {
    await api.work(...api.messages.splice(0));
    if ((await (await tableOf()).newest(OpenTask, {}, 'task_', 'task_~')).length === 0) return;
    if (rounds === 10) throw new Error('a task stays open for ever');
    api.clock.advance(LONG_MS);
    await api.sweep();
  }
}

/** Each task was charged once, and given back once unless it was done; and the ledger adds up. */
async function checkMoney(user: User): Promise<void> {
  const tasks = await stored(user);
  const entries = await (
    await tableOf()
  ).newest(Transaction, { user_id: user.id }, 'transaction_', 'transaction_~');
  for (const { id, status, charged } of tasks) {
    const about = entries.filter(({ description }) => description.includes(id)).map(({ type }) => type);
    expect([id, status, about.sort()]).toEqual([
      id,
      status,
      status === 'COMPLETED' ? ['DEBIT'] : ['CREDIT', 'DEBIT'],
    ]);
    expect([id, charged]).toEqual([id, status === 'COMPLETED' ? PRICE : 0]);
  }
  const done = tasks.filter(({ status }) => status === 'COMPLETED').length;
  const account = await (await tableOf()).get(Account, { user_id: user.id });
  expect(account?.credits).toBe(GRANTED - done * PRICE);
  expect(account?.open_tasks).toBe(tasks.filter(({ status }) => isOpen(status)).length);
  expect(entries).toHaveLength(1 + 2 * tasks.length - done);
  expect((await auditLedgers({ table: await tableOf() } as never)).disagreements).toEqual([]);
}

/** A path of a task's life: what comes before it, the path itself (tried again until it works), and where it ends. */
interface Path {
  prepare: (user: User) => Promise<string>;
  /** @returns whether its caller would take it for done */
  run: (user: User, id: string) => Promise<boolean>;
  statuses: string[];
}

const begun = async (user: User) => (await start(user)).data.id ?? '';
async function abandoned(user: User): Promise<string> {
  const id = await begun(user);
  api.messages.splice(0);
  api.clock.advance(LONG_MS);
  return id;
}

const PATHS: Record<string, Path> = {
  'starting an analysis': {
    prepare: () => Promise.resolve(''),
    run: async (user) => (await start(user, 'a key')).status === 201,
    statuses: ['COMPLETED'],
  },
  'doing a task': {
    prepare: begun,
    run: async (user, id) => (await work(user, id)).length === 0 && !isOpen(await statusOf(user, id)),
    statuses: ['COMPLETED'],
  },
  'doing a task that fails': {
    async prepare(user) {
      outcome = refused;
      return begun(user);
    },
    run: async (user, id) => (await work(user, id)).length === 0 && !isOpen(await statusOf(user, id)),
    statuses: ['FAILED'],
  },
  'cancelling a task': {
    prepare: begun,
    run: async (user, id) => (await cancel(user, id)).status === 204,
    statuses: ['CANCELLED'],
  },
  'waking a task that was lost': {
    prepare: abandoned,
    run: async (user, id) => {
      await api.sweep();
      return api.messages.length > 0 || !isOpen(await statusOf(user, id));
    },
    statuses: ['COMPLETED'],
  },
  'giving up a task that nobody began': {
    async prepare(user) {
      const id = await abandoned(user);
      api.clock.advance(3_600_000);
      return id;
    },
    run: async (user, id) => {
      await api.sweep();
      return !isOpen(await statusOf(user, id));
    },
    statuses: ['FAILED'],
  },
};

/** One round: the call number `at` is lost, then all is tried again. @returns how many calls were made till then */
async function round({ prepare, run, statuses }: Path, way: Way, at: number): Promise<number> {
  await fresh();
  const user = await api.user();
  const id = await prepare(user);
  let isDone = false;
  const calls = await losing(api, at, way, async () => {
    isDone = await run(user, id);
  });
  // Of an answer that its client asked for again, nobody else hears.
  if (way === 'asked again') expect([at, isDone]).toEqual([at, true]);
  api.clock.advance(LONG_MS);
  for (let tries = 0; !(await run(user, id).catch(() => false)); tries++)
    if (tries === 3) throw new Error(`it never works after call ${at}`);
  await finish();
  expect([at, (await stored(user)).map(({ status }) => status)]).toEqual([at, statuses]);
  await checkMoney(user);
  // Whatever comes late, or twice, changes nothing.
  for (const task of await stored(user)) await work(user, task.id);
  await api.sweep();
  await checkMoney(user);
  return calls;
}

describe.each(Object.entries(PATHS))('%s', (_, path) => {
  it.each(WAYS)(
    'charges once and gives back once, whichever of its calls is lost: %s',
    (way) => losingEach((at) => round(path, way, at)),
    300_000,
  );
});

/** Which task a step is about is a number that is wrapped to those that are there. */
type Step =
  | { kind: 'start'; key: number | null; twice: boolean }
  | {
      kind: 'work';
      task: number;
      comes: 'completed' | 'refused' | 'undecided' | 'throws';
      workers: number;
      at: number;
      way: Way;
    }
  | { kind: 'cancel'; task: number; beside: boolean }
  | { kind: 'lose a message' }
  | { kind: 'sweep'; twice: boolean }
  | { kind: 'wait'; ms: number };

const task = fc.nat(50);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('start' as const),
      key: fc.option(fc.nat(3)),
      twice: fc.boolean(),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('work' as const),
      task,
      comes: fc.constantFrom('completed', 'refused', 'undecided', 'throws'),
      workers: fc.integer({ min: 1, max: 3 }),
      at: fc.nat(12),
      way: fc.constantFrom(...WAYS),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('cancel' as const), task, beside: fc.boolean() }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('lose a message' as const) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('sweep' as const), twice: fc.boolean() }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.integer({ min: 0, max: 500_000 }) }),
  },
);

const OUTCOMES = {
  completed,
  refused,
  undecided,
  throws: () => Promise.reject(new RangeError('a bug')),
};

async function does(user: User, each: Step, keyed: Map<string, string>): Promise<void> {
  const ids = (await stored(user)).map(({ id }) => id);
  const chosen = 'task' in each ? (ids[each.task % ids.length] ?? '') : '';
  if ('task' in each && chosen === '') return;
  if (each.kind === 'start') {
    const key = each.key === null ? undefined : `key ${each.key}`;
    const calls = await Promise.all(Array.from({ length: each.twice ? 2 : 1 }, () => start(user, key)));
    for (const { status, data } of calls) {
      expect([201, 403, 409]).toContain(status);
      if (status !== 201 || key === undefined) continue;
      const known = keyed.get(key);
      if (known !== undefined) expect(data.id).toBe(known);
      keyed.set(key, data.id ?? '');
    }
  } else if (each.kind === 'work') {
    outcome = OUTCOMES[each.comes];
    await losing(api, each.at, each.way, () =>
      Promise.all(Array.from({ length: each.workers }, () => work(user, chosen))),
    );
  } else if (each.kind === 'cancel') {
    const [{ status }] = await Promise.all([cancel(user, chosen), each.beside && work(user, chosen)]);
    expect([204, 409]).toContain(status);
  } else if (each.kind === 'sweep') {
    await Promise.all([api.sweep(), each.twice && api.sweep()]);
  } else if (each.kind === 'wait') api.clock.advance(each.ms);
  else api.messages.pop();
}

it('any history of tasks ends with each charged once, and given back once unless it was done', async () => {
  const seed = Number(process.env.SEED ?? Date.now() & 0x7fff_ffff);
  process.stdout.write(`task histories: SEED=${seed}\n`);
  let steps = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40, size: 'max' }), async (history) => {
      const user = await api.user();
      api.messages.splice(0);
      const keyed = new Map<string, string>();
      for (const each of history) await does(user, each, keyed);
      steps += history.length;
      outcome = completed;
      await finish();
      await checkMoney(user);
    }),
    { seed, numRuns: 40, endOnFailure: true },
  );
  expect(steps).toBeGreaterThan(400);
}, 180_000);
