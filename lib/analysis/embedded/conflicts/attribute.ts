import { rolesOf, roleWordsOf } from '../roles.ts';
import { between, type Finding, NOTHING, type Pair } from './conflict.ts';

/** A word that describes a thing, where the passage describes the same thing by another: `horror drama`, `medical drama`. */
export function attributeConflict({ claim, passage, alignment }: Pair): Finding {
  const [role] = rolesOf(claim);
  const inRole = (i: number, head: number) => role !== undefined && role.from <= i && head <= role.head;
  const inPassageRole = (at: number) => roleWordsOf(passage).includes(at);
  for (const i of alignment.missing) {
    const word = claim.words[i];
    if (!word || word.isName || (word.part !== 'a' && word.part !== 'n')) continue;
    let head = i + 1;
    while (alignment.missing.includes(head)) head++;
    const noun = alignment.matched.get(head);
    if (!noun || claim.words[head]?.part !== 'n') continue;
    let from = noun.at;
    while (from > 0 && /^(ADJ|NOUN|PROPN)$/.test(passage.words[from - 1]?.pos ?? '')) from--;
    if (from === noun.at) continue;
    return {
      open: 0,
      conflict: {
        kind: 'attribute',
        claimed: between(claim, i, head + 1),
        found: between(passage, from, noun.at + 1),
        firm: inRole(i, head) && inPassageRole(noun.at),
      },
    };
  }
  return NOTHING;
}
