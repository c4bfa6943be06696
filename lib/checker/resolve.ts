import { isCommonNoun, relationOf } from './meaning.ts';
import type { Sentence } from './sentences.ts';
import { isPerson, type Statement } from './statements.ts';
import type { Word } from './words.ts';

/** What the sentences before one are about: whom "it" and "the bridge" mean in it. */
export interface Topic {
  /** subjects that were named, the latest first */
  subjects: Word[][];
  isKnown: boolean;
  /** names in the first sentence or heading: what the whole text is about */
  title: ReadonlySet<string>;
}

const MAX_SUBJECTS = 8;
const NO_TOPIC: Topic = { subjects: [], isKnown: false, title: new Set() };

const isNamed = (words: readonly Word[]) => words.some(({ isName }) => isName);

/** The named thing that "the bridge" stands for. @returns undefined when there is none, or more than one */
function namesake(subject: readonly Word[], { subjects }: Topic): Word[] | undefined {
  const [noun] = subject;
  if (subject.length !== 1 || !noun || noun.isName || noun.part !== 'n') return undefined;
  const found = subjects.filter((words) => isNamed(words) && words.some((word) => word.plain === noun.plain));
  const [first] = found;
  return first;
}

/** Whom a pronoun can stand for, as far as the word itself tells. */
function fits(pronoun: string, subject: readonly Word[]): boolean {
  const last = subject.at(-1);
  if (!last) return false;
  const isHuman = subject.some(isPerson) || (subject.every(({ isName }) => isName) && subject.length <= 3);
  if (/^(?:he|she|his|her)$/.test(pronoun)) return isHuman;
  return /^(?:it|its|this|that|they|their)$/.test(pronoun);
}

/** Kinds that a text may call its subject by without having named it: "The film was shot in India." */
const STAND_INS =
  /^(?:film|movie|album|song|single|band|group|series|show|sitcom|book|novel|game|play|company|firm|organization|organisation|city|town|village|country|state|river|university|school|project|disease|structure|building|team|club|actor|actress|singer|player|book|magazine|station|network|program|programme|festival)$/;

/** Puts a name in the place of "it", "the bridge" or "Lee". @param claim the claim's subject, taken where a text does not say whom it means */
export function resolve(
  statement: Statement,
  topic: Topic,
  claim: readonly Word[],
): { statement: Statement; isAssumed: boolean } {
  const { subject, pronoun } = statement;
  if (subject.length === 0) {
    const [last] = topic.subjects;
    if (!topic.isKnown) return { statement: { ...statement, subject: [...claim] }, isAssumed: true };
    return {
      statement:
        last && (pronoun === undefined || fits(pronoun, last)) ? { ...statement, subject: last } : statement,
      isAssumed: false,
    };
  }
  // "Its mission": of what the text is about.
  if (/^(?:its|his|her|their)$/.test(pronoun ?? '')) {
    const [owner] = topic.subjects;
    const isOfClaim =
      !topic.isKnown &&
      claim.length > subject.length &&
      subject.every((word) => claim.some(({ lemma }) => lemma === word.lemma));
    return isOfClaim
      ? { statement: { ...statement, subject: [...claim] }, isAssumed: true }
      : { statement: { ...statement, subject: [...(owner ?? []), ...subject] }, isAssumed: false };
  }
  const [only] = subject;
  if (subject.length === 1 && only?.isName) {
    const holder = topic.subjects.find(
      (words) =>
        words.length > 1 &&
        words.every(({ isName }) => isName) &&
        words.some(({ plain }) => plain === only.plain),
    );
    if (holder) return { statement: { ...statement, subject: holder }, isAssumed: false };
    if (
      !topic.isKnown &&
      claim.length > 1 &&
      claim.every(({ isName }) => isName) &&
      claim.some(({ plain }) => plain === only.plain)
    )
      return { statement: { ...statement, subject: [...claim] }, isAssumed: true };
  }
  // "Revenue rose" in the report of Solvi is Solvi's.
  const owners = claim.filter((word) => word.isName && !subject.some(({ lemma }) => lemma === word.lemma));
  const isOfTitle =
    owners.length > 0 &&
    owners.length < claim.length &&
    subject.every(({ isName }) => !isName) &&
    owners.every(({ plain }) => topic.title.has(plain.replace(/'?s?$/, '')));
  if (
    isOfTitle &&
    claim
      .filter((word) => !owners.includes(word))
      .every((word) => subject.some((other) => relationOf(word, other) === 'same')) &&
    subject.length === claim.length - owners.length
  )
    return { statement: { ...statement, subject: [...claim] }, isAssumed: true };
  const isStandIn = subject.length === 1 && only !== undefined && !only.isName && STAND_INS.test(only.lemma);
  const named = namesake(subject, topic);
  if (
    isStandIn &&
    !named &&
    !topic.isKnown &&
    isNamed(claim) &&
    !claim.some((word) => word.part === 'n' && !word.isName && word.lemma !== only.lemma) &&
    !isCommonNoun(claim.at(-1) ?? only)
  )
    return { statement: { ...statement, subject: [...claim] }, isAssumed: true };
  return { statement: named ? { ...statement, subject: named } : statement, isAssumed: false };
}

export function topicAfter(sentences: readonly Sentence[]): Topic {
  let topic = NO_TOPIC;
  const [first] = sentences;
  const title = new Set(
    first?.words.filter(({ isName }) => isName).map(({ plain }) => plain.replace(/'?s?$/, '')),
  );
  for (const { statements } of sentences) {
    const subjects = [...topic.subjects];
    for (const each of statements) {
      const { subject } = resolve(each, { subjects, isKnown: true, title: topic.title }, []).statement;
      if (subject.length === 0) continue;
      const at = subjects.findIndex(
        (known) =>
          known.length === subject.length &&
          known.every((word, i) => relationOf(word, subject[i] as Word) === 'same'),
      );
      // One that was named before comes to the front as it was.
      subjects.unshift(...(at < 0 ? [subject] : subjects.splice(at, 1)));
    }
    topic = { subjects: subjects.slice(0, MAX_SUBJECTS), isKnown: true, title };
  }
  return topic;
}
