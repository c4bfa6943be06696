import { Access, Account, GoogleGuard } from '../table/entities.ts';
import { all, differs, equals } from '../table/expressions.ts';
import { change, erase } from '../table/table.ts';
import { accountById, type User, userOf } from './accounts.ts';
import type { Ctx } from './ctx.ts';
import { notify } from './notices.ts';
import { NO_SESSIONS, RAISE_CREDENTIALS } from './sessions.ts';
import { recorded } from './trail.ts';

/**
 * Suspends an account, or takes it back. While it is suspended, no session, no key and no login is taken, and its owner
 * cannot activate it; the balance and the key stay for when it is taken back.
 */
export async function setActive(
  ctx: Ctx<'user_not_found', 'table'>,
  user_id: string,
  is_active: boolean,
): Promise<User> {
  const remove = is_active ? ['is_suspended'] : [];
  const standing = { is_active, ...(!is_active && { is_suspended: true }) };
  const set = { ...standing, ...(!is_active && RAISE_CREDENTIALS), updated_at: ctx.now() };
  const refused = await ctx.table.commit(
    change(Account, { user_id }, { set, remove }),
    change(Access, { user_id }, { set: { ...standing, ...(!is_active && NO_SESSIONS) }, remove }),
    recorded(ctx, user_id, is_active ? 'account.restored' : 'account.suspended'),
  );
  if (refused) throw ctx.fail('user_not_found', 'no such user');
  return userOf(await accountById(ctx, user_id));
}

/** Takes Google sign-in off an account, which then needs a password to be opened. */
export async function unlinkGoogle(
  ctx: Ctx<'user_not_found' | 'invalid_request', 'table' | 'mail'>,
  user_id: string,
): Promise<void> {
  const account = await accountById(ctx, user_id);
  const { google_id, password_hash } = account;
  if (password_hash === null)
    throw ctx.fail('invalid_request', 'no password', {
      detail: 'Set a password first: without one, nothing else opens the account.',
    });
  if (google_id === null) return;
  const refused = await ctx.table.commit(
    change(
      Account,
      { user_id },
      { set: { google_id: null, ...RAISE_CREDENTIALS, updated_at: ctx.now() } },
      all(equals('google_id', google_id), differs('password_hash', null)),
    ),
    change(Access, { user_id }, { set: RAISE_CREDENTIALS }),
    erase(GoogleGuard, { google_id }),
    recorded(ctx, user_id, 'google.unlinked'),
  );
  // Another call unlinked or erased it meanwhile: in either case the link is gone.
  if (!refused) await notify(ctx, account, { kind: 'google_unlinked' });
}
