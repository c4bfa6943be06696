import * as z from 'zod/mini';
import type { Letter } from '../mail/mailer.ts';
import { Access, Account, EmailGuard } from '../table/entities.ts';
import type { Stored } from '../table/entity.ts';
import { all, differs } from '../table/expressions.ts';
import { change } from '../table/table.ts';
import type { Caller } from './access.ts';
import { issueCode, type Purpose } from './codes.ts';
import type { Ctx } from './ctx.ts';
import { idOf } from './ids.ts';
import { toMailbox } from './mailbox.ts';
import { sendOrUndo } from './notices.ts';
import { decimal, HttpDate, httpDate } from './values.ts';

export const User = z
  .object({
    created_at: HttpDate,
    credits: z.number(),
    email: z.string(),
    first_name: z.nullable(z.string()),
    id: idOf('user'),
    is_2fa_enabled: z.boolean(),
    is_active: z.boolean(),
    is_dark_mode: z.boolean(),
    last_name: z.nullable(z.string()),
    updated_at: HttpDate,
  })
  .register(z.globalRegistry, { id: 'User', description: 'An account.' });
export type User = z.infer<typeof User>;

export const UserWithToken = z.extend(User, { token: z.string() }).register(z.globalRegistry, {
  id: 'UserWithToken',
  description: 'An account and a new user token, to be sent as `Authorization: Bearer <token>`.',
});
export type UserWithToken = z.infer<typeof UserWithToken>;

export type StoredAccount = Stored<typeof Account>;

export const userOf = (account: StoredAccount): User => ({
  created_at: httpDate(account.created_at),
  credits: decimal(account.credits),
  email: account.email,
  first_name: account.first_name,
  id: account.user_id,
  is_2fa_enabled: account.is_2fa_enabled,
  is_active: account.is_active,
  is_dark_mode: account.is_dark_mode,
  last_name: account.last_name,
  updated_at: httpDate(account.updated_at),
});

export async function accountById(
  ctx: Ctx<'user_not_found', 'table'>,
  user_id: string,
): Promise<StoredAccount> {
  const account = await ctx.table.get(Account, { user_id });
  if (!account) throw ctx.fail('user_not_found', 'no such user');
  return account;
}

/** What a mailbox belongs to. */
export interface Holder {
  guard: Stored<typeof EmailGuard>;
  account: StoredAccount;
}

/** A mailbox, and its account where there is one. */
export interface Addressed {
  address: string;
  email_key: string;
  /** undefined only where accounts are hidden */
  account: StoredAccount | undefined;
  /** undefined where the account was found by the caller's session */
  guard?: Holder['guard'] | undefined;
}

/** The guard of a mailbox and its account. As many requests without one as with one, so that the time tells nothing. */
export async function holderOf(ctx: Ctx<never, 'table'>, email_key: string): Promise<Holder | undefined> {
  const guard = await ctx.table.get(EmailGuard, { email_key });
  const account = await ctx.table.get(Account, { user_id: guard?.user_id ?? 'nobody' });
  return guard && account && { guard, account };
}

/** Text that is not an e-mail has no account anywhere, which may be said although accounts are hidden. */
async function addressed(ctx: Ctx<'user_not_found', 'table'>, email: string): Promise<Addressed> {
  const mailbox = toMailbox(email);
  const holder = mailbox && (await holderOf(ctx, mailbox.key));
  if (!mailbox || !(holder || ctx.policy.hideAccounts))
    throw ctx.fail('user_not_found', 'no account for the e-mail');
  const { address, key: email_key } = mailbox;
  return { address, email_key, account: holder?.account, guard: holder?.guard };
}

/** An account with an app takes no mailed code as its second factor: its owner is told so instead. */
const codeLetter = (account: StoredAccount, purpose: Purpose, code: string): Letter =>
  purpose === 'TWO_FACTOR_AUTH' && account.two_factor_method === 'totp'
    ? { kind: 'totp_in_use' }
    : { kind: 'code', purpose, code };

/**
 * Mails a code; one to delete the account only to the owner's session, or to the operator. Where accounts are hidden, an
 * address without one gets a mail that says so, and the same answer.
 */
export async function sendCode(
  ctx: Ctx<'user_not_found' | 'forbidden' | 'rate_limited', 'table' | 'keyring' | 'mail'>,
  email: string,
  purpose: Purpose,
  caller: Caller,
): Promise<void> {
  if (purpose === 'DELETE_ACCOUNT' && caller.kind === 'PUBLIC')
    throw ctx.fail('forbidden', 'only a session asks for a code to delete its account');
  const { address, email_key, account } = await addressedByCaller(ctx, email, caller);
  const { code, withdraw } = await issueCode(ctx, email_key, purpose);
  await sendOrUndo(
    () =>
      ctx.mail.send(
        account?.email ?? address,
        account ? codeLetter(account, purpose, code) : { kind: 'no_account' },
      ),
    withdraw,
  );
}

/** The mailbox that an e-mail in a path names, for a caller that has the right to it. */
export async function addressedByCaller(
  ctx: Ctx<'user_not_found' | 'forbidden', 'table'>,
  email: string,
  caller: Caller,
): Promise<Addressed> {
  if (!('user_id' in caller)) return addressed(ctx, email);
  const account = await ctx.table.get(Account, { user_id: caller.user_id });
  const mailbox = toMailbox(email);
  if (!account || account.email_key !== mailbox?.key)
    throw ctx.fail('forbidden', 'the path is another user’s');
  return { address: mailbox.address, email_key: mailbox.key, account };
}

export const viewUser = async (ctx: Ctx<'user_not_found', 'table'>, user_id: string): Promise<User> =>
  userOf(await accountById(ctx, user_id));

export interface UserPatch {
  first_name?: string | undefined;
  last_name?: string | undefined;
  is_dark_mode?: boolean | undefined;
}

const NAMES = ['first_name', 'last_name'] as const;

export async function updateUser(
  ctx: Ctx<'user_not_found', 'table'>,
  user_id: string,
  patch: UserPatch,
): Promise<User> {
  const to = { set: { ...patch, updated_at: ctx.now() } };
  const names = NAMES.filter((name) => patch[name] !== undefined);
  const hasThem = names.length > 0 ? all(...names.map((name) => differs(name, null))) : undefined;
  const updated = await ctx.table.update(change(Account, { user_id }, to, hasThem));
  if (updated.done) return userOf(updated.item);
  if (!updated.item) throw ctx.fail('user_not_found', 'no such user');
  // A name where there was none: the authorizer asks whether there is one, so both change or neither.
  const refused = await ctx.table.commit(
    change(Account, { user_id }, to),
    change(Access, { user_id }, { set: Object.fromEntries(names.map((name) => [`has_${name}`, true])) }),
  );
  if (refused) throw ctx.fail('user_not_found', 'no such user');
  const given = Object.entries(to.set).filter(([, value]) => value !== undefined);
  return userOf({ ...updated.item, ...Object.fromEntries(given) });
}
