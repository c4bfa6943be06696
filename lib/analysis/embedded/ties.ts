import type { Alignment } from './alignment.ts';
import { isKindOf } from './lexicon.ts';
import { strengthOf } from './matching.ts';
import { isPeople } from './places.ts';
import type { Reading } from './reading.ts';

/** How a name hangs on what is said: by which word of the sentence, and in which way. */
export interface Tie {
  /** index of the word */
  to: number;
  as: 'agent' | 'object' | 'is' | 'of' | 'at' | 'about';
}

export interface Span {
  from: number;
  to: number;
}

/** `at` takes in whatever says where: a school, a channel, a series. */
const PREPOSITIONS: Record<string, Tie['as']> = {
  by: 'agent',
  of: 'of',
  in: 'at',
  at: 'at',
  on: 'at',
  from: 'at',
  to: 'at',
  about: 'about',
};

const isVerb = (reading: Reading, i: number) => reading.words[i]?.pos === 'VERB';
const isNoun = (reading: Reading, i: number) => reading.words[i]?.part === 'n' && !reading.words[i].isName;

/** What `by` or `in` belongs to; of `written and directed by`, both. */
function governorsOf(reading: Reading, preposition: number): number[] {
  const { words } = reading;
  let i = preposition - 1;
  while (/^(ADV|NUM)$/.test(words[i]?.pos ?? '')) i--;
  if (words[i]?.plain === 'married') return [i];
  if (!isVerb(reading, i)) {
    // "Studied under the artist Ann Lee at": of the noun, or of the verb before it.
    const noun = isNoun(reading, i) ? [i] : [];
    // "The capital and largest city of"
    let j = i - 1;
    while (/^(ADJ|NOUN|DET)$/.test(words[j]?.pos ?? '')) j--;
    if (noun.length > 0 && words[j]?.plain === 'and' && isNoun(reading, j - 1)) noun.push(j - 1);
    if (!/^(at|in|on)$/.test(words[preposition]?.plain ?? '')) return noun;
    const verb = words.findLastIndex(({ pos }, at) => at < i && !/^(NOUN|PROPN|ADJ|DET|ADP|NUM)$/.test(pos));
    return isVerb(reading, verb) ? [...noun, verb] : noun;
  }
  const found = [i];
  while (isVerb(reading, i) && /^(and|or|,|\/|-)$/.test(words[i - 1]?.plain ?? '') && i >= 2) {
    i -= words[i - 2]?.text === ',' ? 3 : 2;
    if (!isVerb(reading, i)) break;
    found.push(i);
  }
  return found;
}

/** The ties of the name that stands from `from` to `to`. */
export function tiesOf(reading: Reading, { from, to }: Span): Tie[] {
  const { words } = reading;
  const ties: Tie[] = [];
  // "by the English rock band Pink Floyd", "by Ann Lee, Tom Ray and Jo Park"
  let i = from - 1;
  if (isNoun(reading, i)) ties.push({ to: i, as: 'is' });
  while (
    i >= 0 &&
    (/^(DET|NOUN|ADJ|NUM|CCONJ)$/.test(words[i]?.pos ?? '') ||
      words[i]?.isName === true ||
      /^([,"-]|'s)$/.test(words[i]?.text ?? ''))
  )
    i--;
  const as = PREPOSITIONS[words[i]?.plain ?? ''];
  if (as)
    for (const to of governorsOf(reading, i))
      // Who is married to somebody has married them.
      ties.push({
        to,
        as: as === 'at' && /^(marry|married|wed)$/.test(words[to]?.lemma ?? '') ? 'object' : as,
      });
  else if (isVerb(reading, i)) ties.push({ to: i, as: 'object' });
  else if (words[i]?.lemma === 'be') {
    // "Her first husband was Hugh Laurie"
    const subject = words.slice(0, i).findLastIndex((_, at) => isNoun(reading, at));
    if (subject >= 0) ties.push({ to: subject, as: 'is' });
  }
  // "Ann Lee's novel", "an Ann Lee novel"
  const owned = words[to]?.text === "'s" ? to + 1 : to;
  const head = words.findIndex((word, at) => at >= owned && !/^(ADJ|NUM|NOUN)$/.test(word.pos)) - 1;
  if (head >= owned && isNoun(reading, head)) ties.push({ to: head, as: 'of' });
  // "Ann Lee, her first husband"
  if (words[to]?.text === ',' && /^(DET|PRON)$/.test(words[to + 1]?.pos ?? '')) {
    const end = words.findIndex((word, at) => at > to + 1 && !/^(ADJ|NUM|NOUN|PROPN)$/.test(word.pos)) - 1;
    if (isNoun(reading, end)) ties.push({ to: end, as: 'is' });
  }
  // "Ann Lee wrote it"
  const next = words.findIndex((word, at) => at >= to && !/^(ADV|AUX)$/.test(word.pos));
  const isActive = !words.slice(to, next).some(({ lemma }) => lemma === 'be');
  if (isVerb(reading, next) && isActive) ties.push({ to: next, as: 'agent' });
  return ties;
}

/** Both names stand for the same part of the same thing said. */
export function areTiedAlike(
  claim: Reading,
  name: Span,
  passage: Reading,
  other: Span,
  { matched }: Alignment,
): Tie | undefined {
  const others = tiesOf(passage, other);
  return tiesOf(claim, name).find(({ to, as }) =>
    others.some((tie) => {
      const [a, b] = [claim.words[to], passage.words[tie.to]];
      // "Written by Ann Lee", "the writer Ann Lee"
      const isDoer = as === 'agent' && tie.as === 'is' && isKindOf(b?.lemma ?? '', 'person', 'n', 2);
      if (!a || !b || !(tie.as === as || isDoer)) return false;
      // "Works in Oslo", "a director in Oslo"
      if (as === 'at' && /^(work|serve)$/.test(a.lemma) && isKindOf(b.lemma, 'person', 'n', 1)) return true;
      return (!isDoer && matched.get(to)?.at === tie.to) || strengthOf(a, b) >= 0.7;
    }),
  );
}

/** `American`, `Swedes`: whose something is, and no name that could stand where `Ann Lee` does. */
export const isOfPeople = ({ words }: Reading, { from, to }: Span) =>
  words.slice(from, to).every(({ text, pos }) => isPeople(text) || pos === 'ADJ');
