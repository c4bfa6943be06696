import { finishErasures } from '../../lib/domain/erasure.ts';
import { job, scheduled } from '../../lib/http/job.ts';
import { files, settings, table } from '../../lib/live.ts';

export const finish = job({
  id: 'user.finish_erasures',
  summary: 'Remove what is left of deleted accounts.',
  schedule: 'rate(10 minutes)',
  timeout: 300,
  uses: { table: ['Query', 'DeleteItem'], files: ['DeleteObject tasks', 'DeleteObject uploads'] },
  metrics: { open: undefined, finished: undefined, failed: 0 },
  run: async (ctx, hasTime) => ({ ...(await finishErasures(ctx, hasTime)) }),
});

export const handler = scheduled(finish, { settings, table, files });
