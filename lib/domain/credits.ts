import * as z from 'zod/mini';
import { failure } from '../errors.ts';
import { type User, userOf } from './accounts.ts';
import type { Ctx } from './ctx.ts';
import { bookOn } from './ledger.ts';
import { decimal } from './values.ts';

const MOST = 1_000_000_000;
const hundredths = (credits: number) => Math.round(credits * 100);

/** A balance: nothing finer than a hundredth, for that is what the ledger counts in. */
export const Balance = z.number().check(
  z.gte(0),
  z.lte(MOST),
  z.refine((credits) => decimal(hundredths(credits)) === credits),
);

/** As the contract writes a balance: `10.0`, `0.25`. */
const written = (credits: number) => (Number.isInteger(credits) ? credits.toFixed(1) : String(credits));

/** Books the difference to a balance. Where there is none, nothing is booked. */
export async function setCredits(
  ctx: Ctx<'user_not_found', 'table'>,
  user_id: string,
  balance: number,
): Promise<User> {
  let user: User | undefined;
  // What is taken is never more than there is.
  await bookOn({ ...ctx, fail: failure }, user_id, (account) => {
    const credits = hundredths(balance);
    user = userOf({ ...account, credits });
    const difference = credits - account.credits;
    if (difference === 0) return undefined;
    const description = `Admin updated credits from ${written(decimal(account.credits))} to ${written(balance)}.`;
    const type = difference > 0 ? 'CREDIT' : 'DEBIT';
    return { bookings: [{ type, credits: Math.abs(difference), fiat: 0, description }] };
  });
  return user as User;
}
