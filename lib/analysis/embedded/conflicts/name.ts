import { isWord } from '../lexicon.ts';
import type { Reading } from '../reading.ts';
import { areTiedAlike, isOfPeople, type Span } from '../ties.ts';
import { between, type Finding, firmly, NOTHING, type Pair } from './conflict.ts';

const JOINING = /^(of|the|de|la|von|van|and|&|for|'s|in)$/;

/** Names, of one or several words. */
export function namesOf({ words }: Reading): Span[] {
  const names: Span[] = [];
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

/** Of these there may be several, though a passage names one. */
const MANY = /^(win|receive|earn|play|star|appear|write|produce|make|perform|release|nominate|member)$/;

/** A name that another one stands for in the passage, though it is in there too: "directed by Ann Lee, starring Tom Ray". */
function displacedName({ claim, passage, alignment }: Pair): Finding {
  const there = namesOf(passage).filter((name) => !isOfPeople(passage, name) || isBare(passage, name));
  const said = (name: Span) => new Set(claim.words.slice(name.from, name.to).map(({ plain }) => plain));
  for (const name of namesOf(claim)) {
    if (!alignment.matched.has(name.to - 1)) continue;
    const words = said(name);
    const isSame = (other: Span) =>
      passage.words.slice(other.from, other.to).some(({ plain, isName }) => isName && words.has(plain));
    const tied = there
      .map((other) => ({ other, tie: areTiedAlike(claim, name, passage, other, alignment) }))
      .filter(({ tie }) => tie?.as === 'agent' || tie?.as === 'is');
    const [first] = tied;
    if (!first || tied.some(({ other }) => isSame(other)) || !there.some(isSame)) continue;
    if (/^(star|appear|act|feature|cast)$/.test(claim.words[first.tie?.to ?? -1]?.lemma ?? '')) continue;
    return {
      open: 0,
      conflict: {
        kind: 'name',
        claimed: between(claim, name.from, name.to),
        found: between(passage, first.other.from, first.other.to),
        firm: true,
        displaced: true,
      },
    };
  }
  return NOTHING;
}

/** "Its language is French": with no noun to itself. */
const isBare = ({ words }: Reading, { to }: Span) => words[to]?.part === undefined;

/** A name in what the claim says of its subject, which the passage does not have where it has another. */
export function nameConflict({ claim, passage, alignment }: Pair): Finding {
  const missing = namesOf(claim).find(
    ({ from, to }) =>
      (from >= claim.verb || claim.verb >= claim.words.length) &&
      alignment.missing.some((i) => from <= i && i < to) &&
      alignment.missing.includes(to - 1),
  );
  if (!missing) return displacedName({ claim, passage, alignment });
  const { from, to } = missing;
  const claimed = between(claim, from, to);
  if (isOfPeople(claim, missing)) return { open: 1 };
  const known = new Set(claim.words.filter(({ isName }) => isName).map(({ plain }) => plain));
  const subject = new Set(claim.words.slice(0, claim.verb).map(({ plain }) => plain));
  const isAnother = (name: Span) => {
    const words = passage.words.slice(name.from, name.to).filter(({ isName }) => isName);
    return (
      !isOfPeople(passage, name) &&
      // A longer form of the subject's own name is no other.
      !words.some(({ plain }) => subject.has(plain)) &&
      words.some(({ plain }) => !known.has(plain)) &&
      !passage.negated[name.from]
    );
  };
  const others = namesOf(passage).filter(isAnother);
  const sharesWord = (name: Span) =>
    claim.words
      .slice(from, to)
      .some(
        ({ plain, lemma, isName }) =>
          isName &&
          !isWord(lemma, 'n') &&
          passage.words.slice(name.from, name.to).some((word) => word.plain === plain),
      );
  // "J. R. R. Martin", where the passage has "J. R. R. Tolkien"
  const twin = others.find((other) => other.to - other.from === to - from && sharesWord(other));
  if (twin) return firmly('name', claimed, between(passage, twin.from, twin.to));
  if (others.some(sharesWord)) return { open: 1 };
  for (const other of others) {
    const tie = areTiedAlike(claim, missing, passage, other, alignment);
    if (!tie || (tie.as !== 'agent' && MANY.test(claim.words[tie.to]?.lemma ?? ''))) continue;
    return firmly('name', claimed, between(passage, other.from, other.to));
  }
  return { open: 1 };
}
