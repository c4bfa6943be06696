import * as z from 'zod/mini';
import { listTasks, Task } from '../../lib/domain/tasks.ts';
import { PageQuery } from '../../lib/domain/values.ts';
import { endpoint, lambda } from '../../lib/http/endpoint.ts';
import { settings, table } from '../../lib/live.ts';

export const route = endpoint({
  id: 'task.view_all',
  method: 'GET',
  path: '/users/{user_id}/tasks',
  summary: 'List the analyses, newest first.',
  callers: ['USER', 'KEY', 'PRIVATE'],
  only: 'clara',
  tool: { title: 'List analyses' },
  query: PageQuery,
  output: z.array(Task),
  status: 200,
  message: 'Tasks fetched successfully.',
  errors: ['user_not_found'],
  uses: { table: ['GetItem', 'Query'] },
  run: (ctx, { path, query }) => listTasks(ctx, path.user_id, query),
});

export const handler = lambda(route, { settings, table });
