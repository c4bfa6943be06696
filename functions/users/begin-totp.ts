import * as z from 'zod/mini';
import { beginTotp, TotpSetup } from '../../lib/domain/enrolment.ts';
import { SecondFactorCode } from '../../lib/domain/totp.ts';
import { endpoint, lambda } from '../../lib/http/endpoint.ts';
import { keyring, mail, settings, table } from '../../lib/live.ts';

export const route = endpoint({
  id: 'user.begin_totp',
  method: 'POST',
  path: '/users/{user_id}/2fa/totp',
  summary: 'Get the secret for an authenticator app, by a code of the present second factor or a mailed one.',
  callers: ['USER', 'PRIVATE'],
  body: z.strictObject({ code: SecondFactorCode }),
  output: TotpSetup,
  status: 201,
  message: 'User 2FA setup started successfully.',
  errors: ['user_not_found', 'unauthorized'],
  uses: { table: ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem'], keyring: true, mail: true },
  run: (ctx, { path, body }) => beginTotp(ctx, path.user_id, body.code),
});

export const handler = lambda(route, { settings, table, keyring, mail });
