import { randomBytes } from 'node:crypto';
import * as z from 'zod/mini';
import { AuditRecord } from '../table/entities.ts';
import type { Stored } from '../table/entity.ts';
import { create, type Write } from '../table/table.ts';
import type { Ctx } from './ctx.ts';
import { HttpDate, httpDate } from './values.ts';

/** The changes of credentials, money and rights that are recorded. */
export type Recorded =
  | 'account.registered'
  | 'account.activated'
  | 'account.erased'
  | 'password.changed'
  | 'two_factor.enabled'
  | 'two_factor.disabled'
  | 'google.linked'
  | 'api_key.reset'
  | 'session.revoked'
  | 'ledger.booked';

export const Change = z.object({
  at: HttpDate,
  /** the kind of caller, or SYSTEM for what nobody called for */
  by: z.string(),
  id: z.string(),
  /** ids of what was made */
  made: z.array(z.string()),
  request_id: z.string(),
  /** the endpoint or job that did it */
  through: z.string(),
  user_id: z.string(),
  what: z.string(),
});
export type Change = z.infer<typeof Change>;

/** What an audit record needs to know of the call it is written in. */
type Recording = Pick<Ctx, 'by' | 'route' | 'requestId' | 'now'>;

const timed = (ms: number) => ms.toString(16).padStart(12, '0');

/**
 * A record of a change. Its id begins with the time, so a page is a range of keys and no two records contend for a
 * number.
 * @param made ids of what was made
 */
export const recordOf = (
  { by, route, requestId, now }: Recording,
  user_id: string,
  what: Recorded,
  made: readonly string[] = [],
): Stored<typeof AuditRecord> => ({
  user_id,
  id: `audit_${timed(now())}${randomBytes(10).toString('hex')}`,
  what,
  by,
  through: route,
  request_id: requestId,
  made: [...made],
  at: now(),
});

/** The write that records a change, for the transaction that makes it. */
export const recorded = (...of: Parameters<typeof recordOf>): Write<typeof AuditRecord> =>
  create(AuditRecord, recordOf(...of));

const ID = /^audit_[0-9a-f]{32}$/;

/** A page of the trail: `before` is the id of the last record on the page before. */
export const TrailQuery = z.strictObject({
  limit: z.pipe(
    z.string().check(z.regex(/^([1-9]\d?|100)$/)),
    z.transform((digits: string) => Number(digits)),
  ),
  before: z.optional(z.string().check(z.regex(ID))),
});

/** What was changed of a user, newest first. It outlives the account, of which it holds no personal data. */
export async function listChanges(
  ctx: Ctx<'user_not_found', 'table'>,
  user_id: string,
  { limit, before }: z.output<typeof TrailQuery>,
): Promise<Change[]> {
  const to = before ?? 'audit_~';
  const found = await ctx.table.newest(AuditRecord, { user_id }, 'audit_', to, limit + 1);
  const records = found.filter(({ id }) => id !== before).slice(0, limit);
  if (records.length === 0 && before === undefined) throw ctx.fail('user_not_found', 'nothing was recorded');
  return records.map(changeOf);
}

export const changeOf = ({
  at,
  by,
  id,
  made,
  request_id,
  through,
  user_id,
  what,
}: Stored<typeof AuditRecord>): Change => ({
  at: httpDate(at),
  by,
  id,
  made,
  request_id,
  through,
  user_id,
  what,
});
