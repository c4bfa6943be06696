import * as z from 'zod/mini';
import { sendCode } from '../../lib/domain/accounts.ts';
import { Purpose } from '../../lib/domain/codes.ts';
import { endpoint, lambda } from '../../lib/http/endpoint.ts';
import { keyring, mail, settings, table } from '../../lib/live.ts';
import { parsed } from '../../lib/http/request.ts';

export const route = endpoint({
  id: 'user.send_code',
  method: 'POST',
  path: '/users/{user_email}/otp/{otp_type}',
  summary: 'Mail a code of six digits: CHANGE_PASSWORD, TWO_FACTOR_AUTH, ACTIVATION or DELETE_ACCOUNT.',
  callers: ['USER', 'PUBLIC', 'PRIVATE'],
  output: z.null(),
  status: 201,
  message: 'OTP sent successfully.',
  errors: ['user_not_found', 'forbidden', 'rate_limited'],
  uses: { table: ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem'], keyring: true, mail: true },
  async run(ctx, { caller, path }) {
    await sendCode(ctx, path.user_email, parsed(Purpose, path.otp_type, 'the code type'), caller);
    return null;
  },
});

export const handler = lambda(route, { settings, table, keyring, mail });
