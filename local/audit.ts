import { auditLedgers } from '../lib/domain/audit.ts';
import { contextOf } from '../lib/http/context.ts';
import { settings, table } from '../lib/live.ts';
import { useRunningStack } from './stack/stack.ts';

useRunningStack();
try {
  const ctx = await contextOf<never, 'table'>('ledger.audit', 'by hand', { settings, table }, ['table']);
  const { users, entries, disagreements } = await auditLedgers(ctx);
  for (const { user_id, what } of disagreements) console.error(`${user_id}: ${what}`);
  console.log(`${users} users, ${entries} entries, ${disagreements.length} disagreements`);
  process.exitCode = disagreements.length > 0 ? 1 : 0;
} catch (error) {
  console.error(`The ledger could not be read: ${error instanceof Error ? error.message : 'unknown'}`);
  process.exitCode = 1;
}
