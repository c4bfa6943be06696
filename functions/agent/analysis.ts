import { startAnalysis, Submission } from '../../lib/domain/analysis.ts';
import { Task } from '../../lib/domain/tasks.ts';
import { endpoint, lambda, Reply } from '../../lib/http/endpoint.ts';
import { formBody } from '../../lib/http/multipart.ts';
import { files, gate, queue, settings, table } from '../../lib/live.ts';

const STARTED = 'Analysis started successfully.';

export const route = endpoint({
  id: 'agent.analysis',
  method: 'POST',
  path: '/users/{user_id}/agent/analysis',
  summary: 'Have text and up to five files analysed; 20 credits are reserved.',
  callers: ['USER', 'KEY', 'PRIVATE'],
  only: 'clara',
  tool: { title: 'Check text and files', opensWorld: true },
  idempotent: true,
  body: Submission,
  form: formBody,
  output: Task,
  status: 201,
  message: STARTED,
  errors: [
    'invalid_request',
    'user_not_found',
    'insufficient_credits',
    'upload_not_found',
    'too_large',
    'unsupported_attachment',
    'idempotency_mismatch',
    'idempotency_running',
    'rate_limited',
  ],
  uses: {
    table: ['GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem', 'DeleteItem'],
    gate: true,
    files: ['GetObject uploads', 'PutObject tasks'],
    queue: true,
  },
  memory: 1024,
  timeout: 29,
  async run(ctx, { path, body, idempotencyKey }) {
    const { task, isReplay } = await startAnalysis(ctx, path.user_id, body, idempotencyKey);
    return isReplay ? new Reply(task, STARTED, { 'Idempotent-Replayed': 'true' }) : task;
  },
});

export const handler = lambda(route, { settings, table, gate, files, queue });
