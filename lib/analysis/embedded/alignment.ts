import { isInName, isPeople, isPlace, placesAround } from './places.ts';
import { type DateMention, FIRST, LAST, LIFE } from './dates.ts';
import { strengthOf } from './matching.ts';
import { endsPhrase, rolesOf, roleWordsOf, WORK } from './roles.ts';
import type { Reading } from './reading.ts';

/** What of a claim is said in a passage. Positions are indices of words. */
export interface Alignment {
  /** by position in the claim: where in the passage, and how strongly */
  matched: Map<number, { at: number; strength: number }>;
  missing: number[];
  /** the passage speaks of the claim's subject, by name or by a word that stands for it */
  sameSubject: boolean;
  /** by name */
  named: boolean;
  /** it says so in its own subject: what else the claim names cannot be meant by a pronoun there */
  opensWithSubject: boolean;
  /** share of the content of what the claim says of its subject that is matched, 0 to 1 */
  coverage: number;
}

const PRONOUNS = new Set('he she it they his her its their him them who'.split(' '));

/** A passage that names nothing of its own as its subject speaks of what was spoken of before. */
function standsIn({ words, verb, fronted }: Reading, claim: Reading): boolean {
  const opening = words.slice(fronted, verb + 1);
  const isPassive = claim.words.some(({ plain }, i) => i > claim.verb && plain === 'by');
  const own = new Set(isPassive ? claim.words.slice(claim.verb).map(({ plain }) => plain) : []);
  // "The French-language picture stars …"
  const noun = opening.findIndex(({ part, isName }) => part === 'n' && !isName);
  const isDescription =
    /^(the|this|these)$/.test(opening[0]?.plain ?? '') &&
    noun > 0 &&
    opening.slice(0, noun).every(({ isName, text }) => !isName || isPeople(text)) &&
    !/^(of|for|at)$/.test(opening[noun + 1]?.plain ?? '') &&
    opening[noun + 1]?.isName !== true;
  if (isDescription) return true;
  // Told the other way round: "was created by Ann Lee", "Ann Lee created the statue".
  return (
    opening.some(({ plain }) => PRONOUNS.has(plain)) ||
    opening.every(({ isName, plain }) => !isName || own.has(plain))
  );
}

/** `United States` in words of its own, `American`, `U.S.` */
function placePhrase(claim: Reading, from: number, including: number, passage: Reading): number | undefined {
  // That the claim's own place lies somewhere is for the passage to say, not for the map.
  const own = new Set(claim.words.filter(({ isName }) => isName).map(({ plain }) => plain));
  for (let length = 3; from + length > including; length--) {
    const phrase = claim.words.slice(from, from + length);
    if (phrase.length < length || phrase.some(({ isName }) => !isName)) continue;
    const name = phrase
      .map(({ text }) => text)
      .join(' ')
      .toLowerCase();
    for (let at = 0; at < passage.words.length; at++)
      for (let other = 3; other >= 1; other--) {
        const words = passage.words.slice(at, at + other);
        if (words.length < other || words.some(({ isName, plain }) => !isName || own.has(plain))) continue;
        if (isInName(passage, at, at + other)) continue;
        if (placesAround(words.map(({ text }) => text).join(' ')).has(name)) return at;
      }
  }
  return undefined;
}

/** "Kenneth Edmonds" is not "Tracey Edmonds"; "Tim Roth" may well be "Timothy Roth", and "Roth" alone is either. */
function isNamesake(claim: Reading, subject: readonly number[], passage: Reading): boolean {
  const [first, last] = [subject[0], subject.at(-1)].map((i) => claim.words[i ?? -1]);
  if (subject.length !== 2 || !first || !last) return false;
  if (passage.words.some(({ plain, isName }) => isName && plain.charAt(0) === first.plain.charAt(0)))
    return false;
  const surnames = passage.words.flatMap(({ plain }, i) => (plain === last.plain ? [i] : []));
  return (
    surnames.length > 0 &&
    surnames.every((i) => passage.words[i - 1]?.isName === true || passage.words[i - 1]?.text === '"')
  );
}

/** Of a work that comes out. */
const OUT = /^(release|publish|premiere|air|come|make)$/;

/** "A 2006 mystery film" came out in 2006. */
function isOfWork(passage: Reading, { to }: DateMention): boolean {
  const end = passage.words.findIndex((_, i) => i >= to && endsPhrase(passage.words, i));
  return passage.words.slice(to, end < 0 ? undefined : end).some(({ lemma }) => WORK.test(lemma));
}

