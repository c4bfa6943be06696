import type Stripe from 'stripe';
import type { Billing } from './payments.ts';
import { asked, isRefused } from './stripe-client.ts';
import { metadataOf } from './stripe-facts.ts';

export const stripeBilling = (stripe: Stripe): Billing => ({
  async createCustomer(user_id, email, replaced) {
    const metadata = { user_id };
    // Stripe answers a repeated key with the first answer: https://docs.stripe.com/api/idempotent_requests
    const key = `customer-${user_id}${replaced === undefined ? '' : `-${replaced}`}`;
    const create = (params: Stripe.CustomerCreateParams, idempotencyKey: string) =>
      asked(stripe.customers.create(params, { idempotencyKey }));
    try {
      return (await create({ email, metadata }, key)).id;
    } catch (error) {
      if (!isRefused(error, 'email')) throw error;
      // Stripe takes fewer addresses than mail does; a customer can do without one.
      return (await create({ metadata }, `${key}-without-email`)).id;
    }
  },

  async openCheckout(order, idempotencyKey) {
    const metadata = metadataOf(order);
    const session = await unlessGone(
      stripe.checkout.sessions.create(
        {
          mode: 'payment',
          customer: order.customer_id,
          client_reference_id: order.user_id,
          line_items: [{ price: order.price_id, quantity: order.dollars }],
          metadata,
          payment_intent_data: { metadata },
          // The amounts that we book are in the price's own currency.
          adaptive_pricing: { enabled: false },
          success_url: order.return_url,
          cancel_url: order.return_url,
        },
        { idempotencyKey },
      ),
    );
    return session && addressOf(session);
  },

  async openPortal(customer, return_url) {
    const session = await unlessGone(stripe.billingPortal.sessions.create({ customer, return_url }));
    return session && addressOf(session);
  },
});

/** @returns undefined when the customer it is for was deleted at Stripe */
async function unlessGone<T>(request: Promise<T>): Promise<T | undefined> {
  try {
    return await asked(request);
  } catch (error) {
    if (isRefused(error, 'customer')) return undefined;
    throw error;
  }
}

function addressOf({ url }: { url: string | null }): string {
  if (url === null) throw new TypeError('Stripe opened a session without a page');
  return url;
}
