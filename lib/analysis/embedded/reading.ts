import { type DateMention, datesOf } from './dates.ts';
import { isWord } from './lexicon.ts';
import { isPlace } from './places.ts';
import { type Quantity, quantitiesOf } from './quantities.ts';
import { type Word, wordsOf } from './words.ts';

/** A sentence as the detectors see it. Positions are indices of words, `to` excluded. */
export interface Reading {
  text: string;
  words: Word[];
  dates: DateMention[];
  quantities: Quantity[];
  /** words that carry meaning and are in no date, number, or bracket that only tells namesakes apart */
  content: number[];
  /** what is said to be not so */
  negated: boolean[];
  /** words that deny: `not`, `refused to` */
  deniers: Set<number>;
  /** words that shut out all else: `only` */
  exclusives: Set<number>;
  /** the first verb: what stands before, from `fronted` on, is the subject */
  verb: number;
  /** how many words stand before the subject: `In 1990,` */
  fronted: number;
}

const FUNCTION_POS = /^(ADP|AUX|CCONJ|DET|PART|PRON|SCONJ|PUNCT|SYM|NUM|INTJ|SPACE|X)$/;
/** Verbs and nouns that say next to nothing by themselves. */
const LIGHT = new Set(
  (
    'be have do get become name call know thing something someone somebody one also there take place such well very ' +
    'so other another many several some various certain find consider go come make part least currently ' +
    'more less few than about around approximately nearly almost roughly associate involve involved contain include work ' +
    'professionally actually really previously formerly officially type kind sort genre ' +
    'locate situate once ever primarily mainly mostly largely usually generally commonly'
  ).split(' '),
);
const MEASURING = /^(lie|stand|rise|measure|reach|weigh|span|stretch|cover|last)$/;
const DENIERS = new Set(
  "not n't never no none neither nor without nobody nothing cannot barely hardly scarcely lack lacks lacking lacked unable incapable".split(
    ' ',
  ),
);
/** Before an infinitive, or by themselves, these say that it did not come about. */
const DENYING_VERBS = new Set('refuse decline fail refrain avoid cease reject'.split(' '));
/** What is declined: "an offer to play". */
const OFFER = /^(offer|offers|chance|role|roles|part|invitation|request|opportunity|proposal)$/;
const EXCLUSIVES = new Set('only solely exclusively merely just entirely'.split(' '));

