import type { Reading } from './reading.ts';

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

/** Every noun of what a passage says its subject is: `an American singer, dancer and author`. */
export function roleWordsOf(passage: Reading): number[] {
  const [role] = rolesOf(passage);
  if (!role) return [];
  const found: number[] = [];
  for (let i = role.from; i < passage.words.length; i++) {
    const word = passage.words[i];
    if (!word || /^(ADP|AUX|PRON|SCONJ|VERB)$/.test(word.pos) || /^[.;:()]$/.test(word.text)) break;
    if (word.part !== undefined) found.push(i);
  }
  return found;
}
