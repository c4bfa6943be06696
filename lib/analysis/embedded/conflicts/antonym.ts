import { familyOf, oppositesOf } from '../lexicon.ts';
import type { Word } from '../words.ts';
import { type Finding, NOTHING, type Pair } from './conflict.ts';

const NEGATIVE = /^(un|dis|non-?|in|im|ir|il|anti-?)/;

/** `associated`, `disassociated`; `common`, `uncommon`. */
const isNegatedForm = (a: string, b: string) =>
  NEGATIVE.test(a) && a.replace(NEGATIVE, '') === b && b.length >= 4;

/** Opposites by the lexicon, by their relatives, or by an affix. */
export function areOpposite(a: Word, b: Word): boolean {
  if (a.isName || b.isName) return false;
  for (const [x, y] of [
    [a.lemma, b.lemma],
    [a.plain, b.plain],
  ] as const)
    if (oppositesOf(x).has(y) || isNegatedForm(x, y) || isNegatedForm(y, x)) return true;
  const relatives = [a.lemma, a.plain, ...familyOf(a.lemma)];
  const others = new Set([b.lemma, b.plain, ...familyOf(b.lemma)]);
  return relatives.some((x) => [...oppositesOf(x)].some((y) => others.has(y)));
}

const PREPOSITIONS = new Map<string, string>(
  (
    [
      ['before', 'after'],
      ['above', 'below'],
      ['inside', 'outside'],
      ['with', 'without'],
      ['over', 'under'],
      ['for', 'against'],
    ] as const
  ).flatMap(([a, b]) => [
    [a, b],
    [b, a],
  ]),
);

/** `after the war`, `before the war`: the same thing, on its other side. */
function prepositionConflict({ claim, passage, alignment }: Pair): Finding {
  for (const [i, word] of claim.words.entries()) {
    const opposite = PREPOSITIONS.get(word.plain);
    const next = claim.content.find((each) => each > i && each <= i + 3);
    const match = next === undefined ? undefined : alignment.matched.get(next);
    if (opposite === undefined || !match) continue;
    const before = passage.words.slice(Math.max(0, match.at - 4), match.at);
    if (before.some(({ plain }) => plain === word.plain)) continue;
    const found = before.find(({ plain }) => plain === opposite);
    if (found)
      return { open: 0, conflict: { kind: 'antonym', claimed: word.text, found: found.text, firm: true } };
  }
  return NOTHING;
}

/** The passage says the opposite of a word of the claim, and not the word itself. */
export function antonymConflict({ claim, passage, alignment }: Pair): Finding {
  // "Recorded live": what the claim says itself is no opposite of it.
  const own = new Set(claim.words.map(({ plain }) => plain));
  for (const i of claim.content) {
    const word = claim.words[i];
    if (!word || i < claim.verb || (alignment.matched.get(i)?.strength ?? 0) >= 0.9) continue;
    const opposite = passage.words.find(
      (other) => other.part !== undefined && areOpposite(word, other) && !own.has(other.plain),
    );
    if (opposite)
      return { open: 0, conflict: { kind: 'antonym', claimed: word.text, found: opposite.text, firm: true } };
  }
  return prepositionConflict({ claim, passage, alignment });
}
