import { isCompared } from '../bonds.ts';
import { familyOf, oppositesOf, type Part } from '../lexicon.ts';
import { rolesOf } from '../roles.ts';
import type { Word } from '../words.ts';
import { type Finding, firmly, NOTHING, type Pair } from './conflict.ts';

const NEGATIVE = /^(un|dis|non-?|in|im|ir|il|anti-?)/;
/** "Discover" is no opposite of "cover", nor "impress" of "press". */
const NEGATIVE_VERB = /^(un|dis)(?=\w{7})/;

/** `associated`, `disassociated`; `common`, `uncommon`. */
function isNegatedForm(a: string, b: string, part: Part | undefined): boolean {
  const prefix = part === 'v' ? NEGATIVE_VERB : NEGATIVE;
  return prefix.test(a) && a.replace(prefix, '') === b && b.length >= 4;
}

/** Of works, groups and careers; the lexicon has no such opposites. */
const MORE = new Map<string, Set<string>>();
for (const [a, ...others] of [
  ['real', 'fictional', 'imaginary'],
  ['worst', 'greatest', 'finest'],
  ['disband', 'form', 'found', 'establish'],
  ['dissolve', 'form', 'found', 'establish'],
  ['cancel', 'renew'],
  ['active', 'retired', 'defunct'],
  ['flop', 'hit', 'success', 'triumph'],
  ['bomb', 'hit', 'success', 'triumph'],
  ['acclaim', 'pan', 'panned'],
  ['acclaimed', 'panned'],
] as const)
  for (const b of others) {
    MORE.set(a, (MORE.get(a) ?? new Set()).add(b));
    MORE.set(b, (MORE.get(b) ?? new Set()).add(a));
  }

/** Opposites by the lexicon, by their relatives, or by an affix. */
export function areOpposite(a: Word, b: Word): boolean {
  if (a.isName || b.isName) return false;
  for (const [x, y] of [
    [a.lemma, b.lemma],
    [a.plain, b.plain],
  ] as const)
    if (
      oppositesOf(x).has(y) ||
      MORE.get(x)?.has(y) ||
      // "Imprisoned" is no opposite of "prison".
      (a.part === b.part && (isNegatedForm(x, y, a.part) || isNegatedForm(y, x, a.part)))
    )
      return true;
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
    if (found) return firmly('antonym', word.text, found.text);
  }
  return NOTHING;
}

/** How far from an opposite the words may stand that the claim has beside its own. */
const NEAR = 8;

/** The opposite stands by the same thing: "extinct volcano", "one of the active volcanoes". */
function isOfTheSame({ claim, alignment }: Pair, i: number, at: number): boolean {
  const beside = claim.content.filter((each) => each >= claim.verb && each !== i);
  const matches = beside.map((each) => alignment.matched.get(each)).filter((match) => match !== undefined);
  return beside.length === 0 || matches.some((match) => Math.abs(match.at - at) <= NEAR);
}

/** Children have parents, and a country cities: opposite nouns shut one another out only where the one is said to be all. */
function areOfOnePlace({ claim, passage }: Pair, i: number, at: number): boolean {
  if (claim.words[i]?.part !== 'n' && passage.words[at]?.part !== 'n') return true;
  const isRole = rolesOf(passage).some(({ head }) => head === at);
  return claim.exclusives.size > 0 || (isRole && (rolesOf(claim)[0]?.head ?? i) === i);
}

/** The passage says the opposite of a word of the claim, and not the word itself. */
export function antonymConflict(pair: Pair): Finding {
  const { claim, passage, alignment } = pair;
  if (isCompared(pair)) return NOTHING;
  // "Recorded live": what the claim says itself is no opposite of it.
  const own = new Set(claim.words.map(({ plain }) => plain));
  for (const i of claim.content) {
    const word = claim.words[i];
    if (!word || i < claim.verb || (alignment.matched.get(i)?.strength ?? 0) >= 0.9) continue;
    const opposite = passage.words.find(
      (other, at) =>
        other.part !== undefined &&
        !passage.negated[at] &&
        !own.has(other.plain) &&
        areOpposite(word, other) &&
        isOfTheSame(pair, i, at) &&
        areOfOnePlace(pair, i, at),
    );
    if (opposite) return firmly('antonym', word.text, opposite.text);
  }
  return prepositionConflict(pair);
}
