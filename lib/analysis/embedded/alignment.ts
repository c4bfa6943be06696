import { placesAround } from './places.ts';
import { strengthOf } from './matching.ts';
import type { Reading } from './reading.ts';

/** What of a claim is said in a passage. Positions are indices of words. */
export interface Alignment {
  /** by position in the claim: where in the passage, and how strongly */
  matched: Map<number, { at: number; strength: number }>;
  missing: number[];
  /** the passage speaks of the claim's subject, by name or by a word that stands for it */
  sameSubject: boolean;
  /** share of the content of what the claim says of its subject that is matched, 0 to 1 */
  coverage: number;
}

const PRONOUNS = new Set('he she it they his her its their him them who'.split(' '));

/** A passage that names nothing of its own as its subject speaks of what was spoken of before. */
function standsIn({ words, verb }: Reading): boolean {
  if (words.slice(0, 40).some(({ plain }) => PRONOUNS.has(plain))) return true;
  return /^(the|this|these|both)$/.test(words[0]?.plain ?? '') || words.slice(0, verb).every(({ isName }) => !isName);
}

/** `United States` in words of its own, `American`, `U.S.` */
function placePhrase(claim: Reading, from: number, passage: Reading): number | undefined {
  for (let length = 3; length >= 1; length--) {
    const phrase = claim.words.slice(from, from + length);
    if (phrase.length < length || phrase.some(({ isName }) => !isName)) continue;
    const name = phrase.map(({ text }) => text).join(' ').toLowerCase();
    for (let at = 0; at < passage.words.length; at++)
      for (let other = 3; other >= 1; other--) {
        const words = passage.words.slice(at, at + other);
        if (words.length < other || words.some(({ isName }) => !isName)) continue;
        if (placesAround(words.map(({ text }) => text).join(' ')).has(name)) return at;
      }
  }
  return undefined;
}

export function align(claim: Reading, passage: Reading): Alignment {
  const matched: Alignment['matched'] = new Map();
  for (const i of claim.content) {
    const word = claim.words[i];
    if (!word) continue;
    let best: { at: number; strength: number } | undefined;
    passage.words.forEach((other, at) => {
      const strength = strengthOf(word, other);
      if (strength > (best?.strength ?? 0)) best = { at, strength };
    });
    if (best) matched.set(i, best);
  }
  for (const i of claim.content) {
    if (matched.has(i) || !claim.words[i]?.isName) continue;
    const inPhrase = [i, i - 1, i - 2].map((from) => placePhrase(claim, from, passage)).find((at) => at !== undefined);
    if (inPhrase !== undefined) matched.set(i, { at: inPhrase, strength: 0.9 });
  }
  const events: [RegExp, 'birth' | 'death'][] = [
    [/^(bear|born|birth)$/, 'birth'],
    [/^(die|death|dead)$/, 'death'],
  ];
  for (const [event, of] of events) {
    const date = passage.dates.find((each) => each.of === of);
    for (const i of claim.content)
      if (date && !matched.has(i) && event.test(claim.words[i]?.lemma ?? '')) matched.set(i, { at: date.from, strength: 0.95 });
  }
  const subject = claim.content.filter((i) => i < claim.verb);
  const names = subject.filter((i) => claim.words[i]?.isName);
  const named = (names.length > 0 ? names : subject).some((i) => matched.has(i));
  const sameSubject = named || subject.length === 0 || standsIn(passage);
  // Given names and titles may be left out where the rest of a name stands; a pronoun stands for all of it.
  const forgiven = new Set(sameSubject && (named || names.length > 0 || subject.length === 0) ? (named ? names : subject) : []);
  const missing = claim.content.filter((i) => !matched.has(i) && !forgiven.has(i));
  const said = claim.content.filter((i) => !subject.includes(i));
  const weight = said.reduce((sum, i) => sum + (matched.get(i)?.strength ?? 0), 0);
  return { matched, missing, sameSubject, coverage: said.length === 0 ? 1 : weight / said.length };
}
