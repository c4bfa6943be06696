import { Account, ErasedAccount } from '../table/entities.ts';
import type { Ctx } from './ctx.ts';
import { entriesBetween } from './ledger.ts';

/** Where a user's ledger contradicts itself. */
export interface Disagreement {
  user_id: string;
  what: string;
}

export interface Audit {
  users: number;
  entries: number;
  disagreements: Disagreement[];
}

const PAGE = 500;

/**
 * Proves for every user that the balance is the sum of the entries, that each entry's `balance_after` is the sum so
 * far, and that the sequence has no gap. Bookings may go on meanwhile: each user is judged as of one read.
 */
export async function auditLedgers(ctx: Ctx<never, 'table'>): Promise<Audit> {
  const audit: Audit = { users: 0, entries: 0, disagreements: [] };
  for await (const head of ctx.table.scan<typeof Account | typeof ErasedAccount>(Account, ErasedAccount)) {
    audit.users++;
    audit.entries += head.ledger_sequence;
    for (const what of await disagreementsOf(ctx, head))
      audit.disagreements.push({ user_id: head.user_id, what });
  }
  return audit;
}

async function disagreementsOf(
  ctx: Ctx<never, 'table'>,
  { user_id, credits, ledger_sequence }: { user_id: string; credits: number; ledger_sequence: number },
): Promise<string[]> {
  const found: string[] = [];
  let balance = 0;
  let sequence = 0;
  for (let first = 1; first <= ledger_sequence; first += PAGE) {
    const last = Math.min(first + PAGE - 1, ledger_sequence);
    for (const entry of await entriesBetween(ctx, user_id, first, last)) {
      balance += entry.type === 'CREDIT' ? entry.credits : -entry.credits;
      if (entry.sequence !== sequence + 1) found.push(`entry ${entry.sequence} follows on ${sequence}`);
      if (entry.balance_after !== balance)
        found.push(
          `entry ${entry.sequence} says ${entry.balance_after}, the entries so far sum up to ${balance}`,
        );
      sequence = entry.sequence;
    }
  }
  if (sequence !== ledger_sequence)
    found.push(`the last entry is ${sequence}, the account counts ${ledger_sequence}`);
  if (balance !== credits) found.push(`the balance is ${credits}, the entries sum up to ${balance}`);
  return found;
}
