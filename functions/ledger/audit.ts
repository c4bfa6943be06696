import { auditLedgers } from '../../lib/domain/audit.ts';
import { job, scheduled } from '../../lib/http/job.ts';
import { settings, table } from '../../lib/live.ts';

export const audit = job({
  id: 'ledger.audit',
  summary: 'Prove that every balance is the sum of its entries and no entry is missing.',
  schedule: 'rate(1 day)',
  timeout: 900,
  uses: { table: ['Scan', 'Query'] },
  async run(ctx) {
    const { users, entries, disagreements } = await auditLedgers(ctx);
    for (const { user_id, what } of disagreements) ctx.note('ledger_disagrees', { user_id, what });
    if (disagreements.length > 0)
      throw new RangeError(`${disagreements.length} disagreements in ${users} ledgers`);
    return { users, entries };
  },
});

export const handler = scheduled(audit, { settings, table });
