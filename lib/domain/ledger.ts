import * as z from 'zod/mini';
import { Failure, failure, unavailable } from '../errors.ts';
import { Account, ErasedAccount, Transaction as Entry } from '../table/entities.ts';
import type { Stored } from '../table/entity.ts';
import { type Change, type Condition, equals, type Plus } from '../table/expressions.ts';
import { change, create, type Write } from '../table/table.ts';
import type { Ctx } from './ctx.ts';
import { idOf } from './ids.ts';
import { idsBetween, numbersOn, sequencedId } from './sequence.ts';
import { callOf } from './trail.ts';
import { decimal, HttpDate, httpDate, type Page } from './values.ts';

export const Transaction = z
  .object({
    balance_after: z.number(),
    created_at: HttpDate,
    description: z.string(),
    id: idOf('transaction'),
    type: z.enum(['CREDIT', 'DEBIT']),
    updated_at: HttpDate,
    user_id: idOf('user'),
    value_in_credits: z.number(),
    value_in_fiat: z.number(),
  })
  .register(z.globalRegistry, {
    id: 'Transaction',
    description: 'One entry of the ledger. Values are absolute amounts, fiat in USD.',
  });
export type Transaction = z.infer<typeof Transaction>;

type StoredEntry = Stored<typeof Entry>;
type StoredAccount = Stored<typeof Account>;

/** What is to be booked: credits in hundredths, fiat in cents, both absolute. */
export type Booking = Pick<StoredEntry, 'type' | 'credits' | 'fiat' | 'description'>;

/** The entry that follows on an account's ledger as it stands; its sequence number is the next one, without a gap. */
export function nextEntry(
  ctx: Pick<Ctx, 'by' | 'route' | 'requestId'>,
  account: { user_id: string; credits: number; ledger_sequence: number },
  booked: Booking,
  now: number,
): StoredEntry {
  const sequence = account.ledger_sequence + 1;
  return {
    ...booked,
    ...callOf(ctx),
    user_id: account.user_id,
    id: sequencedId('transaction', sequence),
    sequence,
    balance_after: account.credits + (booked.type === 'CREDIT' ? booked.credits : -booked.credits),
    created_at: now,
    updated_at: now,
  };
}

/** Rounds of losing against other bookings of the same user, after which the caller is to come back later. */
const MAX_ROUNDS = 100;

/** What is booked on an account as it stands, and what changes in the same transaction. */
export interface Plan {
  bookings: readonly Booking[];
  /** a chargeback is owed whether or not the credits are there */
  overdraw?: boolean;
  /** what the entries are about: an event, a payment, a task */
  beside?: readonly Write[];
  /** the account's other counters */
  counters?: { task_sequence?: number; open_tasks?: Plus };
}

/**
 * Books entries. They, the balance and the sequence number change in one transaction, and with them what the entries
 * are about, so that it is booked once or not at all.
 *
 *     read balance and sequence n ─→ write entry n + 1, if the sequence still is n
 *          ↑                              └─ it is not: another booking came first
 *          └──────────────────────────────┘
 *
 * A debit above the balance is refused (`insufficient_credits`) unless the plan may `overdraw`.
 * @param planOf called once a round, with the account as it stands; undefined: nothing is to be booked
 * @param known the account as the caller read it: if another booking came since, the first round finds out
 * @returns the entries, or the write of `beside` that its own condition refused: then nothing was booked
 */
export async function bookOn(
  ctx: Ctx<'user_not_found' | 'insufficient_credits', 'table'>,
  user_id: string,
  planOf: (account: StoredAccount) => Plan | undefined,
  known?: StoredAccount,
): Promise<{ entries: Transaction[] } | { refused: Write }> {
  const head: LedgerHead<StoredAccount> = {
    read: () => ctx.table.get(Account, { user_id }),
    change: (to, when) => change(Account, { user_id }, to, when),
  };
  return bookOnto(ctx, head, planOf, known);
}

/** Where a ledger's balance and last sequence number stand. */
interface LedgerHead<H> {
  read: () => Promise<H | undefined>;
  change: (to: Change, when: Condition) => Write;
}
type Head = Pick<StoredAccount, 'user_id' | 'credits' | 'ledger_sequence'>;

