import * as z from 'zod/mini';
import { User } from '../../lib/domain/accounts.ts';
import { Balance, setCredits } from '../../lib/domain/credits.ts';
import { endpoint, lambda } from '../../lib/http/endpoint.ts';
import { settings, table } from '../../lib/live.ts';

export const route = endpoint({
  id: 'user.update_credits',
  method: 'PUT',
  path: '/users/{user_id}/credits',
  summary: 'Set the balance; the difference is booked.',
  callers: ['PRIVATE'],
  body: z.strictObject({ credits: Balance }),
  output: User,
  status: 200,
  message: 'User credits updated successfully.',
  errors: ['user_not_found'],
  uses: { table: ['GetItem', 'PutItem', 'UpdateItem'] },
  run: (ctx, { path, body }) => setCredits(ctx, path.user_id, body.credits),
});

export const handler = lambda(route, { settings, table });
