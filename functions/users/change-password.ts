import * as z from 'zod/mini';
import { addressedByCaller } from '../../lib/domain/accounts.ts';
import { SixDigits } from '../../lib/domain/codes.ts';
import { changePassword } from '../../lib/domain/password-change.ts';
import { Password } from '../../lib/domain/passwords.ts';
import { endpoint, lambda } from '../../lib/http/endpoint.ts';
import { keyring, mail, settings, table } from '../../lib/live.ts';

export const route = endpoint({
  id: 'user.change_password',
  method: 'PATCH',
  path: '/users/{user_email}/password',
  summary: 'Set a new password by a mailed CHANGE_PASSWORD code; every other session ends.',
  callers: ['USER', 'PUBLIC', 'PRIVATE'],
  body: z.strictObject({
    password: Password,
    code: SixDigits,
    reset_api_key: z.optional(z.boolean()).register(z.globalRegistry, {
      only: 'clara',
      description: 'Of a change by a session: whether the API key is reset, too.',
    }),
  }),
  output: z.null(),
  status: 200,
  message: 'User password changed successfully.',
  errors: ['user_not_found', 'forbidden', 'invalid_request', 'unauthorized'],
  uses: { table: ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem'], keyring: true, mail: true },
  memory: 1769,
  admit: (ctx, { caller, path }) => addressedByCaller(ctx, path.user_email, caller),
  async run(ctx, { caller, admitted, body }) {
    await changePassword(ctx, admitted, body, caller);
    return null;
  },
});

export const handler = lambda(route, { settings, table, keyring, mail });
