import { isKindOf } from '../lexicon.ts';
import { rolesOf } from '../roles.ts';
import { between, type Finding, NOTHING, type Pair } from './conflict.ts';

/** The claim says its subject is one thing, the passage says that it is another. */
export function roleConflict({ claim, passage, alignment }: Pair): Finding {
  const role = rolesOf(claim)[0];
  if (!role || !alignment.missing.includes(role.head)) return NOTHING;
  const other = rolesOf(passage)[0];
  if (!other) return NOTHING;
  const isPerson = (lemma = '') => isKindOf(lemma, 'person', 'n', 1);
  const [a, b] = [claim.words[role.head]?.lemma, passage.words[other.head]?.lemma];
  const people = Number(isPerson(a)) + Number(isPerson(b));
  return {
    open: 0,
    conflict: {
      kind: 'role',
      claimed: between(claim, role.from, role.head + 1),
      found: between(passage, other.from, other.head + 1),
      firm: people !== 2,
    },
  };
}
