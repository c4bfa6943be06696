import { Failure } from '../errors.ts';
import type { PaymentEvent, PaymentFact } from '../payments/payments.ts';
import { Payment, SettledEvent } from '../table/entities.ts';
import type { Stored } from '../table/entity.ts';
import { equals } from '../table/expressions.ts';
import { create, put, type Write } from '../table/table.ts';
import type { Ctx } from './ctx.ts';
import { bookUncalled, type Booking } from './ledger.ts';
import { DAY_S, decimal } from './values.ts';

type StoredPayment = Stored<typeof Payment>;

/** `known`: it says nothing new. `ignored`: its user is not, or no more, one of ours. */
export type Settlement = 'settled' | 'known' | 'ignored';

/** Stripe repeats an event for three days, and by hand for thirty. */
const REMEMBERED_S = 90 * DAY_S;
const MAX_ROUNDS = 20;

/**
 * Settles one fact of a payment. The payment's item gathers what is known of it, in whatever order it comes; from that
 * follows how many of its credits should stand, and the difference to those that do is booked:
 *
 *     fact ─→ all that is known of the payment ─→ credits that should stand − credits that do ─→ ledger entries
 *
 * Event, payment, entries and balance change in one transaction, keyed by the event and by the payment: a repeated,
 * reordered or parallel delivery books nothing twice. A fact only ever adds, so one that adds nothing writes nothing.
 * @param event which told the fact, where it was one
 */
export async function settle(
  ctx: Ctx<never, 'table'>,
  fact: PaymentFact,
  event?: Pick<PaymentEvent, 'id' | 'type'>,
): Promise<Settlement> {
  const { payment_id } = fact;
  const expires_at = Math.floor(ctx.now() / 1000) + REMEMBERED_S;
  const seen = event
    ? [create(SettledEvent, { event_id: event.id, type: event.type, payment_id, expires_at })]
    : [];
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const before = await ctx.table.get(Payment, { payment_id });
    const known = merged(before ?? unheardOf(payment_id), fact);
    if (known === before) return 'known';
    const after = { ...known, booked: standing(known), revision: known.revision + 1 };
    const update = before ? put(Payment, after, equals('revision', before.revision)) : create(Payment, after);
    const refused = await committed(ctx, after, bookingsOf(known, fact.kind), [update, ...seen]);
    if (!refused) return 'settled';
    if (refused === 'no such user') return 'ignored';
    if (refused !== update) return 'known';
  }
  throw new Failure('unavailable', `payment ${payment_id} keeps changing`);
}

async function committed(
  ctx: Ctx<never, 'table'>,
  { user_id, payment_id }: StoredPayment,
  bookings: readonly Booking[],
  beside: [Write, ...Write[]],
): Promise<Write | 'no such user' | undefined> {
  if (bookings.length === 0 || user_id === null) return ctx.table.commit(...beside);
  const booked = await bookUncalled(ctx, user_id, bookings, { beside });
  if (booked && 'refused' in booked) return booked.refused;
  if (booked?.isErased) ctx.note('payment_of_erased_user', { payment_id, user_id });
  if (booked) return undefined;
  ctx.note('payment_of_nobody', { payment_id, user_id });
  return 'no such user';
}

const unheardOf = (payment_id: string): StoredPayment => ({
  payment_id,
  user_id: null,
  credits: 0,
  fiat: 0,
  refunded: 0,
  disputes: {},
  booked: 0,
  revision: 0,
});

/** Adds a fact to what is known. @returns the same object when it adds nothing */
function merged(payment: StoredPayment, fact: PaymentFact): StoredPayment {
  switch (fact.kind) {
    case 'paid': {
      const { user_id, credits, fiat } = fact;
      return payment.user_id === null ? { ...payment, user_id, credits, fiat } : payment;
    }
    case 'refunded':
      return fact.fiat > payment.refunded ? { ...payment, refunded: fact.fiat } : payment;
    case 'disputed': {
      const { dispute_id, fiat, state } = fact;
      const known = payment.disputes[dispute_id]?.state;
      if (known !== undefined && (known !== 'open' || state === 'open')) return payment;
      return { ...payment, disputes: { ...payment.disputes, [dispute_id]: { fiat, state } } };
    }
  }
}

/** The credits of a payment that should stand: those whose money we hold. */
function standing({ user_id, credits, fiat, refunded, disputes }: StoredPayment): number {
  if (user_id === null) return 0;
  const withheld = Object.values(disputes)
    .filter(({ state }) => state !== 'won')
    .reduce((sum, dispute) => sum + dispute.fiat, 0);
  return Math.round((credits * Math.max(0, fiat - refunded - withheld)) / fiat);
}

/** What is to be booked for a payment of which `booked` credits stand. A purchase is always an entry of its own. */
function bookingsOf(payment: StoredPayment, kind: PaymentFact['kind']): Booking[] {
  const { credits, fiat, refunded, booked } = payment;
  const worth = (part: number) => Math.round((part * fiat) / credits);
  if (kind === 'paid') {
    const bought = `User bought ${decimal(credits)} credits for $${decimal(fiat)}.`;
    const purchase: Booking = { type: 'CREDIT', credits, fiat, description: bought };
    // What was taken back before we heard of the purchase.
    const rest = bookingsOf({ ...payment, booked: credits }, refunded > 0 ? 'refunded' : 'disputed');
    return [purchase, ...rest];
  }
  const difference = standing(payment) - booked;
  if (difference === 0) return [];
  const amount = Math.abs(difference);
  const cause = `${kind === 'refunded' ? 'Refund' : 'Dispute'} of $${decimal(worth(amount))}`;
  const did = difference < 0 ? 'took back' : 'gave back';
  return [
    {
      type: difference < 0 ? 'DEBIT' : 'CREDIT',
      credits: amount,
      fiat: worth(amount),
      description: `${cause} ${did} ${decimal(amount)} credits.`,
    },
  ];
}
