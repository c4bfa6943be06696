import { randomBytes } from 'node:crypto';
import { Access } from '../table/entities.ts';
import { exists, sizeBelow } from '../table/expressions.ts';
import { change, type Write } from '../table/table.ts';
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

/** Opens a session; where ten are live, the oldest ends. @returns its token */
export async function openSession(
  ctx: Ctx<'unauthorized', 'table' | 'keyring'>,
  user_id: string,
): Promise<string> {
  const session = newSession(ctx.policy, ctx.now());
  const add = { [`sessions.${session.id}`]: session.idleUntil };
  let opened = await ctx.table.update(
    change(Access, { user_id }, { set: add }, sizeBelow('sessions', MAX_SESSIONS)),
  );
  while (!opened.done) {
    if (!opened.item) throw ctx.fail('unauthorized', 'the account is gone');
    const ids = Object.keys(opened.item.sessions).sort();
    const surplus = ids.slice(0, ids.length - MAX_SESSIONS + 1);
    const [oldest = ''] = surplus;
    opened = await ctx.table.update(
      change(
        Access,
        { user_id },
        { set: add, remove: surplus.map((id) => `sessions.${id}`) },
        oldest ? exists(`sessions.${oldest}`) : sizeBelow('sessions', MAX_SESSIONS),
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

/** Ends every session but one, which must be live: one that was ended is not opened again. All, when `keep` is not given. */
export const endSessions = (policy: Policy, now: number, user_id: string, keep?: string): Write =>
  keep === undefined
    ? change(Access, { user_id }, { set: { sessions: {} } })
    : change(
        Access,
        { user_id },
        { set: { sessions: { [keep]: idleUntil(policy, now) } } },
        exists(`sessions.${keep}`),
      );
