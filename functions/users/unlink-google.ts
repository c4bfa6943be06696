import { unlinkGoogle } from '../../lib/domain/standing.ts';
import { endpoint, lambda } from '../../lib/http/endpoint.ts';
import { mail, settings, table } from '../../lib/live.ts';

export const route = endpoint({
  id: 'user.unlink_google',
  method: 'DELETE',
  path: '/users/{user_id}/google',
  summary: 'Take Google sign-in off the account, which must have a password.',
  callers: ['USER', 'PRIVATE'],
  output: null,
  status: 204,
  message: 'Google unlinked successfully.',
  errors: ['user_not_found', 'invalid_request'],
  uses: { table: ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem'], mail: true },
  async run(ctx, { path }) {
    await unlinkGoogle(ctx, path.user_id);
    return null;
  },
});

export const handler = lambda(route, { settings, table, mail });
