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
      else if (JOINING.test(words[to]?.plain ?? '') && words[to]?.plain !== 'and' && words[to + 1]?.isName) to += 2;
      else break;
    }
    names.push({ from, to });
    from = to;
  }
  return names;
}

/** A name in what the claim says of its subject, which the passage does not have where it has another. */
export function nameConflict({ claim, passage, alignment }: Pair): Finding {
  const missing = namesOf(claim).find(
    ({ from, to }) =>
      (from >= claim.verb || claim.verb >= claim.words.length) &&
      alignment.missing.some((i) => from <= i && i < to) &&
      alignment.missing.includes(to - 1),
  );
  if (!missing) return NOTHING;
  const claimed = between(claim, missing.from, missing.to);
  const known = new Set(claim.words.filter(({ isName }) => isName).map(({ plain }) => plain));
  const other = namesOf(passage).find(({ from, to }) => passage.words.slice(from, to).some(({ plain, isName }) => isName && !known.has(plain)));
  return { open: 0, conflict: { kind: 'name', claimed, found: other ? between(passage, other.from, other.to) : '' } };
}
