import * as z from 'zod/mini';
import { SixDigits } from '../../lib/domain/codes.ts';
import { eraseUser } from '../../lib/domain/erasure.ts';
import { endpoint, lambda } from '../../lib/http/endpoint.ts';
import { files, keyring, mail, settings, table } from '../../lib/live.ts';

export const route = endpoint({
  id: 'user.erase',
  method: 'DELETE',
  path: '/users/{user_id}',
  summary: 'Delete the account for good; its owner needs a code: the app’s, or a mailed DELETE_ACCOUNT one.',
  callers: ['USER', 'PRIVATE'],
  body: z.optional(z.strictObject({ code: z.optional(SixDigits) })),
  output: null,
  status: 204,
  message: 'User deleted successfully.',
  errors: ['user_not_found', 'unauthorized'],
  uses: {
    table: ['GetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem'],
    keyring: true,
    mail: true,
    files: ['DeleteObject tasks', 'DeleteObject uploads'],
  },
  async run(ctx, { caller, path, body }) {
    await eraseUser(ctx, path.user_id, { needed: caller.kind === 'USER', given: body?.code });
    return null;
  },
});

export const handler = lambda(route, { settings, table, keyring, mail, files });
