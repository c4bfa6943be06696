import { unavailable } from '../errors.ts';
import { Account, EmailGuard } from '../table/entities.ts';
import { change, type Write } from '../table/table.ts';
import type { Caller, UserCaller } from './access.ts';
import type { Addressed, StoredAccount } from './accounts.ts';
import { takeCode } from './codes.ts';
import type { Ctx } from './ctx.ts';
import { refuseWeak } from './known-passwords.ts';
import { forgetTries } from './login-tries.ts';
import { notify } from './notices.ts';
import { hashPassword } from './passwords.ts';
import { endOtherSessions, RAISE_CREDENTIALS } from './sessions.ts';
import { newKey, takeOver } from './takeover.ts';
import { recorded } from './trail.ts';

type PasswordCtx = Ctx<'invalid_request' | 'unauthorized', 'table' | 'keyring' | 'mail'>;

export interface PasswordChange {
  password: string;
  code: string;
  reset_api_key?: boolean | undefined;
}

const MAX_ROUNDS = 20;

/**
 * Sets a new password by a mailed code.
 *
 *     by a session      its other sessions end; the API key stays, unless it is to be reset as well
 *     without one       whoever proves the mailbox takes the account over: every session, the API key and the Google link end
 */
export async function changePassword(
  ctx: PasswordCtx,
  { email_key, account }: Addressed,
  { password, code, reset_api_key = false }: PasswordChange,
  caller: Caller,
): Promise<void> {
  refuseWeak(ctx, password);
  const spend = await takeCode(ctx, email_key, 'CHANGE_PASSWORD', code, undefined, async () => {
    if (account) await notify(ctx, account, { kind: 'codes_guessed' });
  });
  if (!account) throw ctx.fail('unauthorized', 'no account for the e-mail');
  const password_hash = await hashPassword(password, ctx.policy.argon2);
  if (caller.kind === 'USER')
    await changeBySession(ctx, account, password_hash, spend, caller, reset_api_key);
  else await resetByMailbox(ctx, account, password_hash, spend);
  await notify(ctx, account, { kind: 'password_changed', ended: caller.kind === 'USER' ? 'others' : 'all' });
}

async function changeBySession(
  ctx: PasswordCtx,
  { user_id, email_key }: StoredAccount,
  password_hash: string,
  spend: Write,
  caller: UserCaller,
  resetsKey: boolean,
): Promise<void> {
  const key = resetsKey ? newKey(ctx) : undefined;
  const refused = await ctx.table.commit(
    spend,
    change(Account, { user_id }, { set: { ...RAISE_CREDENTIALS, password_hash, updated_at: ctx.now() } }),
    endOtherSessions(ctx, caller, key),
    forgetTries(email_key),
    recorded(ctx, user_id, 'password.changed', key ? [key.key_id] : []),
  );
  if (refused) throw ctx.fail('unauthorized', 'the code was used, or the session ended, meanwhile');
}

async function resetByMailbox(
  ctx: PasswordCtx,
  read: StoredAccount,
  password_hash: string,
  spend: Write,
): Promise<void> {
  const { user_id, email_key } = read;
  let account: StoredAccount | undefined = read;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    if (!account) throw ctx.fail('unauthorized', 'the account is gone');
    const { owner, writes, key_id } = takeOver(ctx, account, { account: { password_hash } });
    const refused = await ctx.table.commit(
      spend,
      owner,
      ...writes,
      // The mailbox is proven: an activation after this takes nothing away.
      change(EmailGuard, { email_key }, { remove: ['contested'] }),
      forgetTries(email_key),
      recorded(ctx, user_id, 'password.changed', [key_id]),
    );
    if (!refused) return;
    if (refused === spend) throw ctx.fail('unauthorized', 'the code was used meanwhile');
    account = await ctx.table.get(Account, { user_id });
  }
  throw unavailable('password reset', new Error('contention'));
}
