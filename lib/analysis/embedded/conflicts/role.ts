import { isKindOf } from '../lexicon.ts';
import { rolesOf } from '../roles.ts';
import { between, type Finding, NOTHING, type Pair } from './conflict.ts';

/** What anything may be besides what it is: a judgement, a part, a relation. */
const BESIDES = new Set(
  (
    'success failure flop hit disaster triumph mystery classic favourite favorite legend icon figure fan friend ' +
    'relative native citizen resident part member example subject source result cause one species kind type form sort genus breed variety'
  ).split(' '),
);

/** The claim says its subject is one thing, the passage says that it is another. */
export function roleConflict({ claim, passage, alignment }: Pair): Finding {
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
        !BESIDES.has(a ?? '') &&
        !BESIDES.has(b ?? ''),
    },
  };
}
