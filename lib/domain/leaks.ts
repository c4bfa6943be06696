import * as z from 'zod/mini';
import type { LeakReport } from '../leaks/leaks.ts';
import { Access, Account } from '../table/entities.ts';
import { isCurrent } from './access.ts';
import type { Ctx } from './ctx.ts';
import { replaceKey } from './keys.ts';
import { notify } from './notices.ts';
import { type KeyToken, readToken, type UserToken } from './tokens.ts';

/** What the finder of tokens is told of each: `true_positive`, it is one of ours, whether or not it was still good. */
export const Verdicts = z
  .array(
    z.object({
      token_raw: z.string(),
      token_type: z.string(),
      label: z.enum(['true_positive', 'false_positive']),
    }),
  )
  .register(z.globalRegistry, {
    id: 'LeakVerdicts',
    description:
      'What GitHub asks for: whether each is a token of ours. Those that were good are so no more.',
  });

/** What is done at once: a report may hold thousands, and GitHub waits for 30 s. */
const AT_ONCE = 10;

/**
 * Makes every reported token that is still good useless, and tells its owner. Doing it again changes nothing. What we
 * did not sign costs no request.
 * @returns also how many tokens it made useless
 */
export async function disarm(
  ctx: Ctx<never, 'table' | 'keyring' | 'mail'>,
  reports: readonly LeakReport[],
): Promise<{ verdicts: z.infer<typeof Verdicts>; disarmed: number }> {
  const tokens = [...new Set(reports.map(({ token }) => token))];
  const ours = new Set<string>();
  let disarmed = 0;
  for (let at = 0; at < tokens.length; at += AT_ONCE)
    await Promise.all(
      tokens.slice(at, at + AT_ONCE).map(async (token) => {
        const found = await disarmOne(ctx, token);
        if (found.isOurs) ours.add(token);
        if (found.isDisarmed) disarmed++;
      }),
    );
  const verdicts = reports.map(({ token, type }) => ({
    token_raw: token,
    token_type: type,
    label: ours.has(token) ? ('true_positive' as const) : ('false_positive' as const),
  }));
  return { verdicts, disarmed };
}

interface Found {
  isOurs: boolean;
  isDisarmed: boolean;
}

async function disarmOne(ctx: Ctx<never, 'table' | 'keyring' | 'mail'>, token: string): Promise<Found> {
  if (!readToken(ctx.keyring, token, 0)) return { isOurs: false, isDisarmed: false };
  const read = readToken(ctx.keyring, token, ctx.now());
  // One that has expired is ours, too, and good for nothing.
  const isDisarmed = read !== undefined && (await madeUseless(ctx, read));
  // Where it is not, another call did it before, and told the owner, unless it died in between: the trail says it anyway.
  const account = isDisarmed && (await ctx.table.get(Account, { user_id: read.user_id }));
  if (account)
    await notify(ctx, account, { kind: read.kind === 'KEY' ? 'api_key_leaked' : 'session_leaked' });
  return { isOurs: true, isDisarmed };
}

/**
 * Whoever has a session's token may have viewed the key with it, so the key goes with the session: also where a reset comes
 * first, which makes a key useless, but not the session that could show the new one.
 * @returns false when the token was no more good
 */
async function madeUseless(ctx: Ctx<never, 'table'>, token: UserToken | KeyToken): Promise<boolean> {
  const read = async () => {
    const access = await ctx.table.get(Access, { user_id: token.user_id });
    return access && isCurrent(token, access, Math.floor(ctx.now() / 1000)) ? { access } : undefined;
  };
  const session = token.kind === 'USER' ? { id: token.session_id, ends: true } : undefined;
  return (await replaceKey(ctx, read, session)) !== undefined;
}
