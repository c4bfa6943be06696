import * as z from 'zod/mini';
import { listSessions, SessionView } from '../../lib/domain/session-list.ts';
import { endpoint, lambda } from '../../lib/http/endpoint.ts';
import { settings, table } from '../../lib/live.ts';

export const route = endpoint({
  id: 'user.view_sessions',
  method: 'GET',
  path: '/users/{user_id}/sessions',
  summary: 'List the open sessions, newest first.',
  callers: ['USER', 'PRIVATE'],
  output: z.array(SessionView),
  status: 200,
  message: 'Sessions fetched successfully.',
  errors: ['user_not_found'],
  uses: { table: ['GetItem'] },
  run: (ctx, { caller, path }) => listSessions(ctx, path.user_id, caller),
});

export const handler = lambda(route, { settings, table });
