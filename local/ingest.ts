import { ingestPayments } from '../lib/domain/ingestion.ts';
import { contextOf } from '../lib/http/context.ts';
import { paymentHistory, settings, table } from '../lib/live.ts';
import { useRunningStack } from './stack/stack.ts';

useRunningStack();

try {
  const live = { settings, table, paymentHistory };
  const ports = ['table', 'paymentHistory'] as const;
  const ctx = await contextOf<never, (typeof ports)[number]>('stripe.ingest', 'by hand', live, ports);
  const { read, settled, drift, failed } = await ingestPayments(ctx, () => true);
  console.log(`${read} read, ${settled} settled, ${drift} drift, ${failed} failed`);
  process.exitCode = failed > 0 ? 1 : 0;
} catch (error) {
  console.error(`Nothing more could be read: ${error instanceof Error ? error.message : 'unknown'}`);
  process.exitCode = 1;
}
