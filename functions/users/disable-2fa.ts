import * as z from 'zod/mini';
import { disableTwoFactor } from '../../lib/domain/second-factor.ts';
import { SecondFactorCode } from '../../lib/domain/totp.ts';
import { endpoint, lambda } from '../../lib/http/endpoint.ts';
import { keyring, mail, settings, table } from '../../lib/live.ts';

export const route = endpoint({
  id: 'user.disable_2fa',
  method: 'DELETE',
  path: '/users/{user_id}/2fa',
  summary: 'Turn two-factor authentication off by a mailed TWO_FACTOR_AUTH code, or one of the app.',
  callers: ['USER', 'PRIVATE'],
  body: z.strictObject({ code: SecondFactorCode }),
  output: null,
  status: 204,
  message: 'User 2FA disabled successfully.',
  errors: ['user_not_found', 'unauthorized'],
  uses: { table: ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem'], keyring: true, mail: true },
  async run(ctx, { path, body }) {
    await disableTwoFactor(ctx, path.user_id, body.code);
    return null;
  },
});

export const handler = lambda(route, { settings, table, keyring, mail });
