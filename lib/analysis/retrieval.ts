/** Okapi BM25 (Robertson and Zaragoza 2009) over short documents. */

const K1 = 1.2;
const B = 0.6;
const STOP = new Set(
  (
    'a an and are as at be been but by for from had has have he her his in into is it its of on or she that the their ' +
    'them there they this to was were which who will with not no'
  ).split(' '),
);

const stem = (word: string) =>
  word.length > 4 ? word.replace(/(?:ies|ied)$/, 'y').replace(/(?:ing|ed|es|s|er|or)$/, '') : word;

export const termsOf = (text: string): string[] =>
  (
    text
      .normalize('NFD')
      .replace(/\p{M}/gu, '')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+(?:[.,]\p{N}+)*/gu) ?? []
  )
    .filter((word) => !STOP.has(word))
    .map(stem);

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
      const scores = new Map<number, number>();
      for (const term of new Set(termsOf(query))) {
        const list = postings.get(term) ?? [];
        const weight = Math.log(1 + (documents.length - list.length + 0.5) / (list.length + 0.5));
        for (const { document, count } of list) {
          const length = (lengths[document] ?? 0) / average;
          const score = (weight * count * (K1 + 1)) / (count + K1 * (1 - B + B * length));
          scores.set(document, (scores.get(document) ?? 0) + score);
        }
      }
      return [...scores]
        .sort(([a, x], [b, y]) => y - x || a - b)
        .slice(0, most)
        .map(([document]) => document);
    },
  };
}
