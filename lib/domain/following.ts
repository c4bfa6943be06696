import { randomUUID } from 'node:crypto';
import { FollowSlot } from '../table/entities.ts';
import { any, atMost, equals, missing } from '../table/expressions.ts';
import { change, upsert } from '../table/table.ts';
import type { Ctx } from './ctx.ts';
import { DAY_S } from './values.ts';

/** Calls of one account that may wait for a task at a time: each of them holds a function for as long as it waits. */
const SLOTS = ['1', '2'];

/**
 * Waits for a task on behalf of an account, if it does not wait for too many already.
 * @param ms how long it may wait at most: then its place is free again, even if this process died
 * @returns what the wait came to, or undefined when it did not begin
 */
export async function followWithin<T>(
  ctx: Ctx<never, 'table'>,
  user_id: string,
  ms: number,
  wait: () => Promise<T>,
): Promise<T | undefined> {
  const holder = randomUUID();
  const slot = await takeSlot(ctx, user_id, holder, ms);
  if (slot === undefined) return undefined;
  try {
    return await wait();
  } finally {
    const free = change(FollowSlot, { user_id, slot }, { set: { until: 0 } }, equals('holder', holder));
    // Where this fails, the place is free when its time is over.
    await ctx.table.commit(free).catch(() => undefined);
  }
}

/** @returns undefined when none is free */
async function takeSlot(
  ctx: Ctx<never, 'table'>,
  user_id: string,
  holder: string,
  ms: number,
): Promise<string | undefined> {
  const now = ctx.now();
  const set = { holder, until: now + ms, expires_at: Math.floor(now / 1000) + DAY_S };
  for (const slot of SLOTS) {
    const isFree = any(missing('until'), atMost('until', now));
    const taken = await ctx.table.update(upsert(FollowSlot, { user_id, slot }, { set }, isFree));
    // Refused, it may be this very write that was done before its answer was lost.
    if (taken.done || taken.item?.holder === holder) return slot;
  }
  return undefined;
}
