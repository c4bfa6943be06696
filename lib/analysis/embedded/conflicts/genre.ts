import { isKindOf } from '../lexicon.ts';
import { rolesOf, roleWordsOf } from '../roles.ts';
import type { Word } from '../words.ts';
import { between, type Finding, NOTHING, type Pair } from './conflict.ts';

export const GENRES: ReadonlySet<string> = new Set(
  (
    'horror comedy comedic romance romantic drama dramatic thriller western documentary animated fantasy crime sitcom mystery epic ' +
    'medical legal political war sport biographical historical rock pop jazz blues metal punk folk classical electronic ' +
    'soul reggae gospel country rap disco techno grunge puzzle racing shooter strategy platform adventure action'
  ).split(' '),
);

const RIVALS = ['sport', 'game', 'music', 'science', 'subject'];

/** Both are genres, or sports: whose claim has the one has not said the other. */
function areRivals(a: Word, b: Word): boolean {
  if (GENRES.has(a.plain) || GENRES.has(b.plain)) return GENRES.has(a.plain) && GENRES.has(b.plain);
  return (
    !a.isName &&
    RIVALS.some((kind) => isKindOf(a.lemma, kind, 'n', 2) && isKindOf(b.lemma, kind, 'n', 2)) &&
    !isKindOf(a.lemma, b.lemma) &&
    !isKindOf(b.lemma, a.lemma)
  );
}

/** Of one genre or sport, where the passage has others: `horror drama`, `medical drama`; `poker player`, `football player`. */
export function genreConflict({ claim, passage, alignment }: Pair): Finding {
  const [role] = rolesOf(claim);
  const inRole = (i: number, head: number) => role !== undefined && role.from <= i && head <= role.head;
  const inPassageRole = (at: number) => roleWordsOf(passage).includes(at);
  for (const i of alignment.missing) {
    const word = claim.words[i];
    if (!word || (!GENRES.has(word.plain) && word.part !== 'n')) continue;
    let head = i + 1;
    while (alignment.missing.includes(head)) head++;
    const noun = alignment.matched.get(head);
    if (!noun || claim.words[head]?.part !== 'n') continue;
    let from = noun.at;
    while (from > 0 && /^(ADJ|NOUN|PROPN)$/.test(passage.words[from - 1]?.pos ?? '')) from--;
    const others = passage.words.slice(from, noun.at + 1).filter((other) => areRivals(word, other));
    if (others.length === 0) continue;
    return {
      open: 0,
      conflict: {
        kind: 'genre',
        claimed: between(claim, i, head + 1),
        found: between(passage, from, noun.at + 1),
        firm: inRole(i, head) && inPassageRole(noun.at),
      },
    };
  }
  return NOTHING;
}
