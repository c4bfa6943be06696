import { settle } from '../../lib/domain/purchases.ts';
import { received, webhook } from '../../lib/http/webhook.ts';
import { settings, signedEvents, table } from '../../lib/live.ts';

export const route = webhook({
  id: 'stripe.settle',
  method: 'POST',
  path: '/stripe/settle',
  summary: 'Take an event of Stripe and settle what it says of a payment.',
  callers: ['SIGNATURE'],
  signature: 'stripe-signature',
  output: null,
  status: 200,
  message: 'Checkout session settled successfully.',
  errors: ['unauthorized'],
  uses: { table: ['GetItem', 'PutItem', 'UpdateItem'], signedEvents: true },
  verify: (ctx, body, signature) => ctx.signedEvents.read(body, signature, ctx.now()),
  run: async (ctx, event) => ({
    event_id: event.id,
    settlement: event.fact ? await settle(ctx, event.fact, event) : 'unhandled',
  }),
});

export const handler = received(route, { settings, table, signedEvents });
