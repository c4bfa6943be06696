import { randomInt } from 'node:crypto';
import * as z from 'zod/mini';
import type { Failure } from '../errors.ts';
import { Code, CodesSent } from '../table/entities.ts';
import { above, all, any, atMost, below, equals, missing, plus } from '../table/expressions.ts';
import { change, erase, put, upsert, type Write } from '../table/table.ts';
import type { Ctx } from './ctx.ts';
import { keyedHash, type Keyring, sameSecret } from './tokens.ts';
import { DAY_S, dayOf } from './values.ts';

export const Purpose = z
  .enum(['CHANGE_PASSWORD', 'TWO_FACTOR_AUTH', 'ACTIVATION', 'DELETE_ACCOUNT'])
  .register(z.globalRegistry, { description: 'What the code is for.' });
export type Purpose = z.infer<typeof Purpose>;

export const SixDigits = z
  .string()
  .check(z.regex(/^[0-9]{6}$/))
  .register(z.globalRegistry, {
    description: 'Six digits: the code that was mailed, or an app’s.',
    examples: ['012345'],
  });

/** OWASP ASVS 6.5.5: out-of-band codes live ten minutes at most. */
const LIFETIME_S = 600;
/** With `codesPerDay` codes a day, a guesser hits with a chance of tries × codes / 10⁶ a day. */
const MAX_TRIES = 5;

/** A fresh code, the write that stores its keyed hash in place of the older one of its kind, and the one that removes it. */
export function newCode(
  keyring: Keyring,
  email_key: string,
  purpose: Purpose,
  asked: { at: number; coolDown: number; now: number },
): { code: string; write: Write; undo: Write } {
  const code = randomInt(1_000_000).toString().padStart(6, '0');
  const hash = keyedHash(keyring[0], purpose, email_key, code);
  const expires_at = Math.floor(asked.now / 1000) + LIFETIME_S;
  return {
    code,
    write: put(
      Code,
      { email_key, purpose, hash, tries: 0, asked_at: asked.at, expires_at },
      any(missing('pk'), atMost('asked_at', asked.now - asked.coolDown)),
    ),
    undo: erase(Code, { email_key, purpose }),
  };
}

/**
 * Makes a code that a caller asked for. Fails with `rate_limited` within the cool-down after the last one and above
 * the day's cap, which no resend resets.
 */
export async function issueCode(
  ctx: Ctx<'rate_limited', 'table' | 'keyring'>,
  email_key: string,
  purpose: Purpose,
): Promise<{ code: string; withdraw: () => Promise<void> }> {
  const now = ctx.now();
  const { code, write, undo } = newCode(ctx.keyring, email_key, purpose, {
    at: now,
    coolDown: ctx.policy.codeCooldown,
    now,
  });
  const day = dayOf(now);
  const spent = (sent: number) =>
    upsert(
      CodesSent,
      { email_key, day },
      { set: { sent: plus(sent), expires_at: Math.floor(now / 1000) + 2 * DAY_S } },
      any(missing('sent'), below('sent', ctx.policy.codesPerDay)),
    );
  const spend = spent(1);
  const refused = await ctx.table.commit(spend, write);
  if (refused === spend)
    throw ctx.fail('rate_limited', 'daily cap of codes', {
      retryAfter: DAY_S - (Math.floor(now / 1000) % DAY_S),
    });
  if (refused)
    throw ctx.fail('rate_limited', 'code cool-down', {
      retryAfter: Math.ceil(ctx.policy.codeCooldown / 1000),
    });
  return {
    code,
    /** Takes back a code that no mail could bring, so that the next try need not wait. */
    withdraw: async () => {
      await ctx.table.commit(change(CodesSent, { email_key, day }, { set: { sent: plus(-1) } }), undo);
    },
  };
}

/**
 * Takes a code in: counts the try first, then compares, so that no number of parallel tries wins one more.
 * The code is spent by the returned write, which belongs into the transaction that does what it allows.
 *
 *     try 1 … 5   counted, compared        try 6   refused uncompared, right or wrong
 */
export async function takeCode(
  ctx: Ctx<'unauthorized', 'table' | 'keyring'>,
  email_key: string,
  purpose: Purpose,
  code: string,
  refuse: (because: string) => Failure = (because) => ctx.fail('unauthorized', because),
): Promise<Write> {
  const counted = await ctx.table.update(
    change(
      Code,
      { email_key, purpose },
      { set: { tries: plus(1) } },
      all(below('tries', MAX_TRIES), above('expires_at', Math.floor(ctx.now() / 1000))),
    ),
  );
  if (!counted.done) throw refuse('no live code');
  const { hash } = counted.item;
  if (!ctx.keyring.some((keys) => sameSecret(keyedHash(keys, purpose, email_key, code), hash)))
    throw refuse(`wrong code, try ${counted.item.tries}`);
  return erase(Code, { email_key, purpose }, equals('hash', hash));
}
