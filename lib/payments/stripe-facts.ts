import type Stripe from 'stripe';
import * as z from 'zod/mini';
import type { DisputeState, Order, PaymentFact } from './payments.ts';

/** What our own checkout writes into a session; a session without it is not about credits. */
export const metadataOf = ({ user_id, credits }: Order) => ({ user_id, credits: String(credits) });

const Bought = z.object({
  user_id: z.string().check(z.regex(/^user_[0-9a-f]{32}$/)),
  credits: z.string().check(z.regex(/^[1-9]\d{0,11}$/)),
});

const idOf = (it: string | { id: string } | null) => (typeof it === 'string' || it === null ? it : it.id);

export function factOfEvent(event: Stripe.Event): PaymentFact | undefined {
  switch (event.type) {
    case 'checkout.session.completed':
    case 'checkout.session.async_payment_succeeded':
      return factOfSession(event.data.object);
    case 'charge.refunded':
      return factOfCharge(event.data.object);
    case 'charge.dispute.created':
    case 'charge.dispute.closed':
      return factOfDispute(event.data.object);
    default:
      return undefined;
  }
}

/** The types above: what a sweep of Stripe's events asks for, and what a webhook endpoint is to be subscribed to. */
export const EVENT_TYPES = [
  'checkout.session.completed',
  'checkout.session.async_payment_succeeded',
  'charge.refunded',
  'charge.dispute.created',
  'charge.dispute.closed',
] satisfies Stripe.Event['type'][];

/** A completed session may still be unpaid: then a later event says whether the money came. */
export function factOfSession(session: Stripe.Checkout.Session): PaymentFact | undefined {
  const payment_id = idOf(session.payment_intent);
  const bought = Bought.safeParse(session.metadata);
  if (session.payment_status !== 'paid' || !payment_id || !session.amount_total || !bought.success)
    return undefined;
  const { user_id, credits } = bought.data;
  return { kind: 'paid', payment_id, user_id, credits: Number(credits), fiat: session.amount_total };
}

/** A charge carries the sum of all its refunds. */
export function factOfCharge(charge: Stripe.Charge): PaymentFact | undefined {
  const payment_id = idOf(charge.payment_intent);
  if (!payment_id || charge.amount_refunded === 0) return undefined;
  return { kind: 'refunded', payment_id, fiat: charge.amount_refunded };
}

/** An inquiry (`warning_…`) takes no money. */
function factOfDispute({ id, payment_intent, amount, status }: Stripe.Dispute): PaymentFact | undefined {
  const payment_id = idOf(payment_intent);
  if (!payment_id || status.startsWith('warning')) return undefined;
  const state: DisputeState = status === 'won' ? 'won' : status === 'lost' ? 'lost' : 'open';
  return { kind: 'disputed', payment_id, dispute_id: id, fiat: amount, state };
}
