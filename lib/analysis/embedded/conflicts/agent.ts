import { areTiedAlike, isOfPeople } from '../ties.ts';
import { between, type Finding, firmly, NOTHING, type Pair } from './conflict.ts';
import { namesOf } from './name.ts';

/** Of these there are several, and a passage names but some. */
const ONE_OF_MANY = /^(star|co-star|appear|act|feature|win|receive|own|visit|know|join|leave)$/;

/** `NAME wrote X`, where the passage has that X was written by somebody else. */
export function agentConflict({ claim, passage, alignment }: Pair): Finding {
  const subject = namesOf(claim).find(({ to }) => to === claim.verb);
  if (!subject || ONE_OF_MANY.test(claim.words[claim.verb]?.lemma ?? '')) return NOTHING;
  const isOfSubject = (i: number) => subject.from <= i && i < subject.to;
  const what = claim.content.filter((i) => i > claim.verb && claim.words[i]?.isName);
  const saysSubject = claim.content.some(
    (i) => isOfSubject(i) && passage.words.some(({ plain }) => plain === claim.words[i]?.plain),
  );
  if (saysSubject || what.length === 0 || !what.every((i) => alignment.matched.has(i))) return NOTHING;
  if (!alignment.missing.every(isOfSubject)) return NOTHING;
  const known = new Set(claim.words.filter(({ isName }) => isName).map(({ plain }) => plain));
  const other = namesOf(passage).find(
    (name) =>
      !isOfPeople(passage, name) &&
      !passage.negated[name.from] &&
      !passage.words.slice(name.from, name.to).some(({ plain }) => known.has(plain)) &&
      areTiedAlike(claim, subject, passage, name, alignment)?.as === 'agent',
  );
  if (!other) return NOTHING;
  return firmly('entity', between(claim, subject.from, subject.to), between(passage, other.from, other.to));
}
