import { Access, Account, AuditRecord, EmailGuard, GoogleGuard, Transaction } from '../table/entities.ts';
import type { Stored } from '../table/entity.ts';
import { equals, plus } from '../table/expressions.ts';
import { change, create, erase, type Write } from '../table/table.ts';
import { holderOf, type StoredAccount, userOf, type UserWithToken } from './accounts.ts';
import { issueCode, newCode } from './codes.ts';
import type { Ctx } from './ctx.ts';
import { listed, unlisted } from './directory.ts';
import { newId } from './ids.ts';
import { refuseWeak } from './known-passwords.ts';
import { nextEntry } from './ledger.ts';
import { type Mailbox, toMailbox } from './mailbox.ts';
import { sendOrUndo } from './notices.ts';
import { hashPassword, verifyPassword } from './passwords.ts';
import { newSession, sessionToken } from './sessions.ts';
import { signupCredits } from './signup-credits.ts';
import { recordOf } from './trail.ts';

export type NewAccount = Pick<
  StoredAccount,
  'first_name' | 'last_name' | 'password_hash' | 'google_id' | 'is_active'
> & { mailbox: Mailbox };

/**
 * A new account with its first session, its API key and, unless signing up is worth nothing, its first ledger entry.
 * `writes` go into one transaction; `guard` among them is refused when the e-mail is taken. `undo` takes all back.
 * @param free what signing up is worth, in hundredths of a credit
 */
export function newAccount(ctx: Ctx, { mailbox, ...given }: NewAccount, free: number, now: number) {
  const { policy } = ctx;
  const user_id = newId('user');
  const session = newSession(policy, now);
  const account: StoredAccount = {
    ...given,
    user_id,
    email: mailbox.address,
    email_key: mailbox.key,
    is_2fa_enabled: false,
    two_factor_method: 'email',
    is_dark_mode: true,
    credits: 0,
    ledger_sequence: 0,
    task_sequence: 0,
    open_tasks: 0,
    created_at: now,
    updated_at: now,
  };
  const access: Stored<typeof Access> = {
    user_id,
    is_active: given.is_active,
    has_first_name: given.first_name !== null,
    has_last_name: given.last_name !== null,
    key_id: newId('api_key'),
    key_version: 1,
    key_created_at: now,
    sessions: { [session.id]: session.idleUntil },
    calls: {},
    used_at: null,
  };
  const writes: Write[] = [];
  const undo: [Write, ...Write[]] = [
    erase(EmailGuard, account),
    erase(Account, account),
    erase(Access, access),
  ];
  if (free > 0) {
    const booking = {
      type: 'CREDIT',
      credits: free,
      fiat: 0,
      description: 'Free credits on signup.',
    } as const;
    const entry = nextEntry(ctx, account, booking, now);
    account.credits = entry.balance_after;
    account.ledger_sequence = entry.sequence;
    writes.push(create(Transaction, entry));
    undo.push(erase(Transaction, entry));
  }
  if (account.google_id !== null) {
    const google = { google_id: account.google_id, user_id };
    writes.push(create(GoogleGuard, google));
    undo.push(erase(GoogleGuard, google));
  }
  const guard = create(EmailGuard, { email_key: account.email_key, user_id });
  const record = recordOf(ctx, user_id, 'account.registered', [access.key_id]);
  writes.push(create(Account, account), create(Access, access), create(AuditRecord, record));
  writes.push(...listed(account));
  undo.push(erase(AuditRecord, record), ...unlisted(account));
  return { account, session, guard, writes, undo };
}

export interface Registration {
  first_name: string;
  last_name: string;
  email: string;
  password: string;
}

/**
 * Registers an account, all or nothing: an account whose welcome mail cannot be sent is not made.
 * @returns null where accounts are hidden: a token that works would tell a new address from a taken one
 */
export async function register(
  ctx: Ctx<'user_exists' | 'invalid_request' | 'rate_limited', 'table' | 'keyring' | 'mail'>,
  { email, password, first_name, last_name }: Registration,
): Promise<UserWithToken | null> {
  refuseWeak(ctx, password);
  const mailbox = toMailbox(email);
  if (!mailbox) throw ctx.fail('invalid_request', 'not an e-mail');
  const { address, key: email_key } = mailbox;
  const now = ctx.now();
  const [password_hash, free] = await Promise.all([
    hashPassword(password, ctx.policy.argon2),
    signupCredits(ctx, { email_key, google_id: null }),
  ]);
  const given = { mailbox, first_name, last_name, password_hash, google_id: null, is_active: false };
  const { account, session, guard, writes, undo } = newAccount(ctx, given, free, now);

  if (ctx.policy.hideAccounts) {
    // The same requests and one mail, whether or not the address is taken.
    const { code, withdraw } = await issueCode(ctx, email_key, 'ACTIVATION');
    const taken = (await ctx.table.commit(guard, ...writes)) !== undefined;
    await contest(ctx, email_key, password);
    await sendOrUndo(
      () => ctx.mail.send(address, taken ? { kind: 'already_registered' } : { kind: 'welcome', code }),
      async () => {
        if (!taken) await ctx.table.commit(...undo);
        await withdraw();
      },
    );
    return null;
  }

  const welcome = newCode(ctx.keyring, email_key, 'ACTIVATION', { at: 0, coolDown: 0, now });
  if (await ctx.table.commit(guard, welcome.write, ...writes)) {
    await contest(ctx, email_key, password);
    throw ctx.fail('user_exists', 'the e-mail is taken');
  }
  await sendOrUndo(
    () => ctx.mail.send(address, { kind: 'welcome', code: welcome.code }),
    () => ctx.table.commit(...undo, welcome.undo),
  );
  return { ...userOf(account), token: sessionToken(ctx, account.user_id, session) };
}

/**
 * Notes that somebody with another password tried to register an address whose account nobody has activated, or which
 * only Google's word opened: whoever activates it shares it with nobody. The same requests whether or not there is
 * something to note.
 */
async function contest(ctx: Ctx<never, 'table'>, email_key: string, password: string): Promise<void> {
  const account = (await holderOf(ctx, email_key))?.account;
  const stored = account?.password_hash ?? null;
  const { right } = await verifyPassword(password, stored, ctx.policy.argon2);
  const isProven = account?.is_active === true && stored !== null;
  const user_id = account && !isProven && !right ? account.user_id : 'nobody';
  await ctx.table.commit(
    change(EmailGuard, { email_key }, { set: { contested: plus(1) } }, equals('user_id', user_id)),
  );
}