function deniersOf(words: readonly Word[]): Set<number> {
  const found = new Set<number>();
  words.forEach(({ plain, lemma, part, text }, i) => {
    // "No Country for Old Men" is a title.
    const following = words[i + 1];
    if (/^\p{Lu}/u.test(text) && following?.isName && !isPlace(following.text)) return;
    const next = following?.plain;
    const afterNext = words[i + 2]?.plain;
    // "not only … but" asserts; "no." may be a number's.
    if (plain === 'not' && next === 'only') return;
    if (plain === 'nothing' && next === 'but') return;
    // "Was not released until 1990" says that it was.
    if (/^(not|n't|never)$/.test(plain) && words.slice(i, i + 6).some((word) => word.plain === 'until'))
      return;
    if (DENIERS.has(plain) || plain.endsWith("n't")) found.add(i);
    else if (
      part === 'v' && DENYING_VERBS.has(lemma) && lemma !== 'avoid'
        ? next === 'to' ||
          lemma === 'refuse' ||
          (/^(decline|reject)$/.test(lemma) && words.slice(i, i + 5).some((word) => OFFER.test(word.plain)))
        : lemma === 'avoid' && part === 'v'
    )
      found.add(i);
    else if (plain === 'yet' && next === 'to') found.add(i);
    else if (/^turn/.test(plain) && next === 'down') found.add(i);
    else if (plain === 'other' && next === 'than') found.add(i);
    else if (plain === 'anything' && next === 'but') found.add(i);
    // "Was against it", but "voted against it".
    else if (plain === 'against' && words[i - 1]?.lemma === 'be') found.add(i);
    else if (plain === 'outside' && next === 'of') found.add(i);
    else if (plain === 'instead' && next === 'of' && afterNext !== undefined) found.add(i);
  });
  return found;
}

/** A denial reaches from its word to the end of its clause. */
function negatedOf(words: readonly Word[], deniers: ReadonlySet<number>): boolean[] {
  const negated = words.map(() => false);
  for (const denier of deniers)
    for (let i = denier; i < words.length; i++) {
      const word = words[i];
      if (
        i > denier &&
        word &&
        (/^[,;:.()]$/.test(word.text) || /^(but|although|though|however|because)$/.test(word.plain))
      )
        break;
      negated[i] = true;
    }
  return negated;
}

/** `Hush (2016 film)`: the bracket is no part of what is said. */
function disambiguatorsOf(words: readonly Word[]): Set<number> {
  const found = new Set<number>();
  words.forEach(({ text }, open) => {
    if (text !== '(') return;
    const close = words.findIndex((word, i) => i > open && word.text === ')');
    if (close < 0 || close - open > 5 || words.slice(open, close).some(({ plain }) => plain === 'born'))
      return;
    for (let i = open; i <= close; i++) found.add(i);
  });
  return found;
}

function verbOf(words: readonly Word[]): { verb: number; fronted: number } {
  // "In 1990, …", "Founded in 1990, …", "After the war, …": what stands first is not the subject.
  const isFronted = /^(ADP|SCONJ|ADV|VERB)$/.test(words[0]?.pos ?? '');
  const commaFrom = (from: number) => words.findIndex(({ text }, i) => i >= from && text === ',');
  let opening = isFronted ? commaFrom(0) + 1 : 0;
  // "Filmed in Tucson, Arizona, the show …"
  for (let next = commaFrom(opening); opening > 0 && next > opening; next = commaFrom(opening)) {
    const apposed = words.slice(opening, next).map(({ text }) => text);
    if (!isPlace(apposed.join(' '))) break;
    opening = next + 1;
  }
  const verb = words.findIndex(
    ({ pos, isName }, i) => i > opening && !isName && (pos === 'AUX' || pos === 'VERB'),
  );
  return { verb: verb < 0 ? words.length : verb, fronted: opening };
}

/** @param isClaim brackets after a name in a claim only tell namesakes apart; in a passage they may tell more */
export function readingOf(text: string, isClaim = false): Reading {
  const words = wordsOf(text);
  const dropped = isClaim ? disambiguatorsOf(words) : new Set<number>();
  const dates = datesOf(words).filter(({ from }) => !dropped.has(from));
  const inDate = (index: number) => dates.some(({ from, to }) => from <= index && index < to);
  for (const { from, to } of dates) for (const word of words.slice(from, to)) word.isName = false;
  const quantities = quantitiesOf(words, (index) => inDate(index) || dropped.has(index));
  const inQuantity = (index: number) =>
    quantities.some(
      ({ boundFrom, boundTo, unit }) =>
        (boundFrom <= index && index < boundTo) ||
        // "Stands 300 metres high", "is home to 300 people"
        (unit !== undefined && index === boundFrom - 1 && MEASURING.test(words[index]?.lemma ?? '')) ||
        (index === boundFrom - 2 && words[index]?.plain === 'home' && words[index + 1]?.plain === 'to'),
    );
  const deniers = deniersOf(words);
  const without = new Set<number>();
  words.forEach((word, i) => {
    const base = /^(\w{3,})less$/.exec(word.plain)?.[1];
    if (base === undefined || word.part !== 'a' || !isWord(base, 'n')) return;
    Object.assign(word, { plain: base, lemma: base, part: 'n' });
    deniers.add(i);
    without.add(i);
  });
  words.forEach((word, i) => {
    if (word.plain === 'part' && words[i - 1]?.lemma === 'take')
      Object.assign(word, { plain: 'participate', lemma: 'participate', pos: 'VERB', part: 'v' });
  });
  const shutsOut = ({ plain }: Word, i: number) =>
    EXCLUSIVES.has(plain) || (plain === 'nothing' && words[i + 1]?.plain === 'but');
  const exclusives = new Set(words.flatMap((word, i) => (shutsOut(word, i) ? [i] : [])));
  const { verb, fronted } = verbOf(words);
  const content = words.flatMap((word, i) =>
    dropped.has(i) ||
    inDate(i) ||
    inQuantity(i) ||
    (deniers.has(i) && !without.has(i)) ||
    exclusives.has(i) ||
    (!word.isName && (FUNCTION_POS.test(word.pos) || LIGHT.has(word.lemma) || LIGHT.has(word.plain)))
      ? []
      : [i],
  );
  return {
    text,
    words,
    dates,
    quantities,
    content,
    negated: negatedOf(words, deniers),
    deniers,
    exclusives,
    verb,
    fronted,
  };
}
