import { isCommonNoun, relationOf } from './meaning.ts';
import type { Word } from './words.ts';

const TITLES =
  /^(?:mr|mrs|ms|miss|dr|prof|professor|sir|mayor|president|minister|senator|governor|captain|general)\.?$/;

export const plain = ({ plain: text }: Word) => text.replace(/'s?$/, '').replace(/\.$/, '');

export const written = (words: readonly Word[]) => words.map(({ text }) => text).join(' ');

/** Words that stand together: of "by Ann Lee, Tom Ray and Jo Park", three names. */
export function phrasesOf(words: readonly Word[]): Word[][] {
  const phrases: Word[][] = [];
  for (const word of words) {
    const last = phrases.at(-1);
    if (last && word.start - (last.at(-1)?.end ?? 0) <= 1) last.push(word);
    else phrases.push([word]);
  }
  return phrases;
}

const isMan = (words: readonly Word[]) =>
  words.some(({ plain: word }) => /^mr\.?$/.test(word))
    ? true
    : words.some(({ plain: word }) => /^(?:ms|mrs|miss)\.?$/.test(word))
      ? false
      : undefined;

/** Whether two subjects name the same thing, every qualifier included. */
export function isSameSubject(claim: readonly Word[], passage: readonly Word[]): boolean {
  const strip = (words: readonly Word[]) =>
    words.filter((word, i) => !(TITLES.test(word.plain) && word.isName && words[i + 1]?.isName));
  const [a, b] = [strip(claim), strip(passage)];
  if (isMan(claim) !== undefined && isMan(passage) !== undefined && isMan(claim) !== isMan(passage))
    return false;
  // "George H. W. Bush" and "George W. Bush"
  const initials = (words: readonly Word[]) =>
    words.flatMap((word) => (word.isName && plain(word).length === 1 ? [plain(word)] : [])).join(' ');
  if (initials(a) !== '' && initials(b) !== '' && initials(a) !== initials(b)) return false;
  if (a.length === 0 || b.length === 0) return false;
  const isIn = (word: Word, others: readonly Word[]) =>
    others.some((other) =>
      word.number || other.number
        ? word.number !== undefined && other.number !== undefined && word.number.low === other.number.low
        : plain(word) === plain(other) ||
          word.lemma === other.lemma ||
          (!word.isName && !other.isName && relationOf(word, other) === 'same'),
    );
  const lastName = (words: readonly Word[]) => words.findLast(({ isName }) => isName);
  const [x, y] = [lastName(a), lastName(b)];
  const isWhole = (few: readonly Word[], many: readonly Word[]) =>
    few.length >= 2 &&
    few.every(({ isName }) => isName) &&
    many.every(({ isName }) => isName) &&
    few[0]?.plain === many[0]?.plain &&
    few.every((word) => isIn(word, many)) &&
    (many.length === few.length ||
      plain(few.at(-1) as Word) === plain(many.at(-1) as Word) ||
      many.length > few.length + 2);
  // A person's full name holds the usual one: "Simón José … Bolívar".
  if (isWhole(a, b) || isWhole(b, a)) return true;
  const isSurname =
    x !== undefined && y !== undefined && plain(x) === plain(y) && !isCommonNoun(x) && haveAlikeNames(a, b);
  /** "the firm Solvi": the kind before the name, which the name alone stands for, too. */
  const isApposed = (word: Word, i: number, words: readonly Word[]) =>
    !word.isName &&
    word.part === 'n' &&
    words[i + 1]?.isName === true &&
    (words[i + 1]?.start ?? 0) - word.end <= 1 &&
    words.slice(i + 1).every(({ isName, number }) => isName || number);
  const isExtra = (word: Word, i: number, words: readonly Word[], others: readonly Word[]) =>
    !isIn(word, others) && !(isSurname && word.isName) && !isApposed(word, i, words);
  return !a.some((word, i) => isExtra(word, i, a, b)) && !b.some((word, i) => isExtra(word, i, b, a));
}

/** "Kyle" and "Chris Kyle", "Chris Kyle" and "Christopher Scott Kyle", but not "Barbara Bush" and "George Bush". */
function haveAlikeNames(a: readonly Word[], b: readonly Word[]): boolean {
  const given = (words: readonly Word[]) =>
    words
      .filter(({ isName }) => isName)
      .slice(0, -1)
      .map(plain);
  const [x, y] = [given(a), given(b)];
  const [few, many] = x.length <= y.length ? [x, y] : [y, x];
  return few.every((name) => many.some((other) => other.startsWith(name) || name.startsWith(other)));
}
