import * as z from 'zod/mini';
import { User } from '../../lib/domain/accounts.ts';
import { listUsers } from '../../lib/domain/directory.ts';
import { PageQuery } from '../../lib/domain/values.ts';
import { endpoint, lambda } from '../../lib/http/endpoint.ts';
import { settings, table } from '../../lib/live.ts';

export const route = endpoint({
  id: 'user.view_all',
  method: 'GET',
  path: '/users',
  summary: 'List all users, newest first.',
  callers: ['PRIVATE'],
  query: PageQuery,
  output: z.array(User),
  status: 200,
  message: 'Users fetched successfully.',
  errors: [],
  uses: { table: ['BatchGetItem', 'Query'] },
  run: (ctx, { query }) => listUsers(ctx, query),
});

export const handler = lambda(route, { settings, table });
