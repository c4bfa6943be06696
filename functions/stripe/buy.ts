import { buyCredits, Checkout, CreditOrder } from '../../lib/domain/billing.ts';
import { endpoint, lambda } from '../../lib/http/endpoint.ts';
import { billing, settings, shop, table } from '../../lib/live.ts';

export const route = endpoint({
  id: 'stripe.buy',
  method: 'POST',
  path: '/stripe/buy',
  summary: 'Open a checkout at Stripe on which the caller buys credits.',
  callers: ['USER', 'KEY'],
  tool: { title: 'Buy credits', opensWorld: true },
  idempotent: true,
  body: CreditOrder,
  output: Checkout,
  status: 201,
  message: 'Checkout session created successfully.',
  errors: [
    'invalid_request',
    'rate_not_found',
    'user_not_found',
    'idempotency_mismatch',
    'idempotency_running',
  ],
  uses: { table: ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem'], shop: true, billing: true },
  run: (ctx, { caller, body, idempotencyKey }) => buyCredits(ctx, caller.user_id, body, idempotencyKey),
});

export const handler = lambda(route, { settings, table, shop, billing });
