import * as z from 'zod/mini';
import { Rate } from '../../lib/domain/billing.ts';
import { endpoint, lambda } from '../../lib/http/endpoint.ts';
import { settings, shop } from '../../lib/live.ts';

export const route = endpoint({
  id: 'stripe.rate',
  method: 'GET',
  path: '/stripe/rate',
  summary: 'Tell what credits cost.',
  callers: ['USER', 'KEY', 'PRIVATE'],
  tool: { title: 'Show the price of credits' },
  output: z.array(Rate),
  status: 200,
  message:
    'Credits rate fetched successfully. Limits are in USD and inclusive; the rate is in credits per dollar.',
  errors: [],
  uses: { shop: true },
  run: ({ shop: { rates } }) => [...rates],
});

export const handler = lambda(route, { settings, shop });
