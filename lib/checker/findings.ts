/** What decided a verdict; measured and printed for each. */
export type FindingKind =
  | 'said'
  | 'accounted'
  | 'number'
  | 'unit'
  | 'date'
  | 'name'
  | 'place'
  | 'kind'
  | 'opposite'
  | 'negation'
  | 'roles'
  | 'table'
  | 'arithmetic';

export interface Finding {
  holds: boolean;
  kind: FindingKind;
  /** what the claim says and what the passage says in its place */
  claimed?: string;
  found?: string;
  isDenial: boolean;
  /** The passage does not name the subject; it only stands in for it. */
  isAssumed: boolean;
}

export interface Conflict {
  kind: FindingKind;
  claimed: string;
  found: string;
}

export type Match = Conflict | 'same' | 'open';
