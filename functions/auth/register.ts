import * as z from 'zod/mini';
import { UserWithToken } from '../../lib/domain/accounts.ts';
import { Password } from '../../lib/domain/passwords.ts';
import { register } from '../../lib/domain/registration.ts';
import { Email, Name } from '../../lib/domain/values.ts';
import { endpoint, lambda } from '../../lib/http/endpoint.ts';
import { keyring, mail, settings, table } from '../../lib/live.ts';

export const route = endpoint({
  id: 'auth.register',
  method: 'POST',
  path: '/auth/register',
  summary: 'Register an account; the activation code comes by mail.',
  callers: ['PUBLIC', 'PRIVATE'],
  body: z.strictObject({ first_name: Name, last_name: Name, email: Email, password: Password }),
  output: z.nullable(UserWithToken),
  status: 201,
  message: 'User registered successfully.',
  errors: ['user_exists', 'invalid_request', 'rate_limited'],
  uses: { table: ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem'], keyring: true, mail: true },
  memory: 1769,
  run: (ctx, { body }) => register(ctx, body),
});

export const handler = lambda(route, { settings, table, keyring, mail });
