import { closeSession } from '../../lib/domain/sessions.ts';
import { endpoint, lambda } from '../../lib/http/endpoint.ts';
import { settings, table } from '../../lib/live.ts';

export const route = endpoint({
  id: 'auth.logout',
  method: 'DELETE',
  path: '/auth/session',
  summary: 'Log out: end the calling session, and no other.',
  callers: ['USER'],
  inactiveToo: true,
  output: null,
  status: 204,
  message: 'User logged out successfully.',
  errors: [],
  uses: { table: ['UpdateItem'] },
  async run(ctx, { caller }) {
    await closeSession(ctx, caller.user_id, caller.session_id);
    return null;
  },
});

export const handler = lambda(route, { settings, table });
