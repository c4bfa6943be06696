import { Export, ExportQuery, exportUser } from '../../lib/domain/export.ts';
import { endpoint, lambda } from '../../lib/http/endpoint.ts';
import { settings, table } from '../../lib/live.ts';

export const route = endpoint({
  id: 'user.export',
  method: 'GET',
  path: '/users/{user_id}/export',
  summary: 'Give all that is held of the user, page by page.',
  callers: ['USER', 'PRIVATE'],
  query: ExportQuery,
  output: Export,
  status: 200,
  message: 'User data exported successfully.',
  errors: ['user_not_found'],
  uses: { table: ['GetItem', 'Query'] },
  run: (ctx, { path, query }) => exportUser(ctx, path.user_id, query.cursor),
});

export const handler = lambda(route, { settings, table });