export function align(claim: Reading, passage: Reading): Alignment {
  const matched: Alignment['matched'] = new Map();
  const names = new Set(claim.words.filter(({ isName }) => isName).map(({ plain }) => plain));
  // What names the subject says nothing of it: a whale shark is no whale.
  const namesSubject = new Set<number>();
  for (const i of claim.content) {
    const word = claim.words[i];
    if (!word) continue;
    let best: { at: number; strength: number } | undefined;
    passage.words.forEach((other, at) => {
      if (other.isName && names.has(other.plain) && other.plain !== word.plain) return;
      const strength = strengthOf(word, other);
      if (strength < 1 && word.part === 'n' && namesSubject.has(at)) return;
      // One name says another only of places.
      if (word.isName && other.isName && strength < 1 && isInName(passage, at)) return;
      if (strength > (best?.strength ?? 0)) best = { at, strength };
    });
    if (!best) continue;
    matched.set(i, best);
    if (i < claim.verb && best.strength === 1) namesSubject.add(best.at);
  }
  for (const i of claim.content) {
    if (matched.has(i) || !claim.words[i]?.isName) continue;
    const inPhrase = [i, i - 1, i - 2]
      .map((from) => placePhrase(claim, from, i, passage))
      .find((at) => at !== undefined);
    if (inPhrase !== undefined) matched.set(i, { at: inPhrase, strength: 0.9 });
  }
  // What the claim says its subject is must be what the passage says it is, not a word from anywhere in it.
  const [role] = rolesOf(claim);
  const roles = roleWordsOf(passage);
  const match = role && matched.get(role.head);
  const isAs = passage.words
    .slice(Math.max(0, (match?.at ?? 0) - 6), match?.at)
    .some(({ plain }) => plain === 'as');
  if (role && match && roles.length > 0 && !roles.includes(match.at) && !isAs) {
    const head = claim.words[role.head];
    const better = roles.find((at) => {
      const word = passage.words[at];
      return head && word && strengthOf(head, word) >= 0.75;
    });
    if (better !== undefined) matched.set(role.head, { ...match, at: better });
    else matched.delete(role.head);
  }
  // Dates by their form tell of an event without a word for it: a life in brackets, the ends of a span.
  const events: [RegExp, DateMention | undefined][] = [
    [/^(bear|born|birth)$/, passage.dates.find(({ of }) => of === 'birth')],
    [/^(die|death|dead)$/, passage.dates.find(({ of }) => of === 'death')],
    [LIFE, claim.dates.some(({ side }) => side) ? passage.dates.find(({ of }) => of === 'death') : undefined],
    [FIRST, passage.dates.find(({ end }) => end === 'first')],
    [LAST, passage.dates.find(({ end }) => end === 'last')],
    [OUT, passage.dates.find((date) => isOfWork(passage, date))],
  ];
  for (const [event, date] of events)
    for (const i of claim.content)
      if (date && !matched.has(i) && event.test(claim.words[i]?.lemma ?? ''))
        matched.set(i, { at: date.from, strength: 0.95 });
  const subject = claim.content.filter((i) => i < claim.verb);
  const subjectNames = subject.filter((i) => claim.words[i]?.isName);
  const named = (subjectNames.length > 0 ? subjectNames : subject).some((i) => matched.has(i));
  const sameSubject =
    (named && !isNamesake(claim, subjectNames, passage)) ||
    subject.length === 0 ||
    (!named && standsIn(passage, claim));
  // Given names and titles may be left out where the rest of a name stands; a pronoun stands for all of it.
  // "Henry of France" may be "Henry"; "One of the Girls" is no short form of "One of the Boys".
  const isTitle =
    subject.length > 0 &&
    claim.words
      .slice(subject[0], (subject.at(-1) ?? 0) + 1)
      .some(({ pos }, i, words) => pos === 'ADP' && !isPlace(words[i + 1]?.text ?? ''));
  const isPhrase = !subject.some((i) => claim.words[i - 1]?.pos === 'ADP');
  const forgiven = new Set(
    subjectNames.length === 0 || (named && isPhrase && !isTitle)
      ? sameSubject && (named ? subjectNames.length > 0 : true)
        ? subject
        : []
      : sameSubject && !(named && isTitle)
        ? subjectNames
        : [],
  );
  const missing = claim.content.filter((i) => !matched.has(i) && !forgiven.has(i));
  const said = claim.content.filter((i) => !subject.includes(i));
  const weight = said.reduce((sum, i) => sum + (matched.get(i)?.strength ?? 0), 0);
  const opensWithSubject = subjectNames.some((i) => (matched.get(i)?.at ?? Infinity) < passage.verb);
  return {
    matched,
    missing,
    sameSubject,
    named,
    opensWithSubject,
    coverage: said.length === 0 ? 1 : weight / said.length,
  };
}
