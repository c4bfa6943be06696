import * as z from 'zod/mini';
import { updateUser, User } from '../../lib/domain/accounts.ts';
import { Name } from '../../lib/domain/values.ts';
import { endpoint, lambda } from '../../lib/http/endpoint.ts';
import { settings, table } from '../../lib/live.ts';

export const route = endpoint({
  id: 'user.update',
  method: 'PATCH',
  path: '/users/{user_id}',
  summary: 'Change the names or the theme; nothing else of an account can be set.',
  callers: ['USER', 'PRIVATE'],
  inactiveToo: true,
  body: z.strictObject({
    first_name: z.optional(Name),
    last_name: z.optional(Name),
    is_dark_mode: z.optional(z.boolean()),
  }),
  output: User,
  status: 200,
  message: 'User updated successfully.',
  errors: ['user_not_found'],
  uses: { table: ['GetItem', 'UpdateItem'] },
  run: (ctx, { path, body }) => updateUser(ctx, path.user_id, body),
});

export const handler = lambda(route, { settings, table });
