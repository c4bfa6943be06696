import type { Alignment } from '../alignment.ts';
import type { Reading } from '../reading.ts';

export interface Pair {
  claim: Reading;
  passage: Reading;
  alignment: Alignment;
}

export type ConflictKind =
  'number' | 'unit' | 'date' | 'place' | 'name' | 'entity' | 'role' | 'genre' | 'antonym';

/** Two things that cannot both be so. */
export interface Conflict {
  kind: ConflictKind;
  /** as the claim has it */
  claimed: string;
  /** as the passage has it, verbatim; empty where it only says something else as a whole */
  found: string;
  /** stands where the other stands, or is of a wholly other nature; else it only seems so */
  firm: boolean;
  /** the passage has the claimed thing too, but elsewhere */
  displaced?: true;
}

/** What a detector makes of its part of a claim: each part of it is borne out, at odds, or not spoken of. */
export interface Finding {
  conflict?: Conflict;
  /** parts of the claim of which the passage says nothing comparable */
  open: number;
}

export const NOTHING: Finding = { open: 0 };

/** What cannot be so, for the passage has something else in its very place. */
export const firmly = (kind: ConflictKind, claimed: string, found: string): Finding => ({
  open: 0,
  conflict: { kind, claimed, found, firm: true },
});

/** The text between two words of a sentence, verbatim. */
export const between = ({ text, words }: Reading, from: number, to: number) =>
  text.slice(words[from]?.start ?? 0, words[to - 1]?.end ?? 0);
