import { openPortal, Portal } from '../../lib/domain/billing.ts';
import { endpoint, lambda } from '../../lib/http/endpoint.ts';
import { billing, settings, shop, table } from '../../lib/live.ts';

export const route = endpoint({
  id: 'stripe.portal',
  method: 'POST',
  path: '/stripe/portal',
  summary: 'Open the page at Stripe on which the caller sees its payments.',
  callers: ['USER', 'KEY'],
  tool: { title: 'Open the payment portal', opensWorld: true },
  output: Portal,
  status: 201,
  message: 'Customer portal session created successfully.',
  errors: ['user_not_found'],
  uses: { table: ['GetItem', 'PutItem'], shop: true, billing: true },
  run: (ctx, { caller }) => openPortal(ctx, caller.user_id),
});

export const handler = lambda(route, { settings, table, shop, billing });
