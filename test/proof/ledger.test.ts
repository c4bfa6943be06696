import * as fc from 'fast-check';
import * as z from 'zod/mini';
import { audit as auditJob } from '../../functions/ledger/audit.ts';
import { dynamoDbAccess } from '../../lib/aws.ts';
import { auditLedgers } from '../../lib/domain/audit.ts';
import { book, type Booking, entriesBetween } from '../../lib/domain/ledger.ts';
import { Failure } from '../../lib/errors.ts';
import { contextOf } from '../../lib/http/context.ts';
import { scheduled } from '../../lib/http/job.ts';
import { Account, Transaction } from '../../lib/table/entities.ts';
import { entity } from '../../lib/table/entity.ts';
import { dynamoDb } from '../../lib/table/dynamodb.ts';
import { change, create, erase, Table } from '../../lib/table/table.ts';
import { type Api, INVOCATION, PASSWORD, startApi } from '../support/harness.ts';

/** Stands for what a booking is about: a payment, a task. It is written beside the entry, once. */
const Cause = entity({
  type: 'cause',
  version: 1,
  pk: 'CAUSE#{id}',
  sk: 'CAUSE',
  schema: z.object({ id: z.string() }),
});

let api: Api;
let causes = 0;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.refuseLeaks());
afterEach(() => {
  delete api.faults.before;
  delete api.faults.after;
});

const context = () =>
  contextOf<'user_not_found' | 'insufficient_credits', 'table'>('test', 'test', api.live, ['table']);
const credit = (credits: number): Booking => ({ type: 'CREDIT', credits, fiat: 0, description: 'in' });
const debit = (credits: number): Booking => ({ type: 'DEBIT', credits, fiat: 0, description: 'out' });
const balanceOf = async (user_id: string) =>
  (await (await api.live.table()).get(Account, { user_id }))?.credits;
const problemsOf = async (user_id: string) =>
  (await auditLedgers(await context())).disagreements.filter((each) => each.user_id === user_id);

it('40 parallel debits on a balance for 5: exactly 5 succeed, the rest are told why', async () => {
  const { id } = await api.registered();
  const ctx = await context();
  await book(ctx, id, [debit(9_500)]);
  const outcomes = await Promise.all(
    Array.from({ length: 40 }, () =>
      book(ctx, id, [debit(100)]).then(
        () => 'booked',
        (error: unknown) => (error instanceof Failure ? error.code : 'broken'),
      ),
    ),
  );
  expect(outcomes.filter((outcome) => outcome === 'booked')).toHaveLength(5);
  expect(outcomes.filter((outcome) => outcome === 'insufficient_credits')).toHaveLength(35);
  expect(await balanceOf(id)).toBe(0);
  expect(await problemsOf(id)).toEqual([]);
}, 180_000);

it('bookings at once make a sequence without a gap', async () => {
  const { id } = await api.registered();
  const ctx = await context();
  await Promise.all(Array.from({ length: 30 }, (_, i) => book(ctx, id, [credit(i + 1)])));
  const entries = await entriesBetween(ctx, id, 1, 100);
  expect(entries.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 31 }, (_, i) => i + 1));
  expect(await balanceOf(id)).toBe(10_000 + (30 * 31) / 2);
}, 180_000);

it('what an entry is about is booked once, however often and however parallel it comes', async () => {
  const { id } = await api.registered();
  const ctx = await context();
  const cause = { id: `cause-${causes++}` };
  const outcomes = await Promise.all(
    Array.from({ length: 20 }, () => book(ctx, id, [credit(500)], { beside: [create(Cause, cause)] })),
  );
  expect(outcomes.filter((outcome) => 'entries' in outcome)).toHaveLength(1);
  expect(await balanceOf(id)).toBe(10_500);
}, 180_000);

type Step = {
  kind: 'credit' | 'debit' | 'chargeback';
  credits: number;
  fault: 'none' | 'before' | 'after';
  at: number;
};
const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom('credit', 'debit', 'chargeback'),
  credits: fc.integer({ min: 1, max: 6_000 }),
  fault: fc.constantFrom('none', 'none', 'before', 'after'),
  at: fc.integer({ min: 0, max: 2 }),
});

