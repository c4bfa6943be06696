import { strengthOf } from '../matching.ts';
import { quantitiesAgree, type Quantity } from '../quantities.ts';
import type { Reading } from '../reading.ts';
import { between, type ConflictKind, type Finding, firmly, NOTHING, type Pair } from './conflict.ts';

/** What one can win so many times is told as so many titles. */
const WINS = /^(title|win|victory|championship|trophy|crown|medal|award)$/;

/** The verb that a number belongs to. */
const verbOf = ({ words }: Reading, { boundFrom }: Quantity) =>
  words.slice(0, boundFrom).findLast(({ pos }) => pos === 'VERB');

/** "Won eleven", of what "was nominated for fourteen". */
function isOfAnotherVerb({ claim, passage }: Pair, claimed: Quantity, found: Quantity): boolean {
  const [verb, other] = [verbOf(claim, claimed), verbOf(passage, found)];
  if (!verb || !other || strengthOf(verb, other) >= 0.7) return false;
  // "Received nine nominations", "was nominated nine times"
  const noun = claim.words[claimed.noun ?? -1];
  if (noun && strengthOf(noun, other) >= 0.7) return false;
  return passage.quantities.some((each) => {
    const its = verbOf(passage, each);
    return each !== found && !each.ordinal && its !== undefined && strengthOf(verb, its) >= 0.85;
  });
}

/** Both numbers count or measure the same kind of thing. */
function areComparable(pair: Pair, claimed: Quantity, found: Quantity): boolean {
  const { claim, passage, alignment } = pair;
  if (claimed.ordinal !== found.ordinal) return false;
  if (claimed.dimension && found.dimension && claimed.dimension !== found.dimension) return false;
  if (claimed.unit || found.unit) return claimed.unit?.kind === found.unit?.kind;
  if (isOfAnotherVerb(pair, claimed, found)) return false;
  // "The atomic number of gold is 79": the number is what the subject is.
  const isValue = ({ words }: Reading, { from, noun }: Quantity) =>
    noun === undefined && words[from - 1]?.lemma === 'be';
  if (isValue(claim, claimed) && isValue(passage, found))
    return alignment.coverage === 1 && alignment.missing.length === 0;
  const noun = claimed.noun === undefined ? undefined : claim.words[claimed.noun];
  const other = found.noun === undefined ? undefined : passage.words[found.noun];
  if (!noun) return false;
  // "Won just three", of what was counted before.
  if (!other) {
    const [verb, its] = [verbOf(claim, claimed), verbOf(passage, found)];
    const isOfSameVerb = verb !== undefined && its !== undefined && strengthOf(verb, its) >= 0.85;
    // "Holds the most titles, with 23"
    const counted = alignment.matched.get(claimed.noun ?? -1)?.at ?? Infinity;
    const isOfNoun = counted < found.from && passage.words[found.from - 1]?.plain === 'with';
    return isOfSameVerb || isOfNoun;
  }
  const isWon = noun.lemma === 'time' && claim.words.some(({ lemma }) => lemma === 'win');
  if (isWon && WINS.test(other.lemma)) {
    // "Eight Wimbledon titles": of the one that the claim names.
    const names = [...alignment.matched].filter(([i]) => i > claim.verb && claim.words[i]?.isName);
    return names.every(([, { at }]) => found.from < at && at <= (found.noun ?? found.from));
  }
  return strengthOf(noun, other) >= 0.7 || strengthOf(other, noun) >= 0.7;
}

/** The number with what it counts, where that stands behind it. */
const told = (reading: Reading, { from, to, noun }: Quantity) =>
  between(reading, from, Math.max(to, (noun ?? 0) + 1));

export function quantityConflict(pair: Pair, kind: ConflictKind & ('number' | 'unit')): Finding {
  const { claim, passage } = pair;
  let open = 0;
  for (const claimed of claim.quantities) {
    const candidates = passage.quantities.filter((found) => areComparable(pair, claimed, found));
    const agrees = passage.quantities.some(
      (found) =>
        (candidates.includes(found) ||
          (claimed.value === found.value &&
            claimed.ordinal === found.ordinal &&
            !isOfAnotherVerb(pair, claimed, found))) &&
        quantitiesAgree(claimed, found),
    );
    if (agrees) continue;
    const other = candidates.find(
      (found) => (found.unit?.name === claimed.unit?.name) === (kind === 'number'),
    );
    if (other)
      return {
        open,
        conflict: {
          kind,
          claimed: told(claim, claimed),
          found: told(passage, other),
          firm: true,
        },
      };
    open++;
  }
  return open > 0 ? { open } : NOTHING;
}

const SUPERLATIVE = /(?:est|most)$/;

/** "The tallest tower", where the passage has "the second tallest". */
function rankConflict({ claim, passage, alignment }: Pair): Finding {
  const ranks = passage.quantities.filter(({ ordinal }) => ordinal);
  for (const [i, { at }] of alignment.matched) {
    const word = claim.words[i];
    if (!word || i < claim.verb || !SUPERLATIVE.test(word.plain) || word.part === 'n') continue;
    const rank = ranks.find(({ to }) => to === at);
    if (!rank || claim.quantities.some(({ ordinal }) => ordinal)) continue;
    const found = between(passage, rank.from, at + 1);
    return firmly('number', word.text, found);
  }
  return NOTHING;
}

/** A number of the claim that is another one in the passage, of the same things or in the same unit. */
export function numberConflict(pair: Pair): Finding {
  const finding = quantityConflict(pair, 'number');
  return finding.conflict || finding.open > 0 ? finding : rankConflict(pair);
}
