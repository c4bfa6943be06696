import * as z from 'zod/mini';
import { activate, addressedByCaller, User } from '../../lib/domain/accounts.ts';
import { SixDigits } from '../../lib/domain/codes.ts';
import { endpoint, lambda } from '../../lib/http/endpoint.ts';
import { keyring, settings, table } from '../../lib/live.ts';

export const route = endpoint({
  id: 'user.activate',
  method: 'POST',
  path: '/users/{user_email}/activate',
  summary: 'Activate an account by its mailed code.',
  callers: ['PUBLIC', 'PRIVATE'],
  body: z.strictObject({ code: SixDigits }),
  output: User,
  status: 200,
  message: 'User activated successfully.',
  errors: ['user_not_found', 'forbidden', 'unauthorized'],
  uses: { table: ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem'], keyring: true },
  run: async (ctx, { caller, path, body }) =>
    activate(ctx, await addressedByCaller(ctx, path.user_email, caller), body.code),
});

export const handler = lambda(route, { settings, table, keyring });
