import * as z from 'zod/mini';
import { Access } from '../table/entities.ts';
import type { Stored } from '../table/entity.ts';
import {
  above,
  all,
  any,
  below,
  type Condition,
  equals,
  missing,
  plus,
  sizeBelow,
} from '../table/expressions.ts';
import { change } from '../table/table.ts';
import type { Ctx } from './ctx.ts';
import { idleUntil } from './sessions.ts';
import { type KeyToken, readToken, sameSecret, type UserToken } from './tokens.ts';

/** A caller that has proven who it is. */
export type Caller = { kind: 'PUBLIC' } | { kind: 'PRIVATE' } | UserCaller | KeyCaller;
interface OfAnAccount {
  user_id: string;
  is_active: boolean;
  /** has a first and a last name */
  is_named: boolean;
  /** calls left in this second */
  remaining: number;
}
export interface UserCaller extends OfAnAccount {
  kind: 'USER';
  session_id: string;
}
export interface KeyCaller extends OfAnAccount {
  kind: 'KEY';
}

/** What the first try takes for granted of an account, so that it need not be told. */
const USUAL = { is_active: true, has_first_name: true, has_last_name: true };
type Standing = Pick<Stored<typeof Access>, keyof typeof USUAL>;
const FLAGS = Object.keys(USUAL) as (keyof Standing)[];

const Counted = z.object({ calls: z.record(z.string(), z.int()) });

/** Calls a second, for each API key and for each user. */
export const RATE_LIMIT = 10;
/** Bounds the limiter's map, and with it the item's size; replacing a full map is one request more in 24 seconds' calls. */
export const MAX_WINDOWS = 24;

/**
 * Decides who is calling from the `Authorization` header. A token costs one request, which checks it, limits the rate
 * and records the use; two where the account is not active, or has no name; what we did not sign costs none.
 */
export async function authorize(
  ctx: Ctx<'unauthorized' | 'rate_limited', 'table' | 'keyring' | 'sharedKeys'>,
  authorization: string,
): Promise<Caller> {
  const [, bearer] = /^Bearer +(\S+)$/i.exec(authorization) ?? [];
  if (bearer === undefined) {
    const among = (keys: readonly string[]) => keys.some((key) => sameSecret(key, authorization));
    if (among(ctx.sharedKeys.public)) return { kind: 'PUBLIC' };
    if (among(ctx.sharedKeys.private)) return { kind: 'PRIVATE' };
    throw ctx.fail('unauthorized', 'no known credentials');
  }
  const token = readToken(ctx.keyring, bearer, ctx.now());
  if (!token) throw ctx.fail('unauthorized', 'the token is not ours or has expired');
  if (token.kind === 'KEY' && ctx.policy.profile !== 'clara')
    throw ctx.fail('unauthorized', 'this profile has no API keys');
  return admitted(ctx, token);
}

/**
 * One conditional write on the user's access item:
 *
 *     token current?        the key is the token's       |  the session is live
 *     account as expected?  active, with both names
 *     within the rate?      this second's count < 10     |  no count yet, and room for one
 *                           └─ all:  count it, record the use, give the count back
 *                           └─ not:  the old item says which of them it was
 */
async function admitted(
  ctx: Ctx<'unauthorized' | 'rate_limited', 'table'>,
  token: UserToken | KeyToken,
): Promise<UserCaller | KeyCaller> {
  const now = ctx.now();
  const second = Math.floor(now / 1000);
  const at = second.toString(36);
  const [window, other] =
    token.kind === 'KEY' ? ([`k${at}`, `u${at}`] as const) : ([`u${at}`, `k${at}`] as const);
  const count = `calls.${window}`;
  const current: Condition =
    token.kind === 'KEY'
      ? all(equals('key_id', token.key_id), equals('key_version', token.key_version))
      : above(`sessions.${token.session_id}`, second);
  const use = {
    used_at: now,
    ...(token.kind === 'USER' && { [`sessions.${token.session_id}`]: idleUntil(ctx.policy, now) }),
  };
  let standing: Standing = USUAL;
  const attempt = (set: Record<string, unknown>, room: Condition) => {
    const expected = FLAGS.map((flag) => equals(flag, standing[flag]));
    // Who is suspended is not active either: of who is active, it need not be asked.
    if (!standing.is_active) expected.push(missing('is_suspended'));
    const to = { set: { ...set, ...use } };
    return ctx.table.updateGiving(
      change(Access, { user_id: token.user_id }, to, all(current, ...expected, room)),
      Counted,
    );
  };

  for (;;) {
    const counted = await attempt(
      { [count]: plus(1) },
      any(below(count, RATE_LIMIT), all(missing(count), sizeBelow('calls', MAX_WINDOWS))),
    );
    if (counted.done) return callerOf(token, standing, counted.item.calls[window]);
    const { item } = counted;
    if (!item || !isCurrent(token, item, second))
      throw ctx.fail('unauthorized', 'the token is no longer good');
    if (item.is_suspended) throw ctx.fail('unauthorized', 'the account is suspended');
    if ((item.calls[window] ?? 0) >= RATE_LIMIT)
      throw ctx.fail('rate_limited', 'calls a second', { retryAfter: 1 });
    const isAsExpected = FLAGS.every((flag) => item[flag] === standing[flag]);
    standing = item;
    if (!isAsExpected) continue;
    // The map is full. Of this second it may hold the other kind's count, which goes on.
    const kept = item.calls[other];
    const started = await attempt(
      { calls: { [window]: 1, [other]: kept } },
      all(missing(count), kept === undefined ? missing(`calls.${other}`) : equals(`calls.${other}`, kept)),
    );
    if (started.done) return callerOf(token, standing, started.item.calls[window]);
    // Another call counted in this second meanwhile: count this one after it.
  }
}

/** Whether a token is still good. @param second s since the epoch */
export const isCurrent = (token: UserToken | KeyToken, item: Stored<typeof Access>, second: number) =>
  token.kind === 'KEY'
    ? item.key_id === token.key_id && item.key_version === token.key_version
    : (item.sessions[token.session_id] ?? 0) > second;

function callerOf(
  token: UserToken | KeyToken,
  { is_active, has_first_name, has_last_name }: Standing,
  counted = RATE_LIMIT,
): UserCaller | KeyCaller {
  const account = {
    user_id: token.user_id,
    is_active,
    is_named: has_first_name && has_last_name,
    remaining: RATE_LIMIT - counted,
  };
  return token.kind === 'KEY'
    ? { kind: 'KEY', ...account }
    : { kind: 'USER', session_id: token.session_id, ...account };
}
