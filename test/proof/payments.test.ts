import * as fc from 'fast-check';
import * as z from 'zod/mini';
import { auditLedgers } from '../../lib/domain/audit.ts';
import { ingestPayments } from '../../lib/domain/ingestion.ts';
import { book, type Booking, entriesBetween } from '../../lib/domain/ledger.ts';
import { contextOf } from '../../lib/http/context.ts';
import { Account, Payment } from '../../lib/table/entities.ts';
import { entity } from '../../lib/table/entity.ts';
import { create } from '../../lib/table/table.ts';
import { MODES } from '../../local/stripe/webhooks.ts';
import { type Api, startApi, type User } from '../support/harness.ts';

const RUNS = 40;
const STEPS = 260;
const AT_ONCE = 4;
const HOUR = 3_600_000;

/** Marks what was reserved, or given back, once: as a task does. */
const Mark = entity({
  type: 'mark',
  version: 1,
  pk: 'MARK#{id}',
  sk: 'MARK',
  schema: z.object({ id: z.string() }),
});

const which = fc.nat(1_000);
const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('buy' as const), dollars: fc.integer({ min: 5, max: 50 }) }),
  },
  {
    weight: 12,
    arbitrary: fc.record({
      do: fc.constantFrom('pay', 'pay', 'pay', 'pay_later', 'settle_later', 'fail', 'expire'),
      which,
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('refund' as const),
      which,
      cents: fc.option(fc.integer({ min: 1, max: 3_000 }), { nil: undefined }),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constantFrom('dispute', 'dispute/won', 'dispute/lost'), which }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('resend' as const), which }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('mode' as const), mode: fc.constantFrom(...MODES) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('ingest' as const) }) },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('reserve' as const),
      credits: fc.integer({ min: 1, max: 90_000 }),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('release' as const), which }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('grant' as const), credits: fc.integer({ min: 1, max: 50_000 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('wait' as const), hours: fc.integer({ min: 0, max: 12 }) }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

/** What Stripe has told the buyer, the bank and the operator of a payment; all amounts in cents. */
interface Known {
  paid: number;
  refunded: number;
  withheld: number;
}

/** One history: what is done to one user, and a model of what its balance must be in the end. */
class History {
  readonly #api: Api;
  readonly #user: User;
  readonly #sessions: string[] = [];
  readonly #payments = new Map<string, Known>();
  readonly #reservations: { id: string; credits: number; isReleased: boolean }[] = [];
  /** hundredths, of all but payments */
  #other = 10_000;

  constructor(api: Api, user: User) {
    this.#api = api;
    this.#user = user;
  }

  async do(it: Step): Promise<void> {
    switch (it.do) {
      case 'buy':
        return this.#buy(it.dollars);
      case 'refund':
      case 'dispute':
      case 'dispute/won':
      case 'dispute/lost':
        return this.#moneyMoves(it.do, it.which, 'cents' in it ? it.cents : undefined);
      case 'resend': {
        const event = picked(this.#api.stripe.store.all('event'), it.which);
        if (event) await this.#api.control(`/events/${event.id}/resend`);
        return;
      }
      case 'mode':
        await this.#api.control('/webhooks', { mode: it.mode });
        return;
      case 'ingest':
        await this.ingest();
        return;
      case 'reserve':
        return this.#reserve(it.credits);
      case 'release':
        return this.#release(it.which);
      case 'grant':
        await this.#book({ type: 'CREDIT', credits: it.credits, fiat: 0, description: 'Grant.' });
        this.#other += it.credits;
        return;
      case 'wait':
        this.#api.clock.advance(it.hours * HOUR);
        return;
      default:
        return this.#checkout(it.do, it.which);
    }
  }

  async #buy(amount: number): Promise<void> {
    this.#api.clock.advance(1_000);
    const { status, data } = await this.#api.call('POST', '/stripe/buy', this.#user.key, {
      amount,
      return_path: '',
    });
    expect(status).toBe(201);
    this.#sessions.push(data.url?.split('/').at(-1) ?? '');
  }

  /** Does what the stand-in allows; the model takes what it answers. */
  async #checkout(verb: string, which: number): Promise<void> {
    const id = picked(this.#sessions, which);
    const session = id && (await allowed(this.#api.control(`/sessions/${id}/${verb}`)));
    if (!session || session.payment_status !== 'paid') return;
    const { payment_intent = '', amount_total } = session;
    expect(this.#payments.has(payment_intent)).toBe(false);
    this.#payments.set(payment_intent, { paid: Number(amount_total), refunded: 0, withheld: 0 });
  }

  async #moneyMoves(verb: string, which: number, amount?: number): Promise<void> {
    const [id, payment] = picked([...this.#payments], which) ?? [];
    const moved = id && (await allowed(this.#api.control(`/payments/${id}/${verb}`, { amount })));
    if (!moved || !payment) return;
    if (verb === 'refund') payment.refunded += Number(moved.amount);
    if (verb === 'dispute') payment.withheld += Number(moved.amount);
    if (verb === 'dispute/won') payment.withheld -= Number(moved.amount);
  }

  async #reserve(credits: number): Promise<void> {
    const id = `reserved-${this.#user.id}-${this.#reservations.length}-${Math.random()}`;
    const booking: Booking = { type: 'DEBIT', credits, fiat: 0, description: 'Reserved.' };
    try {
      await this.#book(booking, id);
    } catch (error) {
      expect(error).toMatchObject({ code: 'insufficient_credits' });
      return;
    }
    this.#reservations.push({ id, credits, isReleased: false });
    this.#other -= credits;
  }

  /** Gives a reservation back; whoever tries it a second time, or at the same time, does nothing. */
  async #release(which: number): Promise<void> {
    const reservation = picked(this.#reservations, which);
    if (!reservation) return;
    const { id, credits } = reservation;
    const booking: Booking = { type: 'CREDIT', credits, fiat: 0, description: 'Released.' };
    const outcomes = await Promise.all([
      this.#book(booking, `${id}-back`),
      this.#book(booking, `${id}-back`),
    ]);
    const done = outcomes.filter((outcome) => 'entries' in outcome).length;
    expect(done).toBeLessThanOrEqual(1);
    if (done === 0) return;
    expect(reservation.isReleased).toBe(false);
    reservation.isReleased = true;
    this.#other += credits;
  }

  async #book(booking: Booking, mark?: string) {
    const ctx = await contextOf<'user_not_found' | 'insufficient_credits', 'table'>(
      't',
      't',
      this.#api.live,
      ['table'],
    );
    return book(
      ctx,
      this.#user.id,
      [booking],
      mark === undefined ? {} : { beside: [create(Mark, { id: mark })] },
    );
  }

  async ingest() {
    const ports = ['table', 'paymentHistory'] as const;
    const ctx = await contextOf<never, (typeof ports)[number]>('t', 't', this.#api.live, ports);
    return ingestPayments(ctx, () => true);
  }

  /** All invariants, once nothing is on its way any more. */
  async check(): Promise<void> {
    const table = await this.#api.live.table();
    const { id: user_id } = this.#user;
    const standing = ({ paid, refunded, withheld }: Known) => Math.max(0, paid - refunded - withheld) * 100;
    for (const [payment_id, known] of this.#payments) {
      const item = await table.get(Payment, { payment_id });
      expect(item).toMatchObject({ user_id, fiat: known.paid, booked: standing(known) });
    }
    const model = [...this.#payments.values()].reduce((sum, known) => sum + standing(known), this.#other);
    const account = await table.get(Account, { user_id });
    expect(account?.credits).toBe(model);
    const entries = await entriesBetween({ table } as never, user_id, 1, account?.ledger_sequence ?? 0);
    const purchases = entries.filter(({ description }) => description.startsWith('User bought'));
    expect(purchases).toHaveLength(this.#payments.size);
    const audit = await auditLedgers({ table } as never);
    expect(audit.disagreements).toEqual([]);
    expect(audit.entries).toBe(entries.length);
    expect(await this.ingest()).toMatchObject({ settled: 0, drift: 0, failed: 0 });
  }
}

const picked = <T>(from: readonly T[], which: number): T | undefined => from[which % from.length];

/** @returns undefined for what the stand-in, like Stripe, does not allow at this point */
async function allowed(answer: Promise<Record<string, string>>) {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof Error && error.message.startsWith('{"error"')) return undefined;
    throw error;
  }
}

it('any history of payments ends in the balance of a model, and each payment is credited once', async () => {
  const seed = Number(process.env.SEED ?? Date.now() & 0x7fff_ffff);
  process.stdout.write(`payment histories: SEED=${seed}\n`);
  let steps = 0;
  const histories = fc.array(step, { minLength: STEPS, maxLength: STEPS, size: 'max' });
  await fc.assert(
    fc.asyncProperty(histories, async (all) => {
      const api = await startApi();
      const history = new History(api, await api.user());
      for (let i = 0; i < all.length; i += AT_ONCE) {
        const batch = all.slice(i, i + AT_ONCE);
        await Promise.all(batch.map((each) => history.do(each)));
        steps += batch.length;
      }
      await api.stripe.webhooks.triedOnce();
      await history.ingest();
      await history.check();
      api.refuseLeaks();
    }),
    { seed, numRuns: RUNS, endOnFailure: true },
  );
  expect(steps).toBeGreaterThanOrEqual(10_000);
}, 900_000);
