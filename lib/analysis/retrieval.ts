/** Okapi BM25 (Robertson and Zaragoza 2009) over short documents. */

const K1 = 1.2;
const B = 0.6;
const STOP = new Set(
  (
    'a an and are as at be been but by for from had has have he her his in into is it its of on or she that the their ' +
    'them there they this to was were which who will with not no'
  ).split(' '),
);

const stemmed = new Map<string, string>();
const MAX_REMEMBERED = 50_000;

/** @returns undefined for words that say nothing */
function stem(word: string): string | undefined {
  const known = stemmed.get(word);
  if (known !== undefined) return known || undefined;
  if (stemmed.size >= MAX_REMEMBERED) stemmed.clear();
  const found = STOP.has(word)
    ? ''
    : word.length > 4
      ? word.replace(/(?:ies|ied)$/, 'y').replace(/(?:ing|ed|es|s|er|or)$/, '')
      : word;
  stemmed.set(word, found);
  return found || undefined;
}

const ASCII = /^[\x20-\x7e\s]*$/;
const plain = (text: string) =>
  (ASCII.test(text) ? text : text.normalize('NFD').replace(/\p{M}/gu, '')).toLowerCase();

export function termsOf(text: string): string[] {
  const terms: string[] = [];
  for (const word of plain(text).match(/[\p{L}\p{N}]+(?:[.,]\p{N}+)*/gu) ?? []) {
    const term = stem(word);
    if (term !== undefined) terms.push(term);
  }
  return terms;
}

export interface Index {
  /** The best documents for a query, best first: their positions. */
  search: (query: string, most: number) => number[];
}

export function indexOf(documents: readonly string[]): Index {
  const postings = new Map<string, { document: number; count: number }[]>();
  const lengths = documents.map((text, document) => {
    const terms = termsOf(text);
    for (const term of terms) {
      const list = postings.get(term);
      const last = list?.at(-1);
      if (last?.document === document) last.count++;
      else if (list) list.push({ document, count: 1 });
      else postings.set(term, [{ document, count: 1 }]);
    }
    return terms.length;
  });
  const average = lengths.reduce((sum, length) => sum + length, 0) / Math.max(1, lengths.length) || 1;

  return {
    search(query, most) {
      const scores = new Float64Array(documents.length);
      for (const term of new Set(termsOf(query))) {
        const list = postings.get(term) ?? [];
        const weight = Math.log(1 + (documents.length - list.length + 0.5) / (list.length + 0.5));
        for (const { document, count } of list) {
          const length = (lengths[document] ?? 0) / average;
          const score = (weight * count * (K1 + 1)) / (count + K1 * (1 - B + B * length));
          scores[document] = (scores[document] ?? 0) + score;
        }
      }
      // The few best, in one pass: there may be thousands that share a word.
      const best: { document: number; score: number }[] = [];
      scores.forEach((score, document) => {
        const last = best.at(-1);
        if (score <= 0 || (best.length === most && last !== undefined && score <= last.score)) return;
        const at = best.findIndex((other) => score > other.score);
        best.splice(at < 0 ? best.length : at, 0, { document, score });
        if (best.length > most) best.pop();
      });
      return best.map(({ document }) => document);
    },
  };
}
