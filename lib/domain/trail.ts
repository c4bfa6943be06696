import { randomBytes } from 'node:crypto';
import { AuditRecord } from '../table/entities.ts';
import type { Stored } from '../table/entity.ts';
import { create, type Write } from '../table/table.ts';
import type { Ctx } from './ctx.ts';
import { sortable } from './sequence.ts';

/** The changes of credentials and rights that are recorded. Those of money are the ledger's entries themselves. */
export type Recorded =
  | 'account.registered'
  | 'account.activated'
  | 'account.suspended'
  | 'account.restored'
  | 'account.erased'
  | 'password.changed'
  | 'two_factor.enabled'
  | 'two_factor.disabled'
  | 'totp.begun'
  | 'totp.enabled'
  | 'backup_code.used'
  | 'google.linked'
  | 'google.unlinked'
  | 'api_key.reset'
  | 'session.revoked';

/** What is kept of the call that makes a change. */
export const callOf = ({ by, route, requestId }: Pick<Ctx, 'by' | 'route' | 'requestId'>) => ({
  by,
  through: route,
  request_id: requestId,
});

/**
 * A record of a change. Its id begins with the time, so a page is a range of keys and no two records contend for a
 * number.
 * @param made ids of what was made
 */
export const recordOf = (
  ctx: Pick<Ctx, 'by' | 'route' | 'requestId' | 'now'>,
  user_id: string,
  what: Recorded,
  made: readonly string[] = [],
): Stored<typeof AuditRecord> => ({
  ...callOf(ctx),
  user_id,
  id: `audit_${sortable(ctx.now())}${randomBytes(10).toString('hex')}`,
  what,
  made: [...made],
  at: ctx.now(),
});

/** The write that records a change, for the transaction that makes it. */
export const recorded = (...of: Parameters<typeof recordOf>): Write<typeof AuditRecord> =>
  create(AuditRecord, recordOf(...of));
