import { namesOf } from './name.ts';
import { between, type Finding, firmly, NOTHING, type Pair } from './conflict.ts';

/** `NAME is the NOUN of …`, and the passage has somebody else in that place, which there is only one of. */
export function entityConflict({ claim, passage, alignment }: Pair): Finding {
  const subject = namesOf(claim).find(({ to }) => to <= claim.verb);
  const isUnique = (words: Pair['claim']['words']) =>
    words.some(
      ({ lemma }, i) =>
        lemma === 'be' &&
        words[i + 1]?.plain === 'the' &&
        words.slice(i + 2, i + 6).some(({ plain }) => plain === 'of'),
    );
  if (!subject || !isUnique(claim.words) || !isUnique(passage.words) || alignment.sameSubject) return NOTHING;
  if (alignment.missing.some((i) => i >= claim.verb)) return NOTHING;
  const other = namesOf(passage).find(({ to }) => to <= passage.verb);
  if (!other) return NOTHING;
  return firmly('entity', between(claim, subject.from, subject.to), between(passage, other.from, other.to));
}
