import { align, type Alignment } from './alignment.ts';
import { isBoundOtherwise } from './bonds.ts';
import { agentConflict } from './conflicts/agent.ts';
import { antonymConflict } from './conflicts/antonym.ts';
import { type Conflict, type ConflictKind, type Finding, NOTHING, type Pair } from './conflicts/conflict.ts';
import { dateConflict } from './conflicts/date.ts';
import { entityConflict } from './conflicts/entity.ts';
import { genreConflict, GENRES } from './conflicts/genre.ts';
import { nameConflict } from './conflicts/name.ts';
import { numberConflict } from './conflicts/number.ts';
import { placeConflict } from './conflicts/place.ts';
import { roleConflict } from './conflicts/role.ts';
import { unitConflict } from './conflicts/unit.ts';
import { strengthOf } from './matching.ts';
import { isPeople } from './places.ts';
import type { Reading } from './reading.ts';
import { roleWordsOf } from './roles.ts';
import type { Word } from './words.ts';

/** The surest first: where several find something, the first is told. */
const DETECTORS: readonly ((pair: Pair) => Finding)[] = [
  antonymConflict,
  dateConflict,
  numberConflict,
  unitConflict,
  placeConflict,
  roleConflict,
  nameConflict,
  entityConflict,
  genreConflict,
];

/** How sure each kind of finding is, 0 to 0.85: as often as it was right on labelled pairs, and a little less. */
const SURENESS: Record<ConflictKind | 'said' | 'near' | 'denied', number> = {
  number: 0.85,
  unit: 0.8,
  date: 0.85,
  place: 0.8,
  antonym: 0.8,
  name: 0.75,
  role: 0.7,
  entity: 0.7,
  genre: 0.7,
  said: 0.8,
  near: 0.7,
  denied: 0.7,
};

/** Words that only mean the same to a stretch are no ground for a verdict; still less under a denial. */
const MIN_STRENGTH = 0.75;
const MIN_STRENGTH_DENIED = 0.85;
/** Less of a claim's own words in a passage, and it speaks of something else. */
const MIN_COVERAGE = 0.5;

/** Conflicts that take what a passage names for all there is. */
export const CLOSED_WORLD: ReadonlySet<ConflictKind> = new Set(['name', 'place', 'role', 'entity', 'genre']);

/** A date or a number says nothing without what it is of. */
const MEASURES: ReadonlySet<ConflictKind> = new Set(['date', 'number', 'unit']);

/** What one sentence says of a claim. */
export interface Opinion {
  holds: boolean;
  confidence: number;
  conflict?: Conflict;
  /** the claim or the passage says that something is not so, and the other that it is */
  isDenial: boolean;
  /** the sentence names the claim's subject; else it only stands in for it by a pronoun */
  named: boolean;
}

/** Lists of more than the claim lets be: `only a singer`, where the passage has `singer, dancer and author`. */
function listsMore({ passage, alignment }: Pair): boolean {
  return [...alignment.matched.values()].some(({ at }) => {
    const [before, after, next] = [passage.words[at - 1], passage.words[at + 1], passage.words[at + 2]];
    const joins = (word = passage.words[at]) => word?.plain === 'and' || word?.plain === 'or';
    return (
      (joins(after) && next?.part === passage.words[at]?.part) ||
      (joins(before) && passage.words[at - 2]?.part === passage.words[at]?.part)
    );
  });
}

/**
 * "A solely German film", of "a 2012 German crime film": who says what a thing is says of which country, and of which
 * genre, in full.
 */
function saysAll({ claim, passage, alignment }: Pair): boolean {
  const role = roleWordsOf(passage);
  const claimed = claim.content.filter((i) => i >= claim.verb);
  const isOfPeople = (word: Word | undefined) => word?.isName === true && isPeople(word.text);
  const isGenre = (word: Word | undefined) => word !== undefined && GENRES.has(word.plain);
  const isAll = (tells: (word: Word | undefined) => boolean) => {
    const ours = claimed.filter((i) => tells(claim.words[i])).map((i) => alignment.matched.get(i)?.at);
    return ours.length > 0 && role.every((at) => !tells(passage.words[at]) || ours.includes(at));
  };
  return (
    claimed.every((i) => role.includes(alignment.matched.get(i)?.at ?? -1)) &&
    (isAll(isOfPeople) || isAll(isGenre))
  );
}