/** Fails one of the next requests: `before` it reaches the engine, or `after`, when it is done but the answer is lost. */
function inject({ fault, at }: Step): void {
  let left = at;
  const lose = () => {
    if (left-- !== 0) return;
    throw Object.assign(new Error('lost'), { name: 'TimeoutError' });
  };
  delete api.faults.before;
  delete api.faults.after;
  if (fault === 'before') api.faults.before = lose;
  if (fault === 'after') api.faults.after = lose;
}

it('any history, with requests lost on the way there or back, ends in the balance of a model', async () => {
  const seed = Date.now() & 0x7fff_ffff;
  process.stdout.write(`ledger histories: seed ${seed}\n`);
  let steps = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 60, size: 'max' }), async (history) => {
      const { id } = await api.registered(undefined, PASSWORD);
      const ctx = await context();
      let model = 10_000;
      for (const each of history) {
        steps++;
        const cause = { id: `cause-${causes++}` };
        const booking = each.kind === 'credit' ? credit(each.credits) : debit(each.credits);
        const options = { overdraw: each.kind === 'chargeback', beside: [create(Cause, cause)] };
        inject(each);
        // A caller that does not know how its call ended makes it again, as Stripe and the queue do.
        for (let again = true; again;) {
          again = false;
          try {
            await book(ctx, id, [booking], options);
          } catch (error) {
            if (!(error instanceof Failure)) throw error;
            if (error.code === 'unavailable') again = true;
            else expect(error.code).toBe('insufficient_credits');
          }
        }
        inject({ ...each, fault: 'none' });
        const booked = (await ctx.table.get(Cause, cause)) !== undefined;
        const covered = each.kind !== 'debit' || model >= each.credits;
        expect(booked).toBe(covered);
        if (booked) model += each.kind === 'credit' ? each.credits : -each.credits;
        expect(await balanceOf(id)).toBe(model);
      }
      expect(await problemsOf(id)).toEqual([]);
    }),
    { seed, numRuns: 40, endOnFailure: true },
  );
  expect(steps).toBeGreaterThan(800);
}, 300_000);

describe('the audit', () => {
  it('finds a balance, an entry and a gap that do not fit, and the scheduled run fails on them', async () => {
    const fresh = await startApi();
    const ctx = await contextOf<'user_not_found' | 'insufficient_credits', 'table'>(
      'test',
      'test',
      fresh.live,
      ['table'],
    );
    const users = [
      await fresh.registered(),
      await fresh.registered(),
      await fresh.registered(),
      await fresh.registered(),
    ];
    for (const { id } of users) for (let i = 0; i < 3; i++) await book(ctx, id, [credit(100)]);
    expect(await auditLedgers(ctx)).toEqual({ users: 4, entries: 16, disagreements: [] });
    const run = () => scheduled(auditJob, fresh.live)({} as never, INVOCATION);
    await expect(run()).resolves.toBeUndefined();

    const [, balance, entry, gap] = users.map(({ id }) => id) as [string, string, string, string];
    const second = (await entriesBetween(ctx, entry, 2, 2))[0]?.id ?? '';
    const third = (await entriesBetween(ctx, gap, 3, 3))[0]?.id ?? '';
    // Somebody writes to the table beside this code.
    const stranger = new Table(dynamoDb(dynamoDbAccess()), fresh.tableName, () => fresh.clock.now);
    await stranger.commit(
      change(Account, { user_id: balance }, { set: { credits: 1 } }),
      change(Transaction, { user_id: entry, id: second }, { set: { credits: 99 } }),
      erase(Transaction, { user_id: gap, id: third }),
    );
    const { disagreements } = await auditLedgers(ctx);
    const about = (user: string) =>
      disagreements.filter(({ user_id }) => user_id === user).map(({ what }) => what);
    expect(about(balance)).toEqual(['the balance is 1, the entries sum up to 10300']);
    expect(about(entry)).toContain('entry 2 says 10100, the entries so far sum up to 10099');
    expect(about(gap)).toContain('entry 4 follows on 2');
    expect(new Set(disagreements.map(({ user_id }) => user_id)).size).toBe(3);
    await expect(run()).rejects.toThrow('disagreements in 4 ledgers');
    expect(fresh.log.some((line) => line.includes('ledger_disagrees') && line.includes(balance))).toBe(true);
    fresh.refuseLeaks();
  });
});
