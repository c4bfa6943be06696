import * as z from 'zod/mini';
import { UserWithToken } from '../../lib/domain/accounts.ts';
import { checkPassword, logIn } from '../../lib/domain/sign-in.ts';
import { SecondFactorCode } from '../../lib/domain/totp.ts';
import { endpoint, lambda } from '../../lib/http/endpoint.ts';
import { keyring, mail, settings, table } from '../../lib/live.ts';

export const route = endpoint({
  id: 'auth.login',
  method: 'POST',
  path: '/auth/session',
  summary: 'Log in with e-mail and password, and a code where two-factor authentication is on.',
  callers: ['BASIC'],
  body: z.optional(z.strictObject({ code: z.optional(SecondFactorCode) })),
  output: UserWithToken,
  status: 200,
  message: 'User logged in successfully.',
  errors: ['unauthorized', 'second_factor_required', 'totp_required', 'rate_limited'],
  uses: { table: ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem'], keyring: true, mail: true },
  memory: 1769,
  admit: (ctx, { caller, address }) => checkPassword(ctx, { ...caller, address }),
  run: (ctx, { admitted, body }) => logIn(ctx, admitted, body?.code),
});

export const handler = lambda(route, { settings, table, keyring, mail });
