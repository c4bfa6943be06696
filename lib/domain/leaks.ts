import * as z from 'zod/mini';
import type { LeakReport } from '../leaks/leaks.ts';
import { Access, Account } from '../table/entities.ts';
import { exists } from '../table/expressions.ts';
import { change } from '../table/table.ts';
import type { Ctx } from './ctx.ts';
import { replacedKey } from './keys.ts';
import { notify } from './notices.ts';
import { readToken } from './tokens.ts';
import { recorded } from './trail.ts';

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
  const read = readToken(ctx.keyring, token, ctx.now());
  if (!read) return { isOurs: false, isDisarmed: false };
  const { user_id } = read;
  const access = await ctx.table.get(Access, { user_id });
  const isGood =
    read.kind === 'KEY' ? access?.key_version === read.key_version : access?.sessions[read.session_id];
  if (!access || !isGood) return { isOurs: true, isDisarmed: false };
  // Whoever has a session's token may have viewed the key with it. The key goes first: a call that dies in between is
  // repeated for as long as the session is good.
  const isReset = (await replacedKey(ctx, access)) !== undefined;
  const isDisarmed = read.kind === 'KEY' ? isReset : await hasRevoked(ctx, user_id, read.session_id);
  // Where it is not, another call did it meanwhile, and tells the owner.
  const account = isDisarmed && (await ctx.table.get(Account, { user_id }));
  if (account)
    await notify(ctx, account, { kind: read.kind === 'KEY' ? 'api_key_leaked' : 'session_leaked' });
  return { isOurs: true, isDisarmed };
}

/** @returns false when the session ended meanwhile */
async function hasRevoked(ctx: Ctx<never, 'table'>, user_id: string, session_id: string): Promise<boolean> {
  const session = `sessions.${session_id}`;
  const refused = await ctx.table.commit(
    change(Access, { user_id }, { remove: [session] }, exists(session)),
    recorded(ctx, user_id, 'session.revoked'),
  );
  return refused === undefined;
}
