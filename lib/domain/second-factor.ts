import * as z from 'zod/mini';
import type { Failure, FailureDetails } from '../errors.ts';
import type { Letter } from '../mail/mailer.ts';
import { Account, Totp } from '../table/entities.ts';
import type { Stored } from '../table/entity.ts';
import { all, any, below, type Condition, equals, exists, missing, plus } from '../table/expressions.ts';
import { change, erase, type Write } from '../table/table.ts';
import { accountById, type StoredAccount } from './accounts.ts';
import { takeCode } from './codes.ts';
import type { Ctx } from './ctx.ts';
import { notify } from './notices.ts';
import { isOutdated, seal, unseal } from './sealing.ts';
import { backupHash, stepOf } from './totp.ts';
import { recorded } from './trail.ts';
import { DAY_MS } from './values.ts';

export const Method = z.enum(['email', 'totp']);
export type Method = z.infer<typeof Method>;

/** Tries in a row at an app's codes and the backup codes together, after which they are locked. */
const MAX_TRIES = 5;
/** Doubles with each lock up to a day, so that in a day at most 35 tries meet three live codes among 10⁶. */
const FIRST_LOCK_MS = 15 * 60_000;

type Refuse = (because: string, details?: FailureDetails) => Failure;

/** A second factor that was proven. One of the writes belongs into the transaction that does what it allows. */
export interface Proof {
  /** spends the code; refused when it was spent meanwhile */
  spend: Write;
  /** the same, where the factor itself goes */
  remove: Write;
  /** what the trail is to say of the code, in the same transaction */
  records: Write[];
  /** what the owner is to be told */
  notice?: Letter;
}

/** What an account's second factor is; an account from before there were apps does not say. */
export const isMethod = (method: Method): Condition =>
  method === 'email'
    ? any(missing('two_factor_method'), equals('two_factor_method', method))
    : equals('two_factor_method', method);

/** Takes in a code of the account's second factor: with an app its code or a backup code, else a mailed one. */
export async function proveSecondFactor(
  ctx: Ctx<'unauthorized', 'table' | 'keyring' | 'mail'>,
  account: StoredAccount,
  code: string,
  refuse: Refuse = (because, details) => ctx.fail('unauthorized', because, details),
): Promise<Proof> {
  if (account.two_factor_method === 'totp') return takeTotp(ctx, account, code, refuse);
  const spend = await takeCode(ctx, account.email_key, 'TWO_FACTOR_AUTH', code, refuse);
  return { spend, remove: spend, records: [] };
}

async function takeTotp(
  ctx: Ctx<never, 'table' | 'keyring' | 'mail'>,
  account: StoredAccount,
  code: string,
  refuse: Refuse,
): Promise<Proof> {
  const { user_id } = account;
  const totp = await countTry(ctx, user_id, refuse);
  const secret = unseal(ctx.keyring, totp.sealed, user_id);
  if (!secret) {
    ctx.note('totp_unreadable', { user_id });
    throw refuse('no live secret opens the app’s secret');
  }
  /** The app is the one that was looked at; a right code ends the row of wrong ones. */
  const taken = (unused: Condition, set: Record<string, unknown>, remove: string[] = []) => {
    const resealed = isOutdated(ctx.keyring, totp.sealed) && { sealed: seal(ctx.keyring, secret, user_id) };
    const when = all(equals('enrolled_at', totp.enrolled_at), unused);
    return {
      spend: change(Totp, { user_id }, { set: { ...set, ...resealed, tries: 0 }, remove }, when),
      remove: erase(Totp, { user_id }, when),
      records: [],
    };
  };

  const step = stepOf(secret, code, ctx.now());
  if (step !== undefined && step > totp.last_step)
    return taken(below('last_step', step), { last_step: step });
  const hash = backupHash(secret, user_id, code);
  if (Object.hasOwn(totp.backup_codes, hash)) {
    const path = `backup_codes.${hash}`;
    const left = Object.keys(totp.backup_codes).length - 1;
    return {
      ...taken(exists(path), {}, [path]),
      records: [recorded(ctx, user_id, 'backup_code.used')],
      notice: { kind: 'backup_code_used', left },
    };
  }
  if (totp.tries === MAX_TRIES) await notify(ctx, account, { kind: 'totp_locked' });
  throw refuse(
    step === undefined ? `wrong code, try ${totp.tries}` : 'a code that was used, or an older one',
  );
}

