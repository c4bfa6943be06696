import * as z from 'zod/mini';
import { Account, PendingTotp, Totp } from '../table/entities.ts';
import { above, all, below, equals, plus } from '../table/expressions.ts';
import { change, erase, put } from '../table/table.ts';
import { accountById } from './accounts.ts';
import type { Ctx } from './ctx.ts';
import { notify } from './notices.ts';
import { seal, unseal } from './sealing.ts';
import { isMethod, proveSecondFactor } from './second-factor.ts';
import { backupHash, newBackupCodes, newSecret, provisioning, stepOf } from './totp.ts';
import { recorded } from './trail.ts';
import { HttpDate, httpDate } from './values.ts';

const LIFETIME_S = 600;
const MAX_TRIES = 5;

export const TotpSetup = z
  .object({
    expires_at: HttpDate,
    method: z.literal('totp'),
    otpauth_uri: z
      .string()
      .register(z.globalRegistry, { description: 'What an authenticator app opens: otpauth://totp/…' }),
    qr_svg: z.string().register(z.globalRegistry, { description: 'The same as a QR code, in SVG.' }),
    secret: z.string().register(z.globalRegistry, { description: 'The same to type in, in base 32.' }),
  })
  .register(z.globalRegistry, {
    id: 'TotpSetup',
    description: 'A secret for an authenticator app. It works once its first code has come in.',
  });

/**
 * Makes a secret for an authenticator app, which works once `confirmTotp` got its first code. The code of the present
 * second factor, or a mailed one where there is none, stands against a stolen session.
 */
export async function beginTotp(
  ctx: Ctx<'user_not_found' | 'unauthorized', 'table' | 'keyring' | 'mail'>,
  user_id: string,
  code: string,
): Promise<z.infer<typeof TotpSetup>> {
  const account = await accountById(ctx, user_id);
  const { spend, records, notice } = await proveSecondFactor(ctx, account, code);
  const secret = newSecret();
  const expires_at = Math.floor(ctx.now() / 1000) + LIFETIME_S;
  const pending = {
    user_id,
    sealed: seal(ctx.keyring, secret, user_id),
    replaces: account.two_factor_method,
    tries: 0,
    expires_at,
  };
  const begun = recorded(ctx, user_id, 'totp.begun');
  if (await ctx.table.commit(spend, put(PendingTotp, pending), begun, ...records))
    throw ctx.fail('unauthorized', 'the code was used meanwhile');
  if (notice) await notify(ctx, account, notice);
  return {
    expires_at: httpDate(expires_at * 1000),
    method: 'totp',
    ...provisioning(secret, ctx.policy.productName, account.email),
  };
}

export const BackupCodes = z.object({ backup_codes: z.array(z.string()) }).register(z.globalRegistry, {
  id: 'BackupCodes',
  description: 'Each stands once in place of an app’s code. They are shown this once.',
});

/**
 * Turns the second factor by an app on, by the app's first code; in place of the one before it, app or mail.
 *
 *     pending   what was compared is still there  ┐
 *     account   its method is the one replaced    ├ all or nothing
 *     totp      written whole, this code used     ┘
 *
 * @returns the backup codes, shown this once
 */
export async function confirmTotp(
  ctx: Ctx<'user_not_found' | 'unauthorized', 'table' | 'keyring' | 'mail'>,
  user_id: string,
  code: string,
): Promise<z.infer<typeof BackupCodes>> {
  const account = await accountById(ctx, user_id);
  const now = ctx.now();
  const counted = await ctx.table.update(
    change(
      PendingTotp,
      { user_id },
      { set: { tries: plus(1) } },
      all(below('tries', MAX_TRIES), above('expires_at', Math.floor(now / 1000))),
    ),
  );
  if (!counted.done) throw ctx.fail('unauthorized', 'no app waits for its first code');
  const { sealed, replaces, tries } = counted.item;
  const secret = unseal(ctx.keyring, sealed, user_id);
  const last_step = secret && stepOf(secret, code, now);
  if (!secret || last_step === undefined) throw ctx.fail('unauthorized', `wrong code, try ${tries}`);

  const backup_codes = newBackupCodes();
  const hashes = backup_codes.map((each) => [backupHash(secret, user_id, each), 1] as const);
  const refused = await ctx.table.commit(
    erase(PendingTotp, { user_id }, equals('sealed', sealed)),
    change(
      Account,
      { user_id },
      { set: { is_2fa_enabled: true, two_factor_method: 'totp', updated_at: now } },
      isMethod(replaces),
    ),
    put(Totp, {
      user_id,
      sealed: seal(ctx.keyring, secret, user_id),
      enrolled_at: now,
      last_step,
      backup_codes: Object.fromEntries(hashes),
      tries: 0,
      tried_at: now,
      locks: 0,
    }),
    recorded(ctx, user_id, 'totp.enabled'),
  );
  if (refused) throw ctx.fail('unauthorized', 'the setup was used, or the factor changed, meanwhile');
  await notify(ctx, account, { kind: 'totp_enabled' });
  return { backup_codes };
}
