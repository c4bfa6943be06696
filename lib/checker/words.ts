import winkNLP, { type ItsFunction, type WinkMethods } from 'wink-nlp';
import model from 'wink-eng-lite-web-model';
import { type DateSpan, datesOf } from './dates.ts';
import { isWord, type Part } from './lexicon.ts';
import { type Quantity, numbersOf } from './numbers.ts';
import { isPlace } from './places.ts';
import { lazily } from './unpack.ts';

export interface Word {
  /** as written */
  text: string;
  /** lower case, without accents */
  plain: string;
  lemma: string;
  /** universal part of speech; NUM for a number or a date of several words */
  pos: string;
  /** in WordNet's letters, of what carries meaning */
  part: Part | undefined;
  /** part of a name */
  isName: boolean;
  date?: DateSpan;
  number?: Quantity;
  /** in the text, UTF-16 code units */
  start: number;
  end: number;
}

const nlp = lazily<WinkMethods>(() => winkNLP(model, ['sbd', 'pos']));

/** What is asked of a token; wink's own types know neither of the latter two as functions of one. */
type Tags = Record<'value' | 'pos' | 'lemma', ItsFunction<string>>;

const PARTS: Record<string, Part> = { NOUN: 'n', PROPN: 'n', VERB: 'v', ADJ: 'a', ADV: 'r' };
const IRREGULAR: Record<string, string> = Object.fromEntries(
  (
    'men man,women woman,children child,people person,mice mouse,feet foot,teeth tooth,lives life,wives wife,media medium,' +
    'best good,better good,worst bad,worse bad,born bear,founded found,shot shoot,lay lie,most many,more many,least few,fewer few,' +
    "n't not,cannot not,rose rise,fell fall,felt feel,saw see,left leave,premiered premiere,debuted debut,an a,'re be,'m be"
  )
    .split(',')
    .map((pair) => pair.split(' ') as [string, string]),
);
const BARE_PARTICIPLE = /^(?:broadcast|cast|set|put|cut|hit|shut|split|spread|read)$/;
const MODAL = /^(?:will|would|shall|should|may|might|must|can|could)$/;
const CAPITAL = /^[\p{Lu}\p{Lt}]/u;
const HAS_LETTER = /[\p{L}\p{N}]/u;

export const plainOf = (text: string) =>
  text.normalize('NFD').replace(/\p{M}/gu, '').replace(/[‘’]/g, "'").toLowerCase();

/** The form that the lexicon lists, where a plain ending hides it. */
function lemmaOf(plain: string, lemma: string, part: Part | undefined): string {
  const irregular = IRREGULAR[plain];
  if (irregular !== undefined) return irregular;
  if (part === undefined || isWord(lemma, part)) return lemma;
  const verbs = ['', 'e', 'y'].flatMap((end) => [
    plain.replace(end === 'y' ? /(ied|ies)$/ : /(ed|ing|es|s)$/, end),
    plain.replace(/(.)\1(ed|ing)$/, `$1${end}`),
  ]);
  const tries = {
    n: [plain.replace(/ies$/, 'y'), plain.replace(/es$/, ''), plain.replace(/s$/, '')],
    v: verbs,
    a: ['', 'e', 'y'].map((end) => plain.replace(end === 'y' ? /(ier|iest)$/ : /(er|est)$/, end)),
    r: [],
  }[part];
  return [plain, ...tries].find((each) => isWord(each, part)) ?? lemma;
}

const isKnown = (plain: string, part: Part) => isWord(lemmaOf(plain, plain, part), part);

/**
 * The words, marks, numbers and dates of a sentence.
 * @param given a sentence; a line break within it is a space
 */
export function wordsOf(given: string): Word[] {
  const text = given.replace(/[\r\n\t]/g, ' ');
  const reader = nlp();
  const tokens = reader.readDoc(text).tokens();
  // wink's functions take what they need as arguments: none of them knows `this`.
  const its = reader.its as unknown as Tags;
  const [values, tags, lemmas] = [tokens.out(its.value), tokens.out(its.pos), tokens.out(its.lemma)];
  const dates = datesOf(text);
  const numbers = numbersOf(text, dates);
  const mentions = [
    ...dates.map(({ start, end, meaning }) => ({ start, end, date: meaning })),
    ...numbers.map(({ start, end, meaning }) => ({ start, end, number: meaning })),
  ];
  const words: Word[] = [];
  let at = 0;
  values.forEach((token, i) => {
    const start = text.indexOf(token, at);
    if (start < 0) return;
    at = start + token.length;
    const mention = mentions.find((each) => each.start < at && start < each.end);
    if (mention) {
      const { start: from, end, ...meaning } = mention;
      const last = words.at(-1);
      if (last && last.start === from && (last.date ?? last.number)) return;
      const written = text.slice(from, end);
      words.push({ ...wordOf(written, 'NUM', written, from), ...meaning });
      return;
    }
    // "cable-stayed" and "co-written" are one word each.
    const last = words.at(-1);
    const hyphen = last?.text.endsWith('-') && last.end === start && HAS_LETTER.test(token);
    const joins =
      token === '-' && last?.end === start && HAS_LETTER.test(last.text) && /^\p{L}/u.test(text.slice(at));
    if (last && (joins || hyphen) && !(last.date ?? last.number)) {
      const written = text.slice(last.start, at);
      words[words.length - 1] = wordOf(written, joins ? last.pos : (tags[i] ?? 'X'), written, last.start);
      return;
    }
    words.push(wordOf(token, tags[i] ?? 'X', lemmas[i] ?? token, start));
  });
  correctTags(words);
  markNames(words);
  return words;
}

