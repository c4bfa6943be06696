import * as z from 'zod/mini';
import { User } from '../../lib/domain/accounts.ts';
import { setActive } from '../../lib/domain/standing.ts';
import { endpoint, lambda } from '../../lib/http/endpoint.ts';
import { settings, table } from '../../lib/live.ts';

export const route = endpoint({
  id: 'user.update_active',
  method: 'PUT',
  path: '/users/{user_id}/active',
  summary: 'Suspend an account, or take it back; the balance stays.',
  callers: ['PRIVATE'],
  body: z.strictObject({ is_active: z.boolean() }),
  output: User,
  status: 200,
  message: 'User updated successfully.',
  errors: ['user_not_found'],
  uses: { table: ['GetItem', 'PutItem', 'UpdateItem'] },
  run: (ctx, { path, body }) => setActive(ctx, path.user_id, body.is_active),
});

export const handler = lambda(route, { settings, table });
