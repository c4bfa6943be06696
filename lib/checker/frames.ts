import type { Word } from './words.ts';

/**
 * What a writer puts around a statement so that it is not simply said to be so: a plan, a report, a condition, a
 * story. A verdict needs the same frames on both sides.
 */
export type Frame = string;

const lines = (text: string) => new Set(text.split(' '));

/** Verbs that say that what follows did not happen: `refused to open`. */
export const NEGATING = lines('refuse decline fail neglect forget cease avoid lack reject omit miss');
/** Verbs that leave what follows as it is: `began to flow`, `came to be known`. */
const NEUTRAL = lines('begin start continue help manage go come use be have do get proceed');
const AUXILIARY = lines('will would shall may might could should must can ought need');
const REPORTS = lines(
  'claim allege believe think argue suggest accuse assert insist maintain speculate suspect assume imagine pretend rumour rumor warn predict forecast expect hope fear worry propose demand ask wonder',
);
/** Verbs by which a source stands for what it says. Behind the statement they leave it as it is. */
const SAYINGS = lines('say report announce state note add confirm');

/** Patterns over the plain text of a sentence, and the frame that they put around all of it. */
const AROUND_SENTENCE: readonly [RegExp, Frame][] = [
  [/\?\s*["”')]*$|^whether\b/, 'question'],
  [/\brespectively\b/, 'respectively'],
  [/\bnot (?:all|every|always|necessarily)\b/, 'not all'],
  [/\bthe (?:former|latter)\b/, 'latter'],
  [/\b(?:if|unless|provided that|in case|suppose|assuming|were to)\b/, 'condition'],
  [
    /\b(?:according to|in the (?:opinion|view|words) of|in (?:his|her|their|my|our) (?:opinion|view))\b/,
    'report',
  ],
  [
    /\b(?:deny|denies|denied|denying|myth|untrue|false|falsely|wrong|wrongly|mistaken(?:ly)?|incorrect(?:ly)?|disprov\w*|refut\w*|debunk\w*|hoax|no (?:evidence|proof|truth)|nobody (?:believes|thinks)|doubt\w*|misconception|not true|not the case|rumou?r\w*)\b/,
    'denial',
  ],
  [
    /^in (?:the|this|that|her|his|one|a) (?:\w+ ){0,2}(?:film|movie|novel|book|story|game|play|episode|series|dream|song|legend)\b[^,]*,|\bthe (?:novel|film|story|book|poem) (?:begins|ends|opens|tells)\b|\bimagin\w+/,
    'fiction',
  ],
];
/** The same, over a clause: they say nothing of the clauses around it. */
const AROUND_CLAUSE: readonly [RegExp, Frame][] = [
  [
    /\b(?:perhaps|possibly|probably|maybe|likely|unlikely|apparently|reportedly|allegedly|supposedly|seems?|seemed|appears? to|appeared to|so-called)\b/,
    'hedge',
  ],
  [
    /\b(?:almost|nearly|all but|on the (?:brink|verge) of|close to|came near|narrowly|stopped short of)(?! (?:[\d$€£]|an? (?:\w+ )?(?:million|hundred|thousand|dozen)|(?:one|two|three|four|five|six|seven|eight|nine|ten|half|all|every)\b))/,
    'almost',
  ],
  [/\b(?:no longer|used to|formerly|once|previously|originally|initially)\b/, 'past'],
  [/\b(?:hardly|barely|scarcely|rarely|seldom)\b/, 'hardly'],
  [/\b(?:together|altogether|combined|in total|in all|jointly)\b/, 'sum'],
  [/\b(?:each|apiece|per (?:person|head))\b/, 'each'],
  [/\b(?:only|solely|exclusively|merely)\b/, 'only'],
];

const framesIn = (text: string, patterns: readonly [RegExp, Frame][]) => {
  const plain = text
    .toLowerCase()
    .replace(/[‘’]/g, "'")
    .replace(/\bnot only\b/g, '');
  return patterns.flatMap(([pattern, frame]) => (pattern.test(plain) ? [frame] : []));
};
export const framesOfSentence = (text: string) => framesIn(text, AROUND_SENTENCE);
export const framesOfClause = (text: string) => framesIn(text, AROUND_CLAUSE);

/** The frame that a verb or auxiliary puts around the verb that follows it. @returns undefined where it puts none */
export function frameOfHead({ lemma, plain, pos }: Word): Frame | undefined {
  if (AUXILIARY.has(lemma) || AUXILIARY.has(plain))
    return /^(?:can|could|may)$/.test(plain)
      ? 'can'
      : plain === 'will' || plain === 'shall'
        ? 'future'
        : 'modal';
  if (pos === 'AUX' || NEUTRAL.has(lemma) || NEGATING.has(lemma)) return undefined;
  return `${lemma} to`;
}

/** The frame that a verb puts around a clause that it has as its object: `claimed that …`. */
export function frameOfReport({ lemma }: Word): Frame | undefined {
  if (REPORTS.has(lemma)) return `${lemma} that`;
  return SAYINGS.has(lemma) ? 'report' : undefined;
}

export const isNeutral = ({ lemma }: Word) => NEUTRAL.has(lemma);
export const isReport = ({ lemma, part }: Word) => part === 'v' && (REPORTS.has(lemma) || SAYINGS.has(lemma));
export const isSaying = ({ lemma }: Word) => SAYINGS.has(lemma);
