import { randomBytes } from 'node:crypto';
import * as z from 'zod/mini';
import type { Failure } from '../errors.ts';
import { Code, CodesSent } from '../table/entities.ts';
import type { Stored } from '../table/entity.ts';
import { above, all, any, atLeast, atMost, below, equals, missing, plus } from '../table/expressions.ts';
import { change, erase, put, upsert, type Write } from '../table/table.ts';
import type { Ctx } from './ctx.ts';
import { keyedHash, type Keyring, sameSecret, type SigningKeys } from './tokens.ts';
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
/** With c codes of a purpose a day, a guesser hits with a chance of tries × c / 10⁶ a day. */
const MAX_TRIES = 5;
/** A code is mailed again as often as this, and not more: its mailbox has it by then. */
const MAX_MAILS = 3;
/** A password reset takes an account over, so fewer codes for it are made in a day than for anything else. */
const RESETS_PER_DAY = 5;

const codesPerDay = ({ policy }: Pick<Ctx, 'policy'>, purpose: Purpose): number =>
  purpose === 'CHANGE_PASSWORD' ? Math.min(RESETS_PER_DAY, policy.codesPerDay) : policy.codesPerDay;

/** The code that a nonce stands for: six digits of an HMAC, 48 bits of which leave no digit more likely than another. */
const derivedCode = (keys: SigningKeys, email_key: string, purpose: string, nonce: string): string => {
  const bytes = Buffer.from(keyedHash(keys, 'DERIVED', purpose, email_key, nonce), 'base64url');
  return String(bytes.readUIntBE(0, 6) % 1_000_000).padStart(6, '0');
};

/** A fresh code, the write that stores it, and the one that removes it. A live code is not replaced. */
export function newCode(
  [keys]: Keyring,
  email_key: string,
  purpose: Purpose,
  asked: { at: number; coolDown: number; now: number },
): { code: string; write: Write; undo: Write } {
  const nonce = randomBytes(16).toString('base64url');
  const code = derivedCode(keys, email_key, purpose, nonce);
  const hash = keyedHash(keys, purpose, email_key, code);
  const second = Math.floor(asked.now / 1000);
  const expires_at = second + LIFETIME_S;
  return {
    code,
    write: put(
      Code,
      { email_key, purpose, hash, nonce, tries: 0, mails: 1, asked_at: asked.at, expires_at },
      any(
        missing('pk'),
        atMost('expires_at', second),
        all(atLeast('tries', MAX_TRIES), atMost('asked_at', asked.now - asked.coolDown)),
      ),
    ),
    undo: erase(Code, { email_key, purpose }),
  };
}

/**
 * The code that a caller asked for. While one lives, it is mailed again: so nobody can take it from its owner by asking
 * for another. Fails with `rate_limited` within the cool-down after the last one, and above the day's cap of its
 * purpose.
 *
 *     alive      the same code, at most three times        guessed wrong five times, or expired      a new one
 */
export async function issueCode(
  ctx: Ctx<'rate_limited', 'table' | 'keyring'>,
  email_key: string,
  purpose: Purpose,
): Promise<{ code: string; withdraw: () => Promise<void> }> {
  const now = ctx.now();
  const again = await ctx.table.update(
    change(
      Code,
      { email_key, purpose },
      { set: { asked_at: now, mails: plus(1) } },
      all(
        above('expires_at', Math.floor(now / 1000)),
        below('tries', MAX_TRIES),
        below('mails', MAX_MAILS),
        atMost('asked_at', now - ctx.policy.codeCooldown),
      ),
    ),
  );
  const { item } = again;
  const code = item && codeOf(ctx.keyring, item);
  if (again.done && code !== undefined) {
    // Where accounts are hidden, nobody shall see by the requests whether a code lives: this one is always refused.
    if (ctx.policy.hideAccounts) await ctx.table.commit(...newCodeWrites(ctx, email_key, purpose).writes);
    return {
      code,
      withdraw: async () => {
        const to = { set: { asked_at: 0, mails: plus(-1) } };
        await ctx.table.commit(change(Code, { email_key, purpose }, to, equals('asked_at', now)));
      },
    };
  }
  if (item && item.expires_at * 1000 > now && (item.tries < MAX_TRIES || isCooling(ctx, item.asked_at))) {
    const until = isCooling(ctx, item.asked_at)
      ? item.asked_at + ctx.policy.codeCooldown
      : item.expires_at * 1000;
    throw ctx.fail('rate_limited', 'the code was just mailed, or often enough', {
      retryAfter: Math.ceil((until - now) / 1000),
    });
  }
  return issueNewCode(ctx, email_key, purpose);
}

