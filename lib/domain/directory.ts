import { Account, ListedUser, UsersListed } from '../table/entities.ts';
import { exists, plus } from '../table/expressions.ts';
import { change, create, erase, upsert, type Write } from '../table/table.ts';
import { type StoredAccount, type User, userOf } from './accounts.ts';
import type { Ctx } from './ctx.ts';
import { sortable } from './sequence.ts';
import { DAY_MS, dayOf, type Page } from './values.ts';

/**
 * All users, newest first. An account's entry lies in the partition of its month, and a count of each day says where
 * an offset falls:
 *
 *     offset ─→ whole days are passed by their counts ─→ one range of entries, from the day it falls on
 *
 * Counts are spread over a few items a day, so that registrations at the same moment rarely meet in one.
 */
const SHARDS = 8;

type Registered = Pick<StoredAccount, 'user_id' | 'created_at'>;

const entryOf = ({ user_id, created_at }: Registered) => ({
  user_id,
  month: dayOf(created_at).slice(0, 7),
  listed_id: `${sortable(created_at)}_${user_id}`,
});
const countOf = ({ user_id, created_at }: Registered) => ({
  day: dayOf(created_at),
  shard: String(parseInt(user_id.slice(-1), 16) % SHARDS),
});

/** The writes that list a user. */
export const listed = (account: Registered): [Write, Write] => [
  create(ListedUser, entryOf(account)),
  upsert(UsersListed, countOf(account), { set: { users: plus(1) } }),
];

/** The writes that take a user off the list; the first is refused where it is not on it. */
export const unlisted = (account: Registered): [Write, Write] => [
  erase(ListedUser, entryOf(account), exists('pk')),
  change(UsersListed, countOf(account), { set: { users: plus(-1) } }),
];

/** A page of all users, newest first. */
export async function listUsers(ctx: Ctx<never, 'table'>, page: Page): Promise<User[]> {
  const ids = await idsOn(ctx, page);
  const accounts = await ctx.table.getAll(
    Account,
    ids.map((user_id) => ({ user_id })),
  );
  return accounts.map(userOf);
}

async function idsOn(ctx: Ctx<never, 'table'>, { limit, offset }: Page): Promise<string[]> {
  const ids: string[] = [];
  let skip = offset;
  let done = '';
  if (limit === 0) return ids;
  for await (const { day, users } of daysOf(ctx)) {
    const month = day.slice(0, 7);
    if (month === done) continue; // a range goes on to the end of its month
    if (skip >= users) {
      skip -= users;
      continue;
    }
    const to = sortable(Date.parse(day) + DAY_MS);
    const range = await ctx.table.newest(ListedUser, { month }, '0', to, skip + limit - ids.length);
    ids.push(...range.slice(skip).map(({ user_id }) => user_id));
    if (ids.length >= limit) break;
    skip = Math.max(0, skip - range.length);
    done = month;
  }
  return ids;
}

/** Counts read at once: those of two days, which hold most first pages; then of twice as many, up to 64. */
const FIRST_COUNTS = 2 * SHARDS;
const MOST_COUNTS = 64 * SHARDS;

/** How many users each day has, newest day first. */
async function* daysOf(ctx: Ctx<never, 'table'>): AsyncGenerator<{ day: string; users: number }> {
  let of = { day: '', users: 0 };
  for await (const { day, users } of countsOf(ctx)) {
    if (day !== of.day) {
      if (of.users > 0) yield of;
      of = { day, users: 0 };
    }
    of.users += users;
  }
  if (of.users > 0) yield of;
}

async function* countsOf(ctx: Ctx<never, 'table'>) {
  for (let to = '~', seen = 0, most = FIRST_COUNTS; ; seen = 1, most = Math.min(2 * most, MOST_COUNTS)) {
    const counts = await ctx.table.newest(UsersListed, {}, '0', to, most);
    yield* counts.slice(seen);
    const last = counts.at(-1);
    if (!last || counts.length < most) return;
    to = `${last.day}#${last.shard}`;
  }
}
