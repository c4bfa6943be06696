import { endSession } from '../../lib/domain/session-list.ts';
import { endpoint, lambda } from '../../lib/http/endpoint.ts';
import { settings, table } from '../../lib/live.ts';

export const route = endpoint({
  id: 'user.end_session',
  method: 'DELETE',
  path: '/users/{user_id}/sessions/{session_id}',
  summary: 'End one session; its token is dead when this answers.',
  callers: ['USER', 'PRIVATE'],
  output: null,
  status: 204,
  message: 'Session ended successfully.',
  errors: ['user_not_found', 'invalid_request'],
  uses: { table: ['PutItem', 'UpdateItem'] },
  async run(ctx, { path }) {
    await endSession(ctx, path.user_id, path.session_id);
    return null;
  },
});

export const handler = lambda(route, { settings, table });
