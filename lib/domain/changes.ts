import * as z from 'zod/mini';
import type { Profile } from '../profile.ts';
import { AuditRecord, Transaction } from '../table/entities.ts';
import type { Stored } from '../table/entity.ts';
import type { Ctx } from './ctx.ts';
import { HttpDate, httpDate } from './values.ts';

export const Change = z
  .object({
    at: HttpDate,
    by: z.nullable(z.string()).register(z.globalRegistry, {
      description: 'The kind of caller, or SYSTEM for what nobody called for.',
    }),
    id: z.string(),
    made: z.array(z.string()).register(z.globalRegistry, { description: 'Ids of what was made.' }),
    request_id: z
      .nullable(z.string())
      .register(z.globalRegistry, { description: '`X-Request-Id` of the call.' }),
    through: z
      .nullable(z.string())
      .register(z.globalRegistry, { description: 'The endpoint or job that did it.' }),
    user_id: z.string(),
    what: z.string().register(z.globalRegistry, { examples: ['password.changed', 'ledger.booked'] }),
  })
  .register(z.globalRegistry, {
    id: 'Change',
    description:
      'A change of credentials, money or rights. Who made it is null only in ledger entries from before that was kept.',
  });
export type Change = z.infer<typeof Change>;

export const Trail = z
  .object({ items: z.array(Change), next: z.nullable(z.string()) })
  .register(z.globalRegistry, {
    id: 'Trail',
    description: 'A page of changes, newest first; `next` is the cursor of the page after it.',
  });

/** `<id of the last record seen>.<id of the last ledger entry seen>`; either may be empty. */
const CURSOR = /^(audit_[0-9a-f]{32})?\.(transaction_[0-9a-f]{32})?$/;

export const TrailQuery = z.strictObject({
  limit: z
    .pipe(
      z.string().check(z.regex(/^([1-9]\d?|100)$/)),
      z.transform((digits: string) => Number(digits)),
    )
    .register(z.globalRegistry, { description: 'How many at most.' }),
  cursor: z
    .optional(z.string().check(z.regex(CURSOR)))
    .register(z.globalRegistry, { description: '`next` of the page before; none: the newest.' }),
});

/**
 * What was changed of a user, newest first: the records and the ledger's entries, merged by time, each in an order of
 * its own. It outlives the account, of which it holds no personal data.
 */
export async function listChanges(
  ctx: Ctx<'user_not_found', 'table'>,
  user_id: string,
  { limit, cursor = '.' }: z.output<typeof TrailQuery>,
): Promise<z.infer<typeof Trail>> {
  const [, record = '', entry = ''] = CURSOR.exec(cursor) ?? [];
  const seen = { record, entry };
  // One more than asked for: the one that was seen comes along, or shows that there is a page after this one.
  const [records, entries] = await Promise.all([
    ctx.table.newest(AuditRecord, { user_id }, 'audit_', record || 'audit_~', limit + 2),
    ctx.table.newest(Transaction, { user_id }, 'transaction_', entry || 'transaction_~', limit + 2),
  ]);
  const left = {
    records: records.filter(({ id }) => id !== record),
    entries: entries.filter(({ id }) => id !== entry),
  };
  const items: Change[] = [];
  while (items.length < limit) {
    const [change, booking] = [left.records[0], left.entries[0]];
    if (change && !(booking && booking.created_at > change.at)) {
      items.push(changeOf(change, ctx.policy.profile));
      seen.record = change.id;
      left.records.shift();
    } else if (booking) {
      items.push(bookingOf(booking));
      seen.entry = booking.id;
      left.entries.shift();
    } else break;
  }
  if (items.length === 0 && cursor === '.') throw ctx.fail('user_not_found', 'nothing was recorded');
  const isLast = left.records.length + left.entries.length === 0;
  return { items, next: isLast ? null : `${seen.record}.${seen.entry}` };
}

/** A record as it is shown: where there are no API keys, without the id of the one that every account is made with. */
export const changeOf = ({ at, made, ...record }: Stored<typeof AuditRecord>, profile: Profile): Change => ({
  ...record,
  at: httpDate(at),
  made: made.filter((id) => profile === 'clara' || !id.startsWith('api_key_')),
});

const bookingOf = ({ created_at, id, ...entry }: Stored<typeof Transaction>): Change => ({
  at: httpDate(created_at),
  by: entry.by,
  id,
  made: [id],
  request_id: entry.request_id,
  through: entry.through,
  user_id: entry.user_id,
  what: 'ledger.booked',
});
