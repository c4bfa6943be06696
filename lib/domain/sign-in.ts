import type { FailureDetails } from '../errors.ts';
import { Access, Account, EmailGuard, GoogleGuard } from '../table/entities.ts';
import { all, equals } from '../table/expressions.ts';
import { change, create } from '../table/table.ts';
import { holderOf, type StoredAccount, userOf, type UserWithToken } from './accounts.ts';
import type { Ctx } from './ctx.ts';
import { countTry } from './login-tries.ts';
import { emailKey, type Mailbox, toMailbox } from './mailbox.ts';
import { notify } from './notices.ts';
import { hashPassword, verifyPassword } from './passwords.ts';
import { newAccount } from './registration.ts';
import { signupCredits } from './signup-credits.ts';
import { proveSecondFactor } from './second-factor.ts';
import { NO_SESSIONS, openSession, RAISE_CREDENTIALS, sessionToken } from './sessions.ts';
import { newKey } from './takeover.ts';
import { recorded } from './trail.ts';
import { toName } from './values.ts';

export interface Credentials {
  email: string;
  password: string;
  /** where the call comes from, as the gateway saw it */
  address: string;
}

/**
 * The account that an e-mail and a password open; the same cost and answer for a wrong password and for no account.
 * Makes the hash anew when the deployment's cost has changed since.
 */
export async function checkPassword(
  ctx: Ctx<'unauthorized' | 'rate_limited', 'table'>,
  { email, password, address }: Credentials,
): Promise<StoredAccount> {
  const email_key = emailKey(email);
  if (email_key === undefined) throw ctx.fail('unauthorized', 'the user name is not an e-mail');
  const tried = await countTry(ctx, email_key, address);
  const account = (await holderOf(ctx, email_key))?.account;
  const stored = account?.password_hash ?? null;
  const { right, outdated } = await verifyPassword(password, stored, ctx.policy.argon2);
  if (!account || !right) {
    await tried.slowDown();
    throw ctx.fail('unauthorized', 'wrong e-mail or password');
  }
  await tried.forgive();
  if (outdated) {
    const password_hash = await hashPassword(password, ctx.policy.argon2);
    const { user_id } = account;
    // Refused when the password was changed meanwhile: then the newer hash stays.
    await ctx.table.commit(
      change(Account, { user_id }, { set: { password_hash } }, equals('password_hash', stored)),
    );
  }
  return account;
}

/** Logs in to an account whose first factor is proven. */
export async function logIn(
  ctx: Ctx<'unauthorized' | 'second_factor_required' | 'totp_required', 'table' | 'keyring' | 'mail'>,
  account: StoredAccount,
  code: string | undefined,
): Promise<UserWithToken> {
  refuseSuspended(ctx, account);
  await passSecondFactor(ctx, account, code);
  return { ...userOf(account), token: await openSession(ctx, account) };
}

function refuseSuspended(ctx: Ctx<'unauthorized'>, { is_suspended }: StoredAccount): void {
  if (is_suspended) throw ctx.fail('unauthorized', 'the account is suspended');
}

/** Asks for the second factor where it is on. Which one it is, the error's code says: the contract fixes the data. */
async function passSecondFactor(
  ctx: Ctx<'unauthorized' | 'second_factor_required' | 'totp_required', 'table' | 'keyring' | 'mail'>,
  account: StoredAccount,
  code: string | undefined,
): Promise<void> {
  if (!account.is_2fa_enabled) return;
  const error = account.two_factor_method === 'totp' ? 'totp_required' : 'second_factor_required';
  const refuse = (because: string, details: FailureDetails = {}) =>
    ctx.fail(error, because, { ...details, data: { is_2fa_enabled: true } });
  if (code === undefined) throw refuse('no code');
  const { spend, records, notice } = await proveSecondFactor(ctx, account, code, refuse);
  if (await ctx.table.commit(spend, ...records)) throw refuse('the code was used meanwhile');
  if (notice) await notify(ctx, account, notice);
}

export interface GoogleSignIn {
  id_token: string;
  nonce?: string | undefined;
  code?: string | undefined;
}

/** Whom Google names, in our own terms. */
interface GooglePerson {
  id: string;
  mailbox: Mailbox;
  first_name: string | null;
  last_name: string | null;
}