const isCooling = ({ policy, now }: Pick<Ctx, 'policy' | 'now'>, asked_at: number): boolean =>
  asked_at > now() - policy.codeCooldown;

/** @returns undefined where no live secret leads to it */
function codeOf(keyring: Keyring, item: Stored<typeof Code>): string | undefined {
  const { email_key, purpose, nonce, hash } = item;
  return keyring
    .map((keys) => ({ keys, code: derivedCode(keys, email_key, purpose, nonce) }))
    .find(({ keys, code }) => keyedHash(keys, purpose, email_key, code) === hash)?.code;
}

/** A new code and the writes that count and store it, which a live one refuses. */
function newCodeWrites(ctx: Ctx<never, 'keyring'>, email_key: string, purpose: Purpose) {
  const now = ctx.now();
  const asked = { at: now, coolDown: ctx.policy.codeCooldown, now };
  const { code, write, undo } = newCode(ctx.keyring, email_key, purpose, asked);
  const day = dayOf(now);
  const spend: Write = upsert(
    CodesSent,
    { email_key, day, purpose },
    { set: { sent: plus(1), expires_at: Math.floor(now / 1000) + 2 * DAY_S } },
    any(missing('sent'), below('sent', codesPerDay(ctx, purpose))),
  );
  const unspend: Write = change(CodesSent, { email_key, day, purpose }, { set: { sent: plus(-1) } });
  const writes: [Write, Write] = [spend, write];
  return { code, writes, undo: [unspend, undo] as [Write, Write] };
}

async function issueNewCode(
  ctx: Ctx<'rate_limited', 'table' | 'keyring'>,
  email_key: string,
  purpose: Purpose,
): Promise<{ code: string; withdraw: () => Promise<void> }> {
  const now = ctx.now();
  const { code, writes, undo } = newCodeWrites(ctx, email_key, purpose);
  const refused = await ctx.table.commit(...writes);
  if (refused === writes[0])
    throw ctx.fail('rate_limited', 'daily cap of codes', {
      retryAfter: DAY_S - (Math.floor(now / 1000) % DAY_S),
    });
  if (refused)
    throw ctx.fail('rate_limited', 'another call just made one', {
      retryAfter: Math.ceil(ctx.policy.codeCooldown / 1000),
    });
  return {
    code,
    /** Takes back a code that no mail could bring, so that the next try need not wait. */
    withdraw: async () => {
      await ctx.table.commit(...undo);
    },
  };
}

/**
 * Takes a code in: counts the try first, then compares, so that no number of parallel tries wins one more.
 * The code is spent by the returned write, which belongs into the transaction that does what it allows.
 *
 *     try 1 … 5   counted, compared        try 6   refused uncompared, right or wrong
 *
 * @param onLastWrong called when the last try that a code has was wrong
 */
export async function takeCode(
  ctx: Ctx<'unauthorized', 'table' | 'keyring'>,
  email_key: string,
  purpose: Purpose,
  code: string,
  refuse: (because: string) => Failure = (because) => ctx.fail('unauthorized', because),
  onLastWrong: () => Promise<void> = () => Promise.resolve(),
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
  if (!ctx.keyring.some((keys) => sameSecret(keyedHash(keys, purpose, email_key, code), hash))) {
    if (counted.item.tries === MAX_TRIES) await onLastWrong();
    throw refuse(`wrong code, try ${counted.item.tries}`);
  }
  return erase(Code, { email_key, purpose }, equals('hash', hash));
}
