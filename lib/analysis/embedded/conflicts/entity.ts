import { namesOf } from './name.ts';
import { between, type Finding, NOTHING, type Pair } from './conflict.ts';

/** All that the claim says is said in the passage, but of somebody else. */
export function entityConflict({ claim, passage, alignment }: Pair): Finding {
  const subject = namesOf(claim).find(({ to }) => to <= claim.verb);
  if (!subject || alignment.missing.length > 0 || alignment.coverage < 0.7) return NOTHING;
  for (let i = subject.from; i < subject.to; i++) if (alignment.matched.has(i)) return NOTHING;
  const known = new Set(claim.words.filter(({ isName }) => isName).map(({ plain }) => plain));
  const other = namesOf(passage).find(
    ({ from, to }) => from <= passage.verb && passage.words.slice(from, to).every(({ plain, isName }) => !isName || !known.has(plain)),
  );
  if (!other) return NOTHING;
  return { open: 0, conflict: { kind: 'entity', claimed: between(claim, subject.from, subject.to), found: between(passage, other.from, other.to) } };
}
