import { createHash } from 'node:crypto';
import type { LeakReport } from '../leaks/leaks.ts';
import { Access, Account } from '../table/entities.ts';
import { exists } from '../table/expressions.ts';
import { change } from '../table/table.ts';
import type { Ctx } from './ctx.ts';
import { replacedKey } from './keys.ts';
import { notify } from './notices.ts';
import { readToken } from './tokens.ts';
import { recorded } from './trail.ts';

/** What the finder of a token is told of it. */
export interface Verdict {
  /** SHA-256, base64: the token itself does not go back */
  token_hash: string;
  token_type: string;
  /** true: we signed it, whether or not it still was good */
  label: 'true_positive' | 'false_positive';
}

export interface Disarmed {
  verdicts: Verdict[];
  /** tokens that were good until now */
  disarmed: number;
}

/** Makes every reported token that is still good useless, and tells its owner. Doing it again changes nothing. */
export async function disarm(
  ctx: Ctx<never, 'table' | 'keyring' | 'mail'>,
  reports: readonly LeakReport[],
): Promise<Disarmed> {
  const found = new Map<string, Verdict['label']>();
  let disarmed = 0;
  for (const { token } of reports) {
    if (found.has(token)) continue;
    const read = await readToken(ctx.keyring, token, ctx.now());
    found.set(token, read ? 'true_positive' : 'false_positive');
    if (read?.kind === 'KEY' && (await isReset(ctx, read.user_id, read.key_version))) disarmed++;
    if (read?.kind === 'USER' && (await isEnded(ctx, read.user_id, read.session_id))) disarmed++;
  }
  const verdicts = reports.map(({ token, type }) => ({
    token_hash: createHash('sha256').update(token).digest('base64'),
    token_type: type,
    label: found.get(token) ?? 'false_positive',
  }));
  return { verdicts, disarmed };
}

type DisarmCtx = Ctx<never, 'table' | 'mail'>;

/** Resets the key, unless the token is of one before it. */
async function isReset(ctx: DisarmCtx, user_id: string, key_version: number): Promise<boolean> {
  const access = await ctx.table.get(Access, { user_id });
  if (access?.key_version !== key_version || !(await replacedKey(ctx, access))) return false;
  await told(ctx, user_id, 'api_key_leaked');
  return true;
}

async function isEnded(ctx: DisarmCtx, user_id: string, session_id: string): Promise<boolean> {
  const session = `sessions.${session_id}`;
  const refused = await ctx.table.commit(
    change(Access, { user_id }, { remove: [session] }, exists(session)),
    recorded(ctx, user_id, 'session.revoked'),
  );
  if (refused) return false;
  await told(ctx, user_id, 'session_leaked');
  return true;
}

async function told(ctx: DisarmCtx, user_id: string, kind: 'api_key_leaked' | 'session_leaked') {
  const account = await ctx.table.get(Account, { user_id });
  if (account) await notify(ctx, account, { kind });
}
