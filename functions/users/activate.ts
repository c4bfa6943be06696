import * as z from 'zod/mini';
import { addressedByCaller, User } from '../../lib/domain/accounts.ts';
import { activate } from '../../lib/domain/activation.ts';
import { SixDigits } from '../../lib/domain/codes.ts';
import { endpoint, lambda } from '../../lib/http/endpoint.ts';
import { keyring, mail, settings, table } from '../../lib/live.ts';

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
  uses: { table: ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem'], keyring: true, mail: true },
  run: async (ctx, { caller, path, body }) =>
    activate(ctx, await addressedByCaller(ctx, path.user_email, caller), body.code),
});

export const handler = lambda(route, { settings, table, keyring, mail });
