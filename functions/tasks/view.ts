import { Task, viewTask } from '../../lib/domain/tasks.ts';
import { endpoint, lambda } from '../../lib/http/endpoint.ts';
import { settings, table } from '../../lib/live.ts';

export const route = endpoint({
  id: 'task.view',
  method: 'GET',
  path: '/users/{user_id}/tasks/{task_id}',
  summary: 'View one analysis and, once it is done, its result.',
  callers: ['USER', 'KEY', 'PRIVATE'],
  only: 'clara',
  tool: { title: 'View an analysis' },
  output: Task,
  status: 200,
  message: 'Task fetched successfully.',
  errors: ['task_not_found'],
  uses: { table: ['GetItem'] },
  run: (ctx, { path }) => viewTask(ctx, path.user_id, path.task_id),
});

export const handler = lambda(route, { settings, table });
