import * as z from 'zod/mini';
import { UserWithToken } from '../../lib/domain/accounts.ts';
import { signInWithGoogle } from '../../lib/domain/sign-in.ts';
import { SecondFactorCode } from '../../lib/domain/totp.ts';
import { endpoint, lambda, Reply } from '../../lib/http/endpoint.ts';
import { google, keyring, mail, settings, table } from '../../lib/live.ts';

export const route = endpoint({
  id: 'auth.google',
  method: 'POST',
  path: '/auth/google',
  summary: 'Sign in, or register, with a Google ID token.',
  callers: ['NOBODY'],
  body: z.strictObject({
    id_token: z.string().check(z.minLength(1), z.maxLength(8192)),
    nonce: z.optional(z.string().check(z.maxLength(255))),
    code: z.optional(SecondFactorCode),
  }),
  output: UserWithToken,
  status: 201,
  message: 'User logged in successfully.',
  otherMessages: ['User registered successfully.'],
  errors: ['unauthorized', 'second_factor_required', 'totp_required', 'unavailable'],
  uses: {
    table: ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem'],
    keyring: true,
    google: true,
    mail: true,
  },
  async run(ctx, { body }) {
    const { user, isNew } = await signInWithGoogle(ctx, body);
    return isNew ? new Reply(user, 'User registered successfully.') : user;
  },
});

export const handler = lambda(route, { settings, table, keyring, google, mail });
