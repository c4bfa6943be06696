import { User, viewUser } from '../../lib/domain/accounts.ts';
import { endpoint, lambda } from '../../lib/http/endpoint.ts';
import { settings, table } from '../../lib/live.ts';

export const route = endpoint({
  id: 'user.view',
  method: 'GET',
  path: '/users/{user_id}',
  summary: 'View the account.',
  callers: ['USER', 'KEY', 'PRIVATE'],
  tool: { title: 'View the account' },
  inactiveToo: true,
  output: User,
  status: 200,
  message: 'User fetched successfully.',
  errors: ['user_not_found'],
  uses: { table: ['GetItem'] },
  run: (ctx, { path }) => viewUser(ctx, path.user_id),
});

export const handler = lambda(route, { settings, table });
