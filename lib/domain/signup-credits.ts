import { SignupSpent } from '../table/entities.ts';
import { put, type Write } from '../table/table.ts';
import type { Ctx } from './ctx.ts';
import { keyedHash, type SigningKeys } from './tokens.ts';
import { DAY_S } from './values.ts';

/** Whom sign-up credits are for. */
interface Person {
  email_key: string;
  google_id: string | null;
}

/** How long deleting an account and signing up again brings no credits a second time. */
const REMEMBERED_S = 365 * DAY_S;

/** Nothing that leads back to the person without a signing secret. */
const holdersOf = (keys: SigningKeys, { email_key, google_id }: Person): string[] => [
  keyedHash(keys, 'SIGNUP', 'email', email_key),
  ...(google_id === null ? [] : [keyedHash(keys, 'SIGNUP', 'google', google_id)]),
];

/** What signing up is worth to a person: hundredths of a credit, 0 where an account of theirs was deleted before. */
export async function signupCredits(ctx: Ctx<never, 'table' | 'keyring'>, person: Person): Promise<number> {
  if (ctx.policy.freeCredits === 0) return 0;
  const holders = ctx.keyring.flatMap((keys) => holdersOf(keys, person));
  const spent = await Promise.all(holders.map((holder) => ctx.table.get(SignupSpent, { holder })));
  return spent.some((each) => each !== undefined) ? 0 : ctx.policy.freeCredits;
}

/** Remembers, as the account goes, that its person had sign-up credits. */
export const signupSpent = (ctx: Ctx<never, 'keyring'>, person: Person): Write[] => {
  const expires_at = Math.floor(ctx.now() / 1000) + REMEMBERED_S;
  return holdersOf(ctx.keyring[0], person).map((holder) => put(SignupSpent, { holder, expires_at }));
};
