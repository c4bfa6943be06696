import { sweepTasks } from '../../lib/domain/work.ts';
import { job, scheduled } from '../../lib/http/job.ts';
import { queue, settings, table } from '../../lib/live.ts';

export const sweep = job({
  id: 'agent.sweep',
  summary: 'Wake the analyses that were lost, and give back the credits of those that cannot be done.',
  only: 'clara',
  schedule: 'rate(1 minute)',
  timeout: 55,
  uses: { table: ['GetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem'], queue: true },
  // An analysis is given up after an hour; long before, somebody should look why it waits.
  metrics: { open: undefined, woken: undefined, released: undefined, failed: 0, oldest: 900 },
  run: async (ctx, hasTime) => ({ ...(await sweepTasks(ctx, hasTime)) }),
});

export const handler = scheduled(sweep, { settings, table, queue });
