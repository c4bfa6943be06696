import { auditLedgers } from '../lib/domain/audit.ts';
import { contextOf } from '../lib/http/context.ts';
import { settings, table } from '../lib/live.ts';
import { LOCAL_CREDENTIALS } from './stack/dynamodb.ts';
import { portsFrom, TABLE_NAME } from './stack/stack.ts';

// Without a table named, the one of a running `npm start` on the same PORT.
if (!process.env.TABLE_NAME) {
  const { dynamodb } = portsFrom(Number(process.env.PORT ?? 3000));
  const endpoint = process.env.DYNAMODB_ENDPOINT ?? `http://127.0.0.1:${dynamodb}`;
  Object.assign(process.env, LOCAL_CREDENTIALS, { TABLE_NAME, AWS_ENDPOINT_URL_DYNAMODB: endpoint });
}

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
