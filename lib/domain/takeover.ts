import { Access, Account, GoogleGuard } from '../table/entities.ts';
import { equals } from '../table/expressions.ts';
import { change, erase, type Write } from '../table/table.ts';
import { plus } from '../table/expressions.ts';
import type { StoredAccount } from './accounts.ts';
import type { Ctx } from './ctx.ts';
import { newId } from './ids.ts';
import { NO_SESSIONS, RAISE_CREDENTIALS } from './sessions.ts';
import { recorded } from './trail.ts';

/** What of an access item replaces the API key: every token from before is dead. */
export const newKey = (ctx: Pick<Ctx, 'now'>) => ({
  key_id: newId('api_key'),
  key_version: plus(1),
  key_created_at: ctx.now(),
});

/**
 * The writes by which the owner of a mailbox takes an account over: whoever was in it before is out, with every session,
 * the API key and the Google link. A login that is under way opens no session, and a link that came meanwhile refuses
 * `owner`: then the account must be read again.
 * @param set what the account becomes besides
 */
export function takeOver(
  ctx: Ctx,
  { user_id, google_id }: StoredAccount,
  set: { account: Partial<StoredAccount>; access?: Record<string, unknown> },
): { owner: Write; writes: Write[]; key_id: string } {
  const key = newKey(ctx);
  const account = { ...set.account, ...RAISE_CREDENTIALS, google_id: null, updated_at: ctx.now() };
  const access = { ...set.access, ...NO_SESSIONS, ...key };
  return {
    owner: change(Account, { user_id }, { set: account }, equals('google_id', google_id)),
    writes: [
      change(Access, { user_id }, { set: access }),
      ...(google_id === null
        ? []
        : [erase(GoogleGuard, { google_id }), recorded(ctx, user_id, 'google.unlinked')]),
    ],
    key_id: key.key_id,
  };
}
