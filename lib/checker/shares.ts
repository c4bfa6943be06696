import type { Match } from './findings.ts';
import type { Statement } from './statements.ts';
import type { Word } from './words.ts';

/** What part of a group a statement is of, in percent: the least and the most. */
const SHARES: Record<string, readonly [number, number]> = {
  all: [100, 100],
  every: [100, 100],
  each: [100, 100],
  both: [100, 100],
  most: [50.1, 100],
  many: [30.1, 100],
  half: [50, 50],
  several: [0.1, 100],
  some: [0.1, 100],
  few: [0.1, 30],
};

export const isShare = ({ plain, number }: Word) => number === undefined && SHARES[plain] !== undefined;

/** "All members" and "some members": a claim of a part follows from as much or more. */
export function shareConflict(claim: Statement, passage: Statement): Match {
  const [a, b] = [claim.share, passage.share];
  if (!a && !b) return 'same';
  const [low, high] = SHARES[b?.plain ?? 'all'] ?? [100, 100];
  // Who names no part may mean all, or most.
  if (!a) return low === 100 ? 'same' : 'open';
  if (!b) return 'open';
  const [from, to] = SHARES[a.plain] ?? [100, 100];
  if (low >= from && high <= to) return 'same';
  return high < from || low > to ? { kind: 'number', claimed: a.text, found: b.text } : 'open';
}