async function bookOnto<H extends Head>(
  ctx: Ctx<'user_not_found' | 'insufficient_credits', 'table'>,
  head: LedgerHead<H>,
  planOf: (account: H) => Plan | undefined,
  known?: H,
): Promise<{ entries: Transaction[] } | { refused: Write }> {
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const account = (round === 0 && known) || (await head.read());
    if (!account) throw ctx.fail('user_not_found', 'no such user');
    const plan = planOf(account);
    if (!plan) return { entries: [] };
    const { bookings, overdraw = false, beside = [], counters } = plan;
    const entries: StoredEntry[] = [];
    const after = { ...account };
    for (const booking of bookings) {
      if (booking.type === 'DEBIT' && !overdraw && after.credits < booking.credits)
        throw ctx.fail('insufficient_credits', `${booking.credits} of ${after.credits} hundredths`);
      const entry = nextEntry(ctx, after, booking, ctx.now());
      entries.push(entry);
      after.credits = entry.balance_after;
      after.ledger_sequence = entry.sequence;
    }
    const set = { ...counters, credits: after.credits, ledger_sequence: after.ledger_sequence };
    const advance = head.change({ set }, equals('ledger_sequence', account.ledger_sequence));
    const refused = await ctx.table.commit(
      advance,
      ...entries.map((entry) => create(Entry, entry)),
      ...beside,
    );
    if (!refused) return { entries: entries.map(transactionOf) };
    if (refused !== advance) return { refused };
    await pause(Math.random() * Math.min(2 * round, 50));
  }
  throw unavailable('ledger', new Error('contention'));
}

/** Books entries that do not depend on how the account stands. */
export const book = (
  ctx: Ctx<'user_not_found' | 'insufficient_credits', 'table'>,
  user_id: string,
  bookings: readonly Booking[],
  more: Omit<Plan, 'bookings'> = {},
) => bookOn(ctx, user_id, () => ({ ...more, bookings }));

/**
 * Books what nobody calls for, so that nobody can be refused. What is owed to or by a user outlives the account: of
 * one that was erased, it is booked on the ledger that stayed.
 * @returns undefined where there never was such a user; `isErased`: it is gone, and somebody should know
 */
export async function bookUncalled(
  ctx: Ctx<never, 'table'>,
  user_id: string,
  bookings: readonly Booking[],
  more: Omit<Plan, 'bookings'> = {},
  known?: StoredAccount,
): Promise<{ entries: Transaction[]; isErased?: true } | { refused: Write } | undefined> {
  const plan = { bookings, overdraw: true, beside: more.beside ?? [] };
  try {
    return await bookOn({ ...ctx, fail: failure }, user_id, () => ({ ...more, ...plan }), known);
  } catch (error) {
    if (!isNoUser(error)) throw error;
  }
  const erased: LedgerHead<Head> = {
    read: () => ctx.table.get(ErasedAccount, { user_id }),
    change: (to, when) => change(ErasedAccount, { user_id }, to, when),
  };
  try {
    const booked = await bookOnto({ ...ctx, fail: failure }, erased, () => plan);
    return 'entries' in booked ? { ...booked, isErased: true } : booked;
  } catch (error) {
    if (!isNoUser(error)) throw error;
    return undefined;
  }
}

const isNoUser = (error: unknown) => error instanceof Failure && error.code === 'user_not_found';

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** The entries of a user from one sequence number to another, oldest first. */
export async function entriesBetween(
  ctx: Ctx<never, 'table'>,
  user_id: string,
  first: number,
  last: number,
): Promise<StoredEntry[]> {
  const [from, to] = idsBetween('transaction', first, last);
  return (await ctx.table.newest(Entry, { user_id }, from, to)).reverse();
}

/** A page of the ledger, newest first; that of an erased user is still there for the operator. */
export async function listTransactions(
  ctx: Ctx<'user_not_found', 'table'>,
  user_id: string,
  page: Page,
): Promise<Transaction[]> {
  const account =
    (await ctx.table.get(Account, { user_id })) ?? (await ctx.table.get(ErasedAccount, { user_id }));
  if (!account) throw ctx.fail('user_not_found', 'no such user');
  const numbers = numbersOn(page, account.ledger_sequence);
  const entries = numbers ? await entriesBetween(ctx, user_id, ...numbers) : [];
  return entries.reverse().map(transactionOf);
}

export async function viewTransaction(
  ctx: Ctx<'transaction_not_found', 'table'>,
  user_id: string,
  id: string,
): Promise<Transaction> {
  const entry = idOf('transaction').safeParse(id).success && (await ctx.table.get(Entry, { user_id, id }));
  if (!entry) throw ctx.fail('transaction_not_found', 'no such transaction');
  return transactionOf(entry);
}

export const transactionOf = (entry: StoredEntry): Transaction => ({
  balance_after: decimal(entry.balance_after),
  created_at: httpDate(entry.created_at),
  description: entry.description,
  id: entry.id,
  type: entry.type,
  updated_at: httpDate(entry.updated_at),
  user_id: entry.user_id,
  value_in_credits: decimal(entry.credits),
  value_in_fiat: decimal(entry.fiat),
});
