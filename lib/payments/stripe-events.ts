import Stripe from 'stripe';
import type { PaymentEvent, SignedEvents } from './payments.ts';
import { factOfEvent } from './stripe-facts.ts';

/** Stripe's own recommendation: https://docs.stripe.com/webhooks#replay-attacks */
const TOLERANCE_S = 300;

/** @param secrets of the endpoint, newest first; while one is rolled, Stripe signs with both */
export const stripeEvents = (secrets: readonly string[]): SignedEvents => ({
  async read(body, signature, now) {
    for (const secret of secrets) {
      try {
        const event = await Stripe.webhooks.constructEventAsync(
          body,
          signature,
          secret,
          TOLERANCE_S,
          undefined,
          now,
        );
        return { id: event.id, type: event.type, fact: factOfEvent(event) } satisfies PaymentEvent;
      } catch {
        // Signed with another secret, by nobody we know, too long ago, or no event at all.
      }
    }
    return undefined;
  },
});
