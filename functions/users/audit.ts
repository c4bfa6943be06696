import { listChanges, Trail, TrailQuery } from '../../lib/domain/changes.ts';
import { endpoint, lambda } from '../../lib/http/endpoint.ts';
import { settings, table } from '../../lib/live.ts';

export const route = endpoint({
  id: 'user.audit',
  method: 'GET',
  path: '/users/{user_id}/audit',
  summary: 'List the changes of credentials, money and rights, newest first.',
  callers: ['USER', 'PRIVATE'],
  query: TrailQuery,
  output: Trail,
  status: 200,
  message: 'Audit records fetched successfully.',
  errors: ['user_not_found'],
  uses: { table: ['Query'] },
  run: (ctx, { path, query }) => listChanges(ctx, path.user_id, query),
});

export const handler = lambda(route, { settings, table });
