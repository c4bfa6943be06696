import { sweepTasks } from '../../lib/domain/work.ts';
import { job, scheduled } from '../../lib/http/job.ts';
import { queue, settings, table } from '../../lib/live.ts';

export const sweep = job({
  id: 'agent.sweep',
  summary: 'Wake the analyses that were lost, and give back the credits of those that cannot be done.',
  schedule: 'rate(1 minute)',
  timeout: 55,
  uses: { table: ['GetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem'], queue: true },
  metrics: ['open', 'woken', 'released', 'failed', 'oldest'],
  run: async (ctx, hasTime) => ({ ...(await sweepTasks(ctx, hasTime)) }),
});

export const handler = scheduled(sweep, { settings, table, queue });
