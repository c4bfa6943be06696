import { TaskMessage, workOn } from '../../lib/domain/work.ts';
import { consumed, consumer } from '../../lib/http/consumer.ts';
import { analyst, files, gate, settings, table } from '../../lib/live.ts';

export const work = consumer({
  id: 'agent.work',
  summary: 'Do one analysis.',
  only: 'clara',
  timeout: 120,
  memory: 1769,
  message: TaskMessage,
  uses: {
    table: ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem'],
    files: ['GetObject tasks', 'GetObject uploads'],
    gate: true,
    analyst: true,
  },
  async run(ctx, message, signal) {
    const worked = await workOn(ctx, message, signal);
    return { isDone: worked !== 'given_back', fields: { task_id: message.task_id, worked } };
  },
});

export const handler = consumed(work, { settings, table, files, gate, analyst });
