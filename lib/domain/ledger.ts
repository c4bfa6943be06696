import { randomBytes } from 'node:crypto';
import * as z from 'zod/mini';
import { Account, Transaction as Entry } from '../table/entities.ts';
import type { Stored } from '../table/entity.ts';
import type { Ctx } from './ctx.ts';
import { idOf } from './ids.ts';
import { decimal, HttpDate, httpDate, type Page } from './values.ts';

export const Transaction = z.object({
  balance_after: z.number(),
  created_at: HttpDate,
  description: z.string(),
  id: idOf('transaction'),
  type: z.enum(['CREDIT', 'DEBIT']),
  updated_at: HttpDate,
  user_id: idOf('user'),
  value_in_credits: z.number(),
  value_in_fiat: z.number(),
});
export type Transaction = z.infer<typeof Transaction>;

type StoredEntry = Stored<typeof Entry>;

const SEQUENCE_DIGITS = 12;
const RANDOM_DIGITS = 20;
const idAt = (sequence: number, rest: string) =>
  `transaction_${sequence.toString(16).padStart(SEQUENCE_DIGITS, '0')}${rest}`;

/** The entry that follows on an account's ledger as it stands; its sequence number is the next one, without a gap. */
export function nextEntry(
  account: { user_id: string; credits: number; ledger_sequence: number },
  booked: Pick<StoredEntry, 'type' | 'credits' | 'fiat' | 'description'>,
  now: number,
): StoredEntry {
  const sequence = account.ledger_sequence + 1;
  return {
    ...booked,
    user_id: account.user_id,
    id: idAt(sequence, randomBytes(RANDOM_DIGITS / 2).toString('hex')),
    sequence,
    balance_after: account.credits + (booked.type === 'CREDIT' ? booked.credits : -booked.credits),
    created_at: now,
    updated_at: now,
  };
}

/** A page of the ledger, newest first. It is a range of keys, so page 10,000 costs what the first one costs. */
export async function listTransactions(
  ctx: Ctx<'user_not_found', 'table'>,
  user_id: string,
  { limit, offset }: Page,
): Promise<Transaction[]> {
  const account = await ctx.table.get(Account, { user_id });
  if (!account) throw ctx.fail('user_not_found', 'no such user');
  const newest = account.ledger_sequence - offset;
  const oldest = Math.max(newest - limit + 1, 1);
  if (newest < oldest) return [];
  const entries = await ctx.table.newest(
    Entry,
    { user_id },
    idAt(oldest, '0'.repeat(RANDOM_DIGITS)),
    idAt(newest, 'f'.repeat(RANDOM_DIGITS)),
  );
  return entries.map(transactionOf);
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

const transactionOf = (entry: StoredEntry): Transaction => ({
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
