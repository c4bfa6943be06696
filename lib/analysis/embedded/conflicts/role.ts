import { isKindOf, stepsUp } from '../lexicon.ts';
import type { Reading } from '../reading.ts';
import { type Role, rolesOf, WORK } from '../roles.ts';
import type { Word } from '../words.ts';
import { GENRES } from './genre.ts';
import { between, type Finding, NOTHING, type Pair } from './conflict.ts';

/** What anything may be besides what it is: a judgement, a part, a relation. */
const BESIDES = new Set(
  (
    'success failure flop hit disaster triumph mystery classic favourite favorite legend icon figure fan friend ' +
    'relative native citizen resident part member example subject source result cause one ' +
    'place space site facility location area thing entity object item work piece product project herbivore carnivore omnivore predator scavenger parasite pet organization company group'
  ).split(' '),
);

/** A thriller may be a series, and a comedy no horror film: genres stand beside what a work is, and against genres. */
function areOfOneWork({ claim, passage }: Pair, a: Role, b: Role): boolean {
  const genresIn = ({ words }: Reading, { from, head }: Role) =>
    words.slice(from, head + 1).filter(({ plain }) => GENRES.has(plain));
  const [head, other] = [claim.words[a.head], passage.words[b.head]];
  const isWork = ({ plain, lemma }: Word) => GENRES.has(plain) || WORK.test(lemma);
  if (!head || !other || !isWork(head) || !isWork(other)) return false;
  if (!GENRES.has(head.plain) && !GENRES.has(other.plain)) return false;
  const [ours, theirs] = [genresIn(claim, a), genresIn(passage, b)];
  return (
    ours.length === 0 ||
    theirs.length === 0 ||
    ours.some(({ plain, lemma }) =>
      theirs.some((each) => each.plain === plain || stepsUp(lemma, each.lemma, 'n') === 1),
    )
  );
}

/** The claim says its subject is one thing, the passage says that it is another. */
export function roleConflict(pair: Pair): Finding {
  const { claim, passage, alignment } = pair;
  const role = rolesOf(claim)[0];
  if (!role || !alignment.missing.includes(role.head)) return NOTHING;
  const other = rolesOf(passage)[0];
  if (!other) return NOTHING;
  const isPerson = (lemma = '') => isKindOf(lemma, 'person', 'n', 1);
  const [a, b] = [claim.words[role.head]?.lemma, passage.words[other.head]?.lemma];
  const people = Number(isPerson(a)) + Number(isPerson(b));
  const isSubject = claim.content.some(
    (i) => i < claim.verb && (alignment.matched.get(i)?.at ?? Infinity) < other.from,
  );
  return {
    open: 0,
    conflict: {
      kind: 'role',
      claimed: between(claim, role.from, role.head + 1),
      found: between(passage, other.from, other.head + 1),
      // The passage must say it of the claim's own subject, and by a noun: "an American" is cut short.
      firm:
        people !== 2 &&
        (isSubject || !alignment.named) &&
        passage.words[other.head]?.isName === false &&
        !areOfOneWork(pair, role, other) &&
        // A capital is a city.
        !isKindOf(a ?? '', b ?? '', 'n', 4) &&
        !isKindOf(b ?? '', a ?? '', 'n', 3) &&
        !BESIDES.has(a ?? '') &&
        !BESIDES.has(b ?? ''),
    },
  };
}
