import type { Reading } from './reading.ts';

/** What stands before a noun belongs to it, also `animated` and `video-sharing`. */
export function endsPhrase(words: Reading['words'], i: number): boolean {
  const word = words[i];
  if (/^(called|named|name|titled|entitled|known)$/.test(word?.plain ?? '')) return true;
  if (word?.pos === 'VERB') return !(/(ed|ing)$/.test(word.plain) && /^[na]$/.test(words[i + 1]?.part ?? ''));
  return (
    word?.text !== '-' && word?.text !== '/' && /^(ADP|PUNCT|AUX|PRON|SCONJ)$/.test(word?.pos ?? 'PUNCT')
  );
}

/** What is made and comes out. */
export const WORK =
  /^(film|movie|album|song|single|novel|book|series|show|program|sitcom|documentary|musical|game|play|comic)$/;

/** What somebody or something is said to be. Indices of words. */
export interface Role {
  from: number;
  /** the noun that says it */
  head: number;
}

/** Of `a species of lizard`, the lizard counts. */
const KIND_OF = /^(species|kind|type|form|sort|genus|breed|variety|style)$/;

const isOfKind = (words: Reading['words'], i: number) =>
  words[i]?.plain === 'of' && KIND_OF.test(words[i - 1]?.plain ?? '');

/** What `X is a …` says that X is: its words, and the noun at their end. */
export function rolesOf({ words, verb }: Reading): Role[] {
  const roles: Role[] = [];
  for (let i = verb; i < words.length; i++) {
    if (words[i]?.lemma !== 'be') continue;
    let j = i + 1;
    while (/^(DET|ADV|PART)$/.test(words[j]?.pos ?? '') && !/^(a|an|the)$/.test(words[j]?.plain ?? '')) j++;
    // "Whale sharks are fish"
    const isPlural =
      /^(are|were)$/.test(words[i]?.plain ?? '') &&
      /^(NOUN|ADJ)$/.test(words[j]?.pos ?? '') &&
      !words[j]?.isName;
    if (!isPlural && !/^(a|an|the)$/.test(words[j]?.plain ?? '')) continue;
    const from = isPlural ? j : j + 1;
    let head: number | undefined;
    for (j = from; j < words.length; j++) {
      const word = words[j];
      if (isOfKind(words, j)) continue;
      if (!word || endsPhrase(words, j) || word.pos === 'CCONJ') break;
      if (word.part === 'n' && !(word.isName && head !== undefined && words[head]?.isName === false))
        head = j;
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
    if (isOfKind(passage.words, i)) continue;
    if (!word || (word.text !== ',' && endsPhrase(passage.words, i))) break;
    if (word.part !== undefined) found.push(i);
  }
  return found;
}
