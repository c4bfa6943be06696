import { isIPv6 } from 'node:net';
import { LoginTries } from '../table/entities.ts';
import { above, all, atMost, below, equals, missing, any, plus } from '../table/expressions.ts';
import { change, erase, upsert } from '../table/table.ts';
import type { Ctx } from './ctx.ts';

const LOCK_MS = 15 * 60_000;
/** From this many wrong passwords in a row on, each one doubles the wait before the next try, from 1 s up. */
const FREE_TRIES = 5;
/** Tries at one moment, right or wrong, that are let through beyond those which lock: several devices log in at once. */
const AT_ONCE = 10;

/**
 * The network an address stands for: itself, or its /64 for IPv6, of which one customer usually holds all
 * (RFC 6177).
 */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped) return mapped;
  if (!isIPv6(address)) return address;
  const [head = '', tail] = address.toLowerCase().split('%')[0]?.split('::') ?? [];
  const groups = head === '' ? [] : head.split(':');
  if (tail !== undefined) {
    const after = tail === '' ? [] : tail.split(':');
    while (groups.length + after.length < 8) groups.push('0');
    groups.push(...after);
  }
  return `${groups
    .slice(0, 4)
    .map((group) => parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}

export interface CountedTry {
  /** The password was right: this try counts for nothing, nor do those on the account before it. */
  forgive: () => Promise<void>;
  /** The password was wrong: slow the next try down. */
  slowDown: () => Promise<void>;
}

/**
 * Counts a try at an account's password from an address, before the password is looked at. Fails with `rate_limited`
 * while either is slowed down, or locked for 15 minutes by too many tries (OWASP ASVS 6.3.1, NIST 800-63B-4 §3.2.2).
 */
export async function countTry(
  ctx: Ctx<'rate_limited', 'table'>,
  email_key: string,
  address: string,
): Promise<CountedTry> {
  const network = `address:${networkOf(address)}`;
  const account = `email:${email_key}`;
  await counted(ctx, network, ctx.policy.loginTriesPerAddress);
  const most = ctx.policy.loginTriesPerAccount;
  const tries = await counted(ctx, account, most + AT_ONCE);
  return {
    async forgive() {
      await Promise.all([
        ctx.table.commit(
          change(LoginTries, { subject: network }, { set: { tries: plus(-1) } }, above('tries', 0)),
        ),
        ctx.table.commit(forgetTries(email_key)),
      ]);
    },
    async slowDown() {
      if (tries < FREE_TRIES) return;
      const next_at = ctx.now() + (tries < most ? 1000 * 2 ** (tries - FREE_TRIES) : LOCK_MS);
      await ctx.table.commit(
        change(LoginTries, { subject: account }, { set: { next_at } }, equals('tries', tries)),
      );
    },
  };
}

/** Forgets the tries at an account's password. */
export const forgetTries = (email_key: string) => erase(LoginTries, { subject: `email:${email_key}` });

/**
 * One try more, unless there were `most` already. The count in the condition makes this exact: of any number of
 * parallel tries at most `most` get through.
 */
async function counted(ctx: Ctx<'rate_limited', 'table'>, subject: string, most: number): Promise<number> {
  const now = ctx.now();
  const forget_at = now + LOCK_MS;
  const expires_at = Math.ceil(forget_at / 1000);
  const more = await ctx.table.update(
    upsert(
      LoginTries,
      { subject },
      { set: { tries: plus(1), next_at: plus(0), forget_at, expires_at } },
      any(
        missing('pk'),
        // All of them forgiven: whatever they were, none counts.
        equals('tries', 0),
        all(below('tries', most), atMost('next_at', now), above('forget_at', now)),
      ),
    ),
  );
  if (more.done) return more.item.tries;
  const before = more.item;
  if (before && before.forget_at > now) {
    const until = before.tries >= most ? before.forget_at : before.next_at;
    throw ctx.fail('rate_limited', `password tries ${before.tries} of ${most}`, {
      retryAfter: Math.max(1, Math.ceil((until - now) / 1000)),
    });
  }
  const first = await ctx.table.update(
    upsert(
      LoginTries,
      { subject },
      { set: { tries: 1, next_at: 0, forget_at, expires_at } },
      any(missing('pk'), equals('forget_at', before?.forget_at)),
    ),
  );
  // Another try was the first one meanwhile: this one counts after it.
  return first.done ? 1 : counted(ctx, subject, most);
}
