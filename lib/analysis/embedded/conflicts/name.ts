import { isWord } from '../lexicon.ts';
import { isPlace } from '../places.ts';
import type { Reading } from '../reading.ts';
import { between, type Finding, NOTHING, type Pair } from './conflict.ts';

const JOINING = /^(of|the|de|la|von|van|and|&|for|'s|in)$/;

/** Names, of one or several words. */
export function namesOf({ words }: Reading): { from: number; to: number }[] {
  const names: { from: number; to: number }[] = [];
  for (let from = 0; from < words.length; from++) {
    if (!words[from]?.isName) continue;
    let to = from + 1;
    for (;;) {
      if (words[to]?.isName) to++;
      else if (JOINING.test(words[to]?.plain ?? '') && words[to]?.plain !== 'and' && words[to + 1]?.isName)
        to += 2;
      else break;
    }
    names.push({ from, to });
    from = to;
  }
  return names;
}

/** The word that ties a name to what is said: `by`, `in`, a verb, a title. */
const tieOf = ({ words }: Reading, from: number) =>
  words.slice(0, from).findLast(({ pos }) => pos !== 'DET' && pos !== 'PUNCT');

/** `American`, `French` */
const describes = ({ words }: Reading, { from, to }: { from: number; to: number }) =>
  words.slice(from, to).every(({ pos }) => pos === 'ADJ');

/** A name in what the claim says of its subject, which the passage does not have where it has another. */
export function nameConflict({ claim, passage, alignment }: Pair): Finding {
  const missing = namesOf(claim).find(
    ({ from, to }) =>
      (from >= claim.verb || claim.verb >= claim.words.length) &&
      alignment.missing.some((i) => from <= i && i < to) &&
      alignment.missing.includes(to - 1),
  );
  if (!missing) return NOTHING;
  const { from, to } = missing;
  const claimed = between(claim, from, to);
  const isDescription = describes(claim, missing);
  const known = new Set(claim.words.filter(({ isName }) => isName).map(({ plain }) => plain));
  // "American" is no name that could stand where "Ann Lee" does, but "English" is.
  const others = namesOf(passage).filter(
    (other) =>
      describes(passage, other) === isDescription &&
      passage.words.slice(other.from, other.to).some(({ plain, isName }) => isName && !known.has(plain)),
  );
  const isPart = claim.words
    .slice(from, to)
    .some(
      ({ plain, lemma, isName }, i) =>
        isName &&
        !isWord(lemma, 'n') &&
        alignment.matched.has(from + i) &&
        passage.words.some((word) => word.plain === plain),
    );
  const tie = tieOf(claim, from);
  const tied = others.find((other) => {
    const its = tieOf(passage, other.from);
    return tie && its && its.lemma === tie.lemma;
  });
  // Where places lie is told by the map; only what stands in the very same place is another.
  if (isPlace(claimed) && !isDescription && !tied) return { open: 1 };
  const twin = isPart
    ? others.find(
        (other) =>
          passage.words.slice(other.from, other.to).some(({ plain }) => known.has(plain)) &&
          other.to - other.from === to - from,
      )
    : undefined;
  const other = twin ?? tied ?? others[0];
  return {
    open: 0,
    conflict: {
      kind: 'name',
      claimed,
      found: other ? between(passage, other.from, other.to) : '',
      firm: isPart
        ? twin !== undefined
        : tied !== undefined || (alignment.opensWithSubject && others.length > 0),
    },
  };
}
