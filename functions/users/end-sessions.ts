import { endSessions } from '../../lib/domain/session-list.ts';
import { endpoint, lambda } from '../../lib/http/endpoint.ts';
import { settings, table } from '../../lib/live.ts';

export const route = endpoint({
  id: 'user.end_sessions',
  method: 'DELETE',
  path: '/users/{user_id}/sessions',
  summary: 'End every other session; for the operator, all of them.',
  callers: ['USER', 'PRIVATE'],
  output: null,
  status: 204,
  message: 'Sessions ended successfully.',
  errors: ['user_not_found', 'unauthorized'],
  uses: { table: ['PutItem', 'UpdateItem'] },
  async run(ctx, { caller, path }) {
    await endSessions(ctx, path.user_id, caller);
    return null;
  },
});

export const handler = lambda(route, { settings, table });
