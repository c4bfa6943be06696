import * as z from 'zod/mini';
import packageJson from '../../package.json' with { type: 'json' };
import { endpoint, lambda } from '../../lib/http/endpoint.ts';
import { settings } from '../../lib/live.ts';

export const route = endpoint({
  id: 'misc.version',
  method: 'GET',
  path: '/version',
  summary: 'Tell the version that is deployed.',
  callers: ['NOBODY'],
  tool: { title: 'Show the version' },
  output: z.object({ version: z.string() }),
  status: 200,
  message: 'Version check successful.',
  errors: [],
  uses: {},
  run: () => ({ version: packageJson.version }),
});

export const handler = lambda(route, { settings });
