import type Stripe from 'stripe';
import type { Happening, PaymentFact, PaymentHistory } from './payments.ts';
import { asked, isRefused } from './stripe-client.ts';
import { EVENT_TYPES, factOfCharge, factOfEvent, factOfSession } from './stripe-facts.ts';

/** As many as Stripe gives at once. */
const limit = 100;

interface Listed {
  id: string;
  created: number;
}

function pageOf<T extends Listed>(
  { data, has_more }: Stripe.ApiList<T>,
  factOf: (it: T) => PaymentFact | undefined,
  eventOf: (it: T) => Happening['event'] = () => undefined,
) {
  const happenings = data.flatMap((it): Happening[] => {
    const [fact, event] = [factOf(it), eventOf(it)];
    return fact ? [{ fact, at: it.created * 1000, ...(event && { event }) }] : [];
  });
  return { happenings, next: has_more ? data.at(-1)?.id : undefined };
}

const chargeOf = ({ charge }: Stripe.Refund) =>
  charge === null || typeof charge === 'string' ? undefined : factOfCharge(charge);

export const stripeHistory = (stripe: Stripe): PaymentHistory => ({
  async page(history, from, after) {
    const span = { limit, created: { gte: from }, ...(after && { starting_after: after }) };
    const read = {
      events: async () =>
        pageOf(await stripe.events.list({ ...span, types: EVENT_TYPES }), factOfEvent, ({ id, type }) => ({
          id,
          type,
        })),
      sessions: async () =>
        pageOf(await stripe.checkout.sessions.list({ ...span, status: 'complete' }), factOfSession),
      refunds: async () => pageOf(await stripe.refunds.list({ ...span, expand: ['data.charge'] }), chargeOf),
    };
    try {
      return await asked(read[history]());
    } catch (error) {
      // What the last page ended with is gone: Stripe keeps events for 30 days. From the top again, then.
      if (after && isRefused(error, 'starting_after')) return this.page(history, from, undefined);
      throw error;
    }
  },
});
