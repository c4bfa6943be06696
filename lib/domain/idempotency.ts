import { createHash, randomUUID } from 'node:crypto';
import { Failure } from '../errors.ts';
import { IdempotencyRecord } from '../table/entities.ts';
import { all, any, atMost, equals, missing } from '../table/expressions.ts';
import { change, erase, upsert, type Write } from '../table/table.ts';
import type { Ctx } from './ctx.ts';

/** A call that may come twice and must be done once. */
export interface Call {
  user_id: string;
  /** what is done, such as `stripe.buy` */
  operation: string;
  /** the caller's `Idempotency-Key`; without one every call is a new one */
  key: string | undefined;
  /** what is asked for; the same key may not come with another */
  request: unknown;
}

const REMEMBERED_S = 24 * 3_600;
/** Longer than a function may run: after it, whoever was at work is so no more. */
const LEASE_MS = 35_000;
/** About as long as the work takes: nearly all of it is done within a second or two. */
const RETRY_S = 2;
const MAX_ROUNDS = 5;

/** The work as others know it. */
export interface Claim {
  id: string;
  /** The write that keeps the answer, for work that ends in a transaction of its own; none where the call has no key. */
  keep: (answer: unknown) => Write[];
}

/**
 * Does a call once:
 *
 *     claim the key ─→ work under the claim's id ─→ keep the answer
 *       └─ taken: answered → the same answer · at work → 409, come back · given up → go on under the same id
 *
 * `work` must do the same thing once for the same id, also when it is called again after a crash. What it refuses is
 * not kept; where it ended in doubt (`unavailable`), the next try goes on under the same id.
 * @param onReplay told that the answer is one that was given before
 */
export async function once<T>(
  ctx: Ctx<'idempotency_mismatch' | 'idempotency_running', 'table'>,
  call: Call,
  work: (claim: Claim) => Promise<T>,
  onReplay: () => void = () => undefined,
): Promise<T> {
  const { user_id, operation, key, request } = call;
  if (key === undefined) return work({ id: randomUUID(), keep: () => [] });
  const id = { user_id, operation, key };
  const request_hash = createHash('sha256').update(JSON.stringify(request)).digest('base64url');
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const claim = await claimed(ctx, id, request_hash);
    if (!claim) continue;
    if ('answer' in claim) {
      onReplay();
      return JSON.parse(claim.answer) as T;
    }
    return worked(ctx, id, claim.claim_id, work);
  }
  throw ctx.fail('idempotency_running', 'others claim it again and again', { retryAfter: 1 });
}

type Id = Record<'user_id' | 'operation' | 'key', string>;
type OnceCtx = Ctx<'idempotency_mismatch' | 'idempotency_running', 'table'>;

/** @returns undefined when somebody else was faster */
async function claimed(
  ctx: OnceCtx,
  id: Id,
  request_hash: string,
): Promise<{ claim_id: string } | { answer: string } | undefined> {
  const now = ctx.now();
  const now_s = Math.floor(now / 1000);
  const claim_id = randomUUID();
  const fresh = {
    request_hash,
    claim_id,
    running_until: now + LEASE_MS,
    answer: null,
    expires_at: now_s + REMEMBERED_S,
  };
  const isFree = any(missing('pk'), atMost('expires_at', now_s));
  const claim = await ctx.table.update(upsert(IdempotencyRecord, id, { set: fresh }, isFree));
  // Refused by our own claim: it was made, and its answer was lost on the way.
  if (claim.done || claim.item?.claim_id === claim_id) return { claim_id };
  const known = claim.item;
  if (!known) return undefined;
  if (known.request_hash !== request_hash)
    throw ctx.fail('idempotency_mismatch', 'the key came with another request');
  if (known.answer !== null) return { answer: known.answer };
  if (known.running_until > now)
    throw ctx.fail('idempotency_running', 'its first call is at work', {
      retryAfter: Math.min(RETRY_S, Math.ceil((known.running_until - now) / 1000)),
    });
  const given_up = all(equals('running_until', known.running_until), equals('answer', null));
  const take = change(IdempotencyRecord, id, { set: { running_until: now + LEASE_MS } }, given_up);
  return (await ctx.table.commit(take)) ? undefined : { claim_id: known.claim_id };
}

async function worked<T>(
  ctx: OnceCtx,
  id: Id,
  claim_id: string,
  work: (claim: Claim) => Promise<T>,
): Promise<T> {
  const isMine = all(equals('claim_id', claim_id), equals('answer', null));
  const kept = (answer: unknown) =>
    change(IdempotencyRecord, id, { set: { answer: JSON.stringify(answer) } }, isMine);
  const keeping = { done: false };
  const keep = (answer: unknown) => {
    keeping.done = true;
    return [kept(answer)];
  };
  try {
    const answer = await work({ id: claim_id, keep });
    if (!keeping.done) await ctx.table.commit(kept(answer));
    return answer;
  } catch (error) {
    const isRefused = error instanceof Failure && error.code !== 'unavailable';
    const release = isRefused
      ? erase(IdempotencyRecord, id, isMine)
      : change(IdempotencyRecord, id, { set: { running_until: 0 } }, isMine);
    // If this fails, too, the lease runs out.
    await ctx.table.commit(release).catch(() => undefined);
    throw error;
  }
}
