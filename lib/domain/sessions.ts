import { randomBytes } from 'node:crypto';
import { Access } from '../table/entities.ts';
import { all, type Condition, equals, exists, missing, plus, sizeBelow } from '../table/expressions.ts';
import { change, type Write } from '../table/table.ts';
import type { StoredAccount } from './accounts.ts';
import { sortable } from './sequence.ts';
import type { Ctx, Policy } from './ctx.ts';
import { signUserToken } from './tokens.ts';

const MAX_SESSIONS = 10;

export interface Session {
  id: string;
  /** s since the epoch */
  idleUntil: number;
  issued: number;
  expires: number;
}

/** s since the epoch at which a session used now becomes idle for too long (OWASP ASVS 7.3.1) */
export const idleUntil = (policy: Policy, now: number): number =>
  Math.floor((now + policy.sessionIdle) / 1000);

/** Session ids begin with their time, so the oldest sorts first. */
export const newSession = (policy: Policy, now: number): Session => ({
  id: sortable(now) + randomBytes(8).toString('hex'),
  idleUntil: idleUntil(policy, now),
  issued: now,
  expires: now + policy.sessionLifetime,
});

export const sessionToken = (ctx: Ctx<never, 'keyring'>, user_id: string, session: Session): string =>
  signUserToken(ctx.keyring, { user_id, session_id: session.id }, session.issued, session.expires);

/** What a login read of an account. */
export type Proven = Pick<StoredAccount, 'user_id' | 'credentials_version'>;

/** Sessions were not ended since the account was read. */
const isAsProven = ({ credentials_version: version }: Proven): Condition =>
  version === undefined ? missing('credentials_version') : equals('credentials_version', version);

/**
 * Opens a session; where ten are live, the oldest ends. Fails where sessions were ended since the account was read: its
 * credentials may not be good any more.
 * @returns its token
 */
export async function openSession(
  ctx: Ctx<'unauthorized', 'table' | 'keyring'>,
  proven: Proven,
): Promise<string> {
  const { user_id } = proven;
  const isProven = isAsProven(proven);
  const session = newSession(ctx.policy, ctx.now());
  const add = { [`sessions.${session.id}`]: session.idleUntil };
  let opened = await ctx.table.update(
    change(Access, { user_id }, { set: add }, all(isProven, sizeBelow('sessions', MAX_SESSIONS))),
  );
  while (!opened.done) {
    if (!opened.item) throw ctx.fail('unauthorized', 'the account is gone');
    if (opened.item.credentials_version !== proven.credentials_version)
      throw ctx.fail('unauthorized', 'sessions were ended meanwhile');
    const ids = Object.keys(opened.item.sessions).sort();
    const surplus = ids.slice(0, ids.length - MAX_SESSIONS + 1);
    const [oldest = ''] = surplus;
    opened = await ctx.table.update(
      change(
        Access,
        { user_id },
        { set: add, remove: surplus.map((id) => `sessions.${id}`) },
        all(isProven, oldest ? exists(`sessions.${oldest}`) : sizeBelow('sessions', MAX_SESSIONS)),
      ),
    );
  }
  return sessionToken(ctx, user_id, session);
}

export async function closeSession(
  ctx: Ctx<never, 'table'>,
  user_id: string,
  session_id: string,
): Promise<void> {
  await ctx.table.commit(change(Access, { user_id }, { remove: [`sessions.${session_id}`] }));
}

/** The account's part of what ends sessions, to be set in the same transaction. */
export const RAISE_CREDENTIALS = { credentials_version: plus(1) };

/** Ends every session but one, which must be live: one that was ended is not opened again. */
export const endOtherSessions = (
  { policy, now }: Pick<Ctx, 'policy' | 'now'>,
  { user_id, session_id: kept }: { user_id: string; session_id: string },
  beside: Record<string, unknown> = {},
): Write =>
  change(
    Access,
    { user_id },
    { set: { ...beside, ...RAISE_CREDENTIALS, sessions: { [kept]: idleUntil(policy, now()) } } },
    exists(`sessions.${kept}`),
  );

/** What of an access item says that no session is open. */
export const NO_SESSIONS = { ...RAISE_CREDENTIALS, sessions: {} };
