import winkNLP, { type ItsFunction, type WinkMethods } from 'wink-nlp';
import model from 'wink-eng-lite-web-model';
import { isWord, type Part } from './lexicon.ts';
import { isPlace } from './places.ts';
import { lazily } from './unpack.ts';

export interface Word {
  /** as written */
  text: string;
  /** lower case, without accents */
  plain: string;
  lemma: string;
  /** universal part of speech */
  pos: string;
  /** in WordNet's letters, of what carries meaning */
  part: Part | undefined;
  /** part of a name */
  isName: boolean;
  /** in the text, UTF-16 code units */
  start: number;
  end: number;
}

const nlp = lazily<WinkMethods>(() => winkNLP(model, ['sbd', 'pos', 'negation']));

/** What is asked of a token; wink's own types know neither of the latter two as functions of one. */
type Tags = Record<'value' | 'pos' | 'lemma', ItsFunction<string>>;

const PARTS: Record<string, Part> = { NOUN: 'n', PROPN: 'n', VERB: 'v', ADJ: 'a', ADV: 'r' };

export const plainOf = (text: string) =>
  text.normalize('NFD').replace(/\p{M}/gu, '').replace(/[‘’]/g, "'").toLowerCase();

const IRREGULAR: Record<string, string> = {
  men: 'man',
  women: 'woman',
  children: 'child',
  people: 'person',
  mice: 'mouse',
  feet: 'foot',
  teeth: 'tooth',
  geese: 'goose',
  lives: 'life',
  wives: 'wife',
  wolves: 'wolf',
  leaves: 'leaf',
  media: 'medium',
  best: 'good',
  better: 'good',
  worst: 'bad',
  worse: 'bad',
  born: 'bear',
  founded: 'found',
  shot: 'shoot',
  lay: 'lie',
  premiered: 'premiere',
};

/** The form that the lexicon lists, where a plain ending stands in the way. */
function lemmaOf(plain: string, lemma: string, part: Part | undefined): string {
  const irregular = IRREGULAR[plain];
  if (irregular !== undefined) return irregular;
  if (part === undefined || isWord(lemma, part)) return lemma;
  const tries = [
    plain,
    ...(part === 'n' ? [plain.replace(/ies$/, 'y'), plain.replace(/es$/, ''), plain.replace(/s$/, '')] : []),
    ...(part === 'v'
      ? ['', 'e', 'y'].flatMap((end) => [
          plain.replace(end === 'y' ? /(ied|ies)$/ : /(ed|ing|es|s)$/, end),
          plain.replace(/(.)\1(ed|ing)$/, `$1${end}`),
        ])
      : []),
    ...(part === 'a' ? ['', 'e'].map((end) => plain.replace(/(er|est)$/, end)) : []),
  ];
  return tries.find((each) => isWord(each, part)) ?? lemma;
}

/** "Lives" is a noun and a verb. */
const verbOf = (plain: string) => lemmaOf(plain === 'lives' ? 'live' : plain, plain, 'v');
const isKnown = (plain: string, part: Part) => isWord(lemmaOf(plain, plain, part), part);

const YEARS = /^\d{4}[-–]\d{4}$/;
const CAPITAL = /^[\p{Lu}\p{Lt}]/u;
const WORD = /[\p{L}\p{N}]/u;

/** The words and marks of a sentence. */
export function wordsOf(text: string): Word[] {
  const reader = nlp();
  // A line break within a sentence is a space: wink would take it for a mark between two words.
  const tokens = reader.readDoc(text.replace(/[\r\n]/g, ' ')).tokens();
  // wink's functions take what they need as arguments: none of them knows `this`.
  const its = reader.its as unknown as Tags;
  const texts = tokens.out(its.value);
  const tags = tokens.out(its.pos);
  const lemmas = tokens.out(its.lemma);
  const words: Word[] = [];
  let at = 0;
  const add = (token: string, i: number) => {
    const start = text.indexOf(token, at);
    if (start < 0) return;
    at = start + token.length;
    const plain = plainOf(token).replace(/(?<=\p{L}{2})\.$/u, '');
    let pos = WORD.test(token) ? (tags[i] ?? 'X') : token === '%' || token === '$' ? 'SYM' : 'PUNCT';
    // A tag that the lexicon does not know the word by is wrong more often than the lexicon.
    if (pos === 'PROPN' && !CAPITAL.test(token)) pos = 'NOUN';
    if (pos === 'NOUN' && !isKnown(plain, 'n') && isKnown(plain, 'v')) pos = 'VERB';
    const part = PARTS[pos];
    const lemma = lemmaOf(plain, plainOf(lemmas[i] ?? token), part);
    words.push({ text: token, plain, lemma, pos, part, isName: false, start, end: at });
  };
  texts.forEach((token, i) => {
    // "1809-1865" is two years.
    for (const piece of YEARS.test(token) ? token.split(/([-–])/) : [token]) add(piece, i);
  });
  // "Ann married the painter"
  words.forEach((word, i) => {
    const [before, after] = [words[i - 1]?.pos ?? '', words[i + 1]?.pos ?? ''];
    if (word.pos !== 'ADJ' || !word.plain.endsWith('ed') || !isWord(verbOf(word.plain), 'v')) return;
    if (/^(PROPN|PRON)$/.test(before) && /^(DET|PROPN)$/.test(after))
      Object.assign(word, { pos: 'VERB', part: 'v', lemma: verbOf(word.plain) });
  });
  // A sentence has a verb: "The company grows", "Rain increases growth".
  if (!words.some(({ pos }) => pos === 'VERB' || pos === 'AUX')) {
    const verb = words.find(
      ({ pos, plain }, i) =>
        i > 0 &&
        pos === 'NOUN' &&
        words[i - 1]?.part === 'n' &&
        /(s|ed)$|^(cost|put|set|cut|hit|let|shut|spread|beat|cast|read|burst|hurt)$/.test(plain) &&
        isWord(verbOf(plain), 'v'),
    );
    if (verb) Object.assign(verb, { pos: 'VERB', part: 'v', lemma: verbOf(verb.plain) });
  }
  const isFirst = (i: number) => {
    const before = words[i - 1];
    return before === undefined || /^["“'`(.:;]/.test(before.text);
  };
  words.forEach((word, i) => {
    if (!CAPITAL.test(word.text) || word.pos === 'PRON' || word.pos === 'DET' || word.pos === 'AUX') return;
    const next = words[i + 1];
    const common = (['n', 'v', 'a', 'r'] as const).some((part) => isWord(word.lemma, part));
    const opensName = next !== undefined && CAPITAL.test(next.text) && word.pos !== 'ADP';
    word.isName =
      !isFirst(i) ||
      (word.pos !== 'ADP' && word.pos !== 'SCONJ' && (!common || opensName || isPlace(word.text)));
  });
  return words;
}