/** Signs in by a Google ID token; makes the account at the first time, or links the one with the same e-mail. */
export async function signInWithGoogle(
  ctx: Ctx<
    'unauthorized' | 'second_factor_required' | 'totp_required' | 'unavailable',
    'table' | 'keyring' | 'google' | 'mail'
  >,
  { id_token, nonce, code }: GoogleSignIn,
): Promise<{ user: UserWithToken; isNew: boolean }> {
  const claims = await ctx.google.verify(id_token, nonce, ctx.now());
  const mailbox = claims && toMailbox(claims.email);
  if (!mailbox) throw ctx.fail('unauthorized', 'not a good Google ID token');
  const person: GooglePerson = {
    id: claims.id,
    mailbox,
    first_name: claims.first_name === null ? null : toName(claims.first_name),
    last_name: claims.last_name === null ? null : toName(claims.last_name),
  };
  // A second round is needed only where the same person's other call made or linked the account meanwhile.
  for (let round = 0; round < 3; round++) {
    const known = await ctx.table.get(GoogleGuard, { google_id: person.id });
    // Google proved whose the e-mail is: from its owner, nothing need be hidden.
    const owner = known ?? (await ctx.table.get(EmailGuard, { email_key: mailbox.key }));
    const account = owner && (await ctx.table.get(Account, owner));
    if (!account) {
      if (known) throw ctx.fail('unauthorized', 'the account is gone');
      const user = await createFromGoogle(ctx, person);
      if (user) return { user, isNew: true };
    } else if (account.google_id === person.id) {
      return { user: await logIn(ctx, account, code), isNew: false };
    } else {
      if (account.google_id !== null)
        throw ctx.fail('unauthorized', 'the e-mail is linked to another Google account');
      refuseSuspended(ctx, account);
      await passSecondFactor(ctx, account, code);
      const linked = await linkGoogle(ctx, account, person);
      if (linked) return { user: { ...userOf(linked), token: await openSession(ctx, linked) }, isNew: false };
    }
  }
  throw ctx.fail('unavailable', 'the account keeps changing under the sign-in');
}

/** @returns undefined when the e-mail or the Google id was taken meanwhile */
async function createFromGoogle(
  ctx: Ctx<never, 'table' | 'keyring'>,
  { id, mailbox, first_name, last_name }: GooglePerson,
): Promise<UserWithToken | undefined> {
  const given = { mailbox, first_name, last_name, password_hash: null, google_id: id, is_active: true };
  const free = await signupCredits(ctx, { email_key: mailbox.key, google_id: id });
  const { account, session, guard, writes } = newAccount(ctx, given, free, ctx.now());
  if (await ctx.table.commit(guard, ...writes)) return undefined;
  return { ...userOf(account), token: sessionToken(ctx, account.user_id, session) };
}

/**
 * Links the account with the same e-mail. Where that e-mail was never proven here, whoever registered it may be a
 * stranger waiting for its owner: password, sessions and API key die with the link, the names become Google's.
 * @returns undefined when the account changed meanwhile
 */
async function linkGoogle(
  ctx: Ctx<never, 'table' | 'mail'>,
  account: StoredAccount,
  { id, first_name, last_name }: GooglePerson,
): Promise<StoredAccount | undefined> {
  const { user_id, email_key, is_active } = account;
  const now = ctx.now();
  const set = {
    google_id: id,
    updated_at: now,
    ...(!is_active && { is_active: true, password_hash: null, first_name, last_name }),
  };
  const access = {
    is_active: true,
    has_first_name: first_name !== null,
    has_last_name: last_name !== null,
    ...NO_SESSIONS,
    ...newKey(ctx),
  };
  const refused = await ctx.table.commit(
    create(GoogleGuard, { google_id: id, user_id }),
    change(
      Account,
      { user_id },
      { set: { ...set, ...(!is_active && RAISE_CREDENTIALS) } },
      all(equals('google_id', null), equals('is_active', is_active)),
    ),
    ...(is_active
      ? []
      : [
          change(Access, { user_id }, { set: access }),
          change(EmailGuard, { email_key }, { remove: ['contested'] }),
        ]),
    recorded(ctx, user_id, 'google.linked', is_active ? [] : [access.key_id]),
  );
  if (refused) return undefined;
  await notify(ctx, account, { kind: 'google_linked' });
  const { credentials_version = 0 } = account;
  return { ...account, ...set, ...(!is_active && { credentials_version: credentials_version + 1 }) };
}
