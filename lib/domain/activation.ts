import { unavailable } from '../errors.ts';
import { Access, Account, EmailGuard } from '../table/entities.ts';
import { equals, missing } from '../table/expressions.ts';
import { change, type Write } from '../table/table.ts';
import { type Addressed, holderOf, type User, userOf } from './accounts.ts';
import { takeCode } from './codes.ts';
import type { Ctx } from './ctx.ts';
import { forgetTries } from './login-tries.ts';
import { notify } from './notices.ts';
import { takeOver } from './takeover.ts';
import { recorded } from './trail.ts';

const MAX_ROUNDS = 20;

/**
 * Activates an account by a code from its mailbox. Where somebody with another password tried to register the address
 * before, one of the two is a stranger, and only the mailbox tells which: it gets the account, and what either of them
 * had is gone: sessions, API key and password. The owner sets a new one by a mailed code.
 */
export async function activate(
  ctx: Ctx<'unauthorized', 'table' | 'keyring' | 'mail'>,
  { email_key, ...addressed }: Addressed,
  code: string,
): Promise<User> {
  const spend = await takeCode(ctx, email_key, 'ACTIVATION', code);
  const { account: found, guard: its } = addressed;
  let holder = found && its && { account: found, guard: its };
  for (let round = 0; round < MAX_ROUNDS; round++) {
    if (!holder) throw ctx.fail('unauthorized', 'no account for the e-mail');
    const { guard, account } = holder;
    const { user_id } = account;
    if (account.is_suspended) throw ctx.fail('unauthorized', 'the account is suspended');
    const isContested = guard.contested !== undefined;
    const decide = change(
      EmailGuard,
      { email_key },
      { remove: ['contested'] },
      guard.contested === undefined ? missing('contested') : equals('contested', guard.contested),
    );
    const set = { is_active: true, updated_at: ctx.now() };
    const over = takeOver(ctx, account, {
      account: { ...set, password_hash: null },
      access: { is_active: true },
    });
    const writes: Write[] = isContested
      ? [over.owner, ...over.writes, forgetTries(email_key)]
      : [
          change(Account, { user_id }, { set }, equals('is_active', account.is_active)),
          change(Access, { user_id }, { set: { is_active: true } }),
        ];
    const record = recorded(ctx, user_id, 'account.activated', isContested ? [over.key_id] : []);
    const refused = await ctx.table.commit(spend, decide, ...writes, record);
    if (refused === spend) throw ctx.fail('unauthorized', 'the code was used meanwhile');
    if (!refused) {
      if (isContested) await notify(ctx, account, { kind: 'account_taken_over' });
      return userOf({ ...account, ...set });
    }
    holder = await holderOf(ctx, email_key);
  }
  throw unavailable('activation', new Error('contention'));
}
