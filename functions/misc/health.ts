import * as z from 'zod/mini';
import { endpoint, lambda } from '../../lib/http/endpoint.ts';
import { settings } from '../../lib/live.ts';

export const route = endpoint({
  id: 'misc.health',
  method: 'GET',
  path: '/health',
  summary: 'Tell that the service answers.',
  callers: ['NOBODY'],
  tool: { title: 'Check the service' },
  output: z.object({ service: z.literal('clara'), status: z.literal('healthy') }),
  status: 200,
  message: 'Health check successful.',
  errors: [],
  uses: {},
  run: () => ({ service: 'clara' as const, status: 'healthy' as const }),
});

export const handler = lambda(route, { settings });