function wordOf(text: string, tag: string, lemma: string, start: number): Word {
  const plain = plainOf(text).replace(/(?<=\p{L}{2})\.$/u, '');
  let pos = HAS_LETTER.test(text) ? tag : 'PUNCT';
  // A tag that the lexicon does not know the word by is wrong more often than the lexicon.
  if (pos === 'PROPN' && !CAPITAL.test(text)) pos = 'NOUN';
  if (pos === 'NOUN' && !isKnown(plain, 'n') && isKnown(plain, 'v')) pos = 'VERB';
  if (/^(?:is|are|was|were|be|been|being|am)$/.test(plain)) pos = 'AUX';
  if (/^(?:not|n't)$/.test(plain)) pos = 'PART';
  const part = PARTS[pos];
  return {
    text,
    plain,
    lemma:
      pos === 'AUX' && /^(?:is|are|was|were|been|being|am)$/.test(plain)
        ? 'be'
        : lemmaOf(plain, plainOf(lemma), part),
    pos,
    part,
    isName: false,
    start,
    end: start + text.length,
  };
}

const setTag = (word: Word, pos: string) =>
  Object.assign(word, { pos, part: PARTS[pos], lemma: lemmaOf(word.plain, word.plain, PARTS[pos]) });

/** Where the tagger is wrong again and again. */
function correctTags(words: Word[]): void {
  words.forEach((word, i) => {
    const [before, after] = [words[i - 1], words[i + 1]];
    // "Alice Cooper", "Polar bears depend"
    if (word.pos === 'VERB' && i > 0 && CAPITAL.test(word.text) && before?.text !== '"')
      setTag(word, 'PROPN');
    if (
      word.pos === 'VERB' &&
      /s$/.test(word.plain) &&
      /^(?:VERB|AUX)$/.test(after?.pos ?? '') &&
      !/ing$/.test(after?.plain ?? '') &&
      isKnown(word.plain, 'n')
    )
      setTag(word, 'NOUN');
    if (word.pos === 'ADJ' && /ed$/.test(word.plain) && isKnown(word.plain, 'v')) {
      // "was closed by", "Ann married the painter"
      if (
        /^(?:by|in|on|at|to|from|for)$/.test(after?.plain ?? '') ||
        (/^(?:PROPN|PRON)$/.test(before?.pos ?? '') && /^(?:DET|PROPN|ADJ|NOUN)$/.test(after?.pos ?? ''))
      )
        setTag(word, 'VERB');
    }
    // "will open"
    if (
      /^(?:ADJ|NOUN)$/.test(word.pos) &&
      MODAL.test(words.slice(0, i).findLast(({ pos }) => pos !== 'ADV' && pos !== 'PART')?.plain ?? '') &&
      isWord(word.plain, 'v')
    )
      setTag(word, 'VERB');
    // "was first broadcast on"
    const auxiliary = words.slice(0, i).findLast(({ pos }) => pos !== 'ADV');
    if (
      word.pos === 'NOUN' &&
      after?.pos === 'ADP' &&
      auxiliary?.lemma === 'be' &&
      BARE_PARTICIPLE.test(word.plain)
    )
      setTag(word, 'VERB');
    // "The bridge cost 96 million euros", "Birch School has 412 pupils": before a number a verb is taken for a noun.
    if (
      word.pos === 'NOUN' &&
      i > 0 &&
      (after?.number ?? after?.date) &&
      isKnown(word.plain, 'v') &&
      !words.slice(0, i).some(({ pos }) => pos === 'VERB' || pos === 'AUX')
    )
      setTag(word, 'VERB');
  });
  // A sentence has a verb: "The company grows", "Rain increases growth".
  if (words.some(({ pos }) => pos === 'VERB' || pos === 'AUX')) return;
  const verb = words.find(
    ({ pos, plain }, i) =>
      i > 0 &&
      pos === 'NOUN' &&
      words[i - 1]?.part === 'n' &&
      /(?:s|ed)$|^(?:cost|put|set|cut|hit|let|shut|spread|beat)$/.test(plain) &&
      isKnown(plain, 'v'),
  );
  if (verb) setTag(verb, 'VERB');
}

function markNames(words: Word[]): void {
  words.forEach((word, i) => {
    if (!CAPITAL.test(word.text) || /^(?:PRON|DET|AUX|NUM|SCONJ)$/.test(word.pos)) return;
    const [before, next] = [words[i - 1], words[i + 1]];
    const isFirst = before === undefined || /^["“'`(.:;•-]/.test(before.text);
    const isCommon = (['n', 'v', 'a', 'r'] as const).some(
      (part) => isWord(word.lemma, part) || isKnown(word.plain, part),
    );
    const opensName = next !== undefined && CAPITAL.test(next.text) && word.pos !== 'ADP';
    word.isName = !isFirst || (word.pos !== 'ADP' && (!isCommon || opensName || isPlace(word.text)));
  });
}
