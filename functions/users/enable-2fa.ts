import * as z from 'zod/mini';
import { SixDigits } from '../../lib/domain/codes.ts';
import { BackupCodes, confirmTotp } from '../../lib/domain/enrolment.ts';
import { enableByMail, Method } from '../../lib/domain/second-factor.ts';
import { endpoint, lambda } from '../../lib/http/endpoint.ts';
import { keyring, mail, settings, table } from '../../lib/live.ts';

export const route = endpoint({
  id: 'user.enable_2fa',
  method: 'POST',
  path: '/users/{user_id}/2fa',
  summary: 'Turn two-factor authentication on by a mailed TWO_FACTOR_AUTH code, or by an app’s first code.',
  callers: ['USER', 'PRIVATE'],
  body: z.strictObject({ code: SixDigits, method: z.optional(Method) }),
  output: z.nullable(BackupCodes),
  status: 200,
  message: 'User 2FA enabled successfully.',
  errors: ['user_not_found', 'unauthorized'],
  uses: { table: ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem'], keyring: true, mail: true },
  async run(ctx, { path, body: { code, method = 'email' } }) {
    if (method === 'totp') return confirmTotp(ctx, path.user_id, code);
    await enableByMail(ctx, path.user_id, code);
    return null;
  },
});

export const handler = lambda(route, { settings, table, keyring, mail });