/**
 * Counts the try first, so that no number of parallel tries wins one more.
 *
 *     try 1 … 5   counted, compared       then refused uncompared, right or wrong, for 15 min, 30 min, … a day
 */
async function countTry(
  ctx: Ctx<never, 'table'>,
  user_id: string,
  refuse: Refuse,
): Promise<Stored<typeof Totp>> {
  for (;;) {
    const now = ctx.now();
    const counted = await ctx.table.update(
      change(Totp, { user_id }, { set: { tries: plus(1), tried_at: now } }, below('tries', MAX_TRIES)),
    );
    if (counted.done) return counted.item;
    const { item } = counted;
    if (!item) throw refuse('the app is gone');
    const { tries, tried_at, locks } = item;
    const until = tried_at + Math.min(FIRST_LOCK_MS * 2 ** locks, DAY_MS);
    if (now < until) throw refuse('locked', { retryAfter: Math.ceil((until - now) / 1000) });
    const again = { tries: 1, tried_at: now, locks: now - tried_at > 2 * DAY_MS ? 1 : plus(1) };
    const unlocked = await ctx.table.update(
      change(Totp, { user_id }, { set: again }, all(equals('tries', tries), equals('tried_at', tried_at))),
    );
    if (unlocked.done) return unlocked.item;
    // Another try ended the lock meanwhile: this one counts after it.
  }
}

/** Turns the mailed second factor on. An app is the stronger one: it must be turned off first, by its own code. */
export async function enableByMail(
  ctx: Ctx<'user_not_found' | 'unauthorized', 'table' | 'keyring' | 'mail'>,
  user_id: string,
  code: string,
): Promise<void> {
  const account = await accountById(ctx, user_id);
  if (account.two_factor_method === 'totp') throw ctx.fail('unauthorized', 'the second factor is an app');
  const spend = await takeCode(ctx, account.email_key, 'TWO_FACTOR_AUTH', code);
  const set = { is_2fa_enabled: true, updated_at: ctx.now() };
  const refused = await ctx.table.commit(
    spend,
    change(Account, { user_id }, { set }, isMethod('email')),
    recorded(ctx, user_id, 'two_factor.enabled'),
  );
  if (refused) throw ctx.fail('unauthorized', 'the code was used, or an app set up, meanwhile');
  await notify(ctx, account, { kind: 'two_factor_enabled' });
}

/** Turns two-factor authentication off by a code of the factor that goes; an app's secret and backup codes go with it. */
export async function disableTwoFactor(
  ctx: Ctx<'user_not_found' | 'unauthorized', 'table' | 'keyring' | 'mail'>,
  user_id: string,
  code: string,
): Promise<void> {
  const account = await accountById(ctx, user_id);
  const { remove, records } = await proveSecondFactor(ctx, account, code);
  const set = { is_2fa_enabled: false, two_factor_method: 'email', updated_at: ctx.now() };
  const changed = change(Account, { user_id }, { set }, isMethod(account.two_factor_method));
  const record = recorded(ctx, user_id, 'two_factor.disabled');
  if (await ctx.table.commit(remove, changed, record, ...records))
    throw ctx.fail('unauthorized', 'the code was used, or the factor changed, meanwhile');
  await notify(ctx, account, { kind: 'two_factor_disabled' });
}

export const TwoFactor = z
  .object({
    backup_codes_left: z
      .nullable(z.int())
      .register(z.globalRegistry, { description: 'Null without an authenticator app.' }),
    method: z
      .nullable(Method)
      .register(z.globalRegistry, { description: 'Null while two-factor authentication is off.' }),
  })
  .register(z.globalRegistry, { id: 'TwoFactor' });

export async function viewTwoFactor(
  ctx: Ctx<'user_not_found', 'table'>,
  user_id: string,
): Promise<z.infer<typeof TwoFactor>> {
  const { is_2fa_enabled, two_factor_method } = await accountById(ctx, user_id);
  if (!is_2fa_enabled) return { backup_codes_left: null, method: null };
  const totp = two_factor_method === 'totp' ? await ctx.table.get(Totp, { user_id }) : undefined;
  return {
    backup_codes_left: totp ? Object.keys(totp.backup_codes).length : null,
    method: two_factor_method,
  };
}
