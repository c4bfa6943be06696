import Stripe from 'stripe';
import * as z from 'zod/mini';
import type { SignedEvents } from './payments.ts';
import { factOfEvent } from './stripe-facts.ts';

/** Stripe's own recommendation: https://docs.stripe.com/webhooks#replay-attacks */
const TOLERANCE_S = 300;

/** @param secrets of the endpoint, newest first; while one is rolled, Stripe signs with both */
export const stripeEvents = (secrets: readonly string[]): SignedEvents => ({
  async read(body, signature, now) {
    for (const secret of secrets) {
      if (!(await isSigned(body, signature, secret, now))) continue;
      const event = eventIn(body);
      return event && { id: event.id, type: event.type, fact: factOfEvent(event) };
    }
    return undefined;
  },
});

/** Whether Stripe signed a body with this secret, and not too long ago. What else goes wrong is our fault, and is thrown. */
async function isSigned(body: Buffer, signature: string, secret: string, now: number): Promise<boolean> {
  try {
    if (!Stripe.webhooks.signature) throw new TypeError('the Stripe library verifies no signatures');
    await Stripe.webhooks.signature.verifyHeaderAsync(body, signature, secret, TOLERANCE_S, undefined, now);
    return true;
  } catch (error) {
    if (error instanceof Stripe.errors.StripeSignatureVerificationError) return false;
    throw error;
  }
}

/** As much of an event as is read of every kind. */
const Event = z.object({
  id: z.string().check(z.minLength(1), z.maxLength(255)),
  type: z.string(),
  data: z.object({ object: z.looseObject({}) }),
});

/** @returns undefined for what is signed, and is not an event */
function eventIn(body: Buffer): Stripe.Event | undefined {
  const event = jsonIn(body.toString());
  return Event.safeParse(event).success ? (event as Stripe.Event) : undefined;
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
