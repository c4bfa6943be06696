import { ingestPayments } from '../../lib/domain/ingestion.ts';
import { job, scheduled } from '../../lib/http/job.ts';
import { paymentHistory, settings, table } from '../../lib/live.ts';

export const ingest = job({
  id: 'stripe.ingest',
  summary: 'Settle the payments that no webhook told of.',
  schedule: 'rate(5 minutes)',
  timeout: 240,
  uses: { table: ['GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem'], paymentHistory: true },
  metrics: { drift: 0, failed: 0 },
  run: async (ctx, hasTime) => ({ ...(await ingestPayments(ctx, hasTime)) }),
});

export const handler = scheduled(ingest, { settings, table, paymentHistory });
