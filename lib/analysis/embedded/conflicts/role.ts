import type { Reading } from '../reading.ts';
import { between, type Finding, NOTHING, type Pair } from './conflict.ts';

/** What `X is a …` says that X is: its words, and the noun at their end. */
export function rolesOf({ words, verb }: Reading): { from: number; head: number }[] {
  const roles: { from: number; head: number }[] = [];
  for (let i = verb; i < words.length; i++) {
    if (words[i]?.lemma !== 'be') continue;
    let j = i + 1;
    while (/^(DET|ADV|PART)$/.test(words[j]?.pos ?? '') && !/^(a|an|the)$/.test(words[j]?.plain ?? '')) j++;
    if (!/^(a|an|the)$/.test(words[j]?.plain ?? '')) continue;
    const from = j + 1;
    let head: number | undefined;
    for (j = from; j < words.length; j++) {
      const word = words[j];
      if (!word || /^(ADP|PUNCT|AUX|PRON|SCONJ|CCONJ|VERB)$/.test(word.pos)) break;
      if (word.part === 'n') head = j;
    }
    if (head !== undefined) roles.push({ from, head });
  }
  return roles;
}

/** The claim says its subject is one thing, the passage says that it is another. */
export function roleConflict({ claim, passage, alignment }: Pair): Finding {
  const role = rolesOf(claim)[0];
  if (!role || !alignment.missing.includes(role.head)) return NOTHING;
  const other = rolesOf(passage)[0];
  if (!other) return NOTHING;
  return {
    open: 0,
    conflict: {
      kind: 'role',
      claimed: between(claim, role.from, role.head + 1),
      found: between(passage, other.from, other.head + 1),
    },
  };
}
