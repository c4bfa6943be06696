import { cancelTask } from '../../lib/domain/tasks.ts';
import { endpoint, lambda } from '../../lib/http/endpoint.ts';
import { settings, table } from '../../lib/live.ts';

export const route = endpoint({
  id: 'task.cancel',
  method: 'DELETE',
  path: '/users/{user_id}/tasks/{task_id}',
  summary: 'Cancel an analysis that has not started; its credits come back.',
  callers: ['USER', 'KEY', 'PRIVATE'],
  only: 'clara',
  output: null,
  status: 204,
  message: 'Task cancelled successfully.',
  errors: ['task_not_found', 'task_started'],
  uses: { table: ['GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem', 'DeleteItem'] },
  run: (ctx, { path }) => cancelTask(ctx, path.user_id, path.task_id),
});

export const handler = lambda(route, { settings, table });