function weakest(claim: Reading, alignment: Alignment): number {
  const said = claim.content
    .filter((i) => i >= claim.verb)
    .map((i) => alignment.matched.get(i)?.strength ?? 1);
  return Math.min(1, ...said);
}

/**
 * "Is not a film", of a band: the denial is of the very thing, and all else that the claim says is borne out. That it won
 * another prize does not say which it did not.
 */
function isDenialOf({ claim, passage, alignment }: Pair, { kind, claimed }: Conflict): boolean {
  if (!CLOSED_WORLD.has(kind)) return true;
  const start = claim.text.indexOf(claimed);
  const isConflicting = (i: number) => {
    const word = claim.words[i];
    return word !== undefined && word.start >= start && word.end <= start + claimed.length;
  };
  const denied = claim.content.filter(isConflicting);
  // What something is now does not say what it never was.
  if ([...claim.deniers].some((i) => claim.words[i]?.plain === 'never')) return false;
  return (
    (kind === 'role' || kind === 'place' || kind === 'name') &&
    denied.every((i) => claim.negated[i]) &&
    alignment.missing.every(isConflicting) &&
    // "Is not a volcano", of "one of three active volcanoes".
    !denied.some((i) => passage.words.some((word) => isSaidBy(claim.words[i], word) && !word.isName))
  );
}

const isSaidBy = (claimed: Word | undefined, word: Word) =>
  claimed !== undefined && strengthOf(claimed, word) >= MIN_STRENGTH_DENIED;

/** @returns undefined where the sentence does not settle the claim */
export function opinionOf(claim: Reading, passage: Reading): Opinion | undefined {
  const alignment = align(claim, passage);
  const pair = { claim, passage, alignment };
  if (!alignment.sameSubject) {
    const { conflict } =
      [entityConflict(pair), agentConflict(pair)].find((finding) => finding.conflict) ?? NOTHING;
    if (!conflict) return undefined;
    const isDenial = claim.deniers.size % 2 === 1;
    return { holds: isDenial, confidence: SURENESS.entity, conflict, isDenial, named: true };
  }
  const { named } = alignment;
  const findings = DETECTORS.map((detect) => detect(pair));
  const isDenied = claim.deniers.size % 2 === 1;
  const conflict = findings.find((finding) => finding.conflict)?.conflict;
  if (conflict && isDenied && !isDenialOf(pair, conflict)) return undefined;
  if (conflict)
    return conflict.firm && (alignment.coverage >= MIN_COVERAGE || !MEASURES.has(conflict.kind))
      ? { holds: isDenied, confidence: SURENESS[conflict.kind], conflict, isDenial: isDenied, named }
      : undefined;

  const isOpen = findings.some(({ open }) => open > 0);
  const passageDenies = [...alignment.matched].some(([i, { at }]) => i >= claim.verb && passage.negated[at]);
  const holds = isDenied === passageDenies;
  const isDenial = isDenied || passageDenies;
  if (isOpen || isBoundOtherwise(pair)) return undefined;
  if (alignment.missing.length > 0)
    return alignment.missing.length === 1 && passageDenies && alignment.coverage >= MIN_COVERAGE
      ? { holds, confidence: SURENESS.denied, isDenial, named }
      : undefined;
  const hasContent =
    claim.content.some((i) => i >= claim.verb) || claim.dates.length + claim.quantities.length > 0;
  const strength = weakest(claim, alignment);
  if (!hasContent || strength < (isDenied ? MIN_STRENGTH_DENIED : MIN_STRENGTH)) return undefined;
  if (claim.exclusives.size > 0) {
    if (passage.exclusives.size > 0) return { holds, confidence: SURENESS.near, isDenial, named };
    if (listsMore(pair)) return { holds: isDenied, confidence: SURENESS.near, isDenial, named };
    return saysAll(pair) ? { holds, confidence: SURENESS.near, isDenial, named } : undefined;
  }
  const sureness = isDenial ? SURENESS.denied : strength >= 0.95 ? SURENESS.said : SURENESS.near;
  return { holds, confidence: sureness, isDenial, named };
}
