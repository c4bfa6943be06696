import * as z from 'zod/mini';
import { Access, Account } from '../table/entities.ts';
import { change } from '../table/table.ts';
import type { Caller } from './access.ts';
import type { Ctx } from './ctx.ts';
import { timeIn } from './sequence.ts';
import { endOtherSessions, NO_SESSIONS, RAISE_CREDENTIALS } from './sessions.ts';
import { recorded } from './trail.ts';
import { HttpDate, httpDate } from './values.ts';

/** As `newSession` makes it. */
export const SessionId = z.string().check(z.regex(/^[0-9a-f]{28}$/));

export const SessionView = z
  .object({
    created_at: HttpDate,
    expires_at: HttpDate,
    id: SessionId,
    is_current: z.boolean().register(z.globalRegistry, { description: 'Whether it is the one that asks.' }),
    used_at: HttpDate,
  })
  .register(z.globalRegistry, {
    id: 'Session',
    description: 'A login that is open. It ends at `expires_at`, or sooner when it is not used or is ended.',
  });
export type SessionView = z.infer<typeof SessionView>;

const sessionIdOf = (caller: Caller): string | undefined =>
  caller.kind === 'USER' ? caller.session_id : undefined;

/** The open sessions of a user, newest first. */
export async function listSessions(
  ctx: Ctx<'user_not_found', 'table'>,
  user_id: string,
  caller: Caller,
): Promise<SessionView[]> {
  const access = await ctx.table.get(Access, { user_id });
  if (!access) throw ctx.fail('user_not_found', 'no such user');
  const current = sessionIdOf(caller);
  const now = ctx.now();
  return Object.entries(access.sessions)
    .map(([id, idleUntil]) => {
      const created = timeIn(id);
      const expires = created + ctx.policy.sessionLifetime;
      const used = Math.max(created, idleUntil * 1000 - ctx.policy.sessionIdle);
      return { id, created, expires, used, isOpen: idleUntil * 1000 > now && expires > now };
    })
    .filter(({ isOpen }) => isOpen)
    .sort((a, b) => b.created - a.created || (a.id < b.id ? 1 : -1))
    .map(({ id, created, expires, used }) => ({
      created_at: httpDate(created),
      expires_at: httpDate(expires),
      id,
      is_current: id === current,
      used_at: httpDate(used),
    }));
}

/** Ends one session. One that is not open has ended already, which is what was asked for. */
export async function endSession(
  ctx: Ctx<'user_not_found' | 'invalid_request', 'table'>,
  user_id: string,
  session_id: string,
): Promise<void> {
  if (!SessionId.safeParse(session_id).success) throw ctx.fail('invalid_request', 'not a session id');
  const refused = await ctx.table.commit(
    change(Access, { user_id }, { remove: [`sessions.${session_id}`] }),
    recorded(ctx, user_id, 'session.revoked'),
  );
  if (refused) throw ctx.fail('user_not_found', 'no such user');
}

/** Ends every session but the caller's own; a login that is under way opens none. */
export async function endSessions(
  ctx: Ctx<'user_not_found' | 'unauthorized', 'table'>,
  user_id: string,
  caller: Caller,
): Promise<void> {
  const session_id = sessionIdOf(caller);
  const end =
    session_id === undefined
      ? change(Access, { user_id }, { set: NO_SESSIONS })
      : endOtherSessions(ctx, { user_id, session_id });
  const refused = await ctx.table.commit(
    change(Account, { user_id }, { set: RAISE_CREDENTIALS }),
    end,
    recorded(ctx, user_id, 'session.revoked'),
  );
  if (refused === end) throw ctx.fail('unauthorized', 'the session ended meanwhile');
  if (refused) throw ctx.fail('user_not_found', 'no such user');
}
