import { along, isInstance, type Part, type Synset, type WordNet } from './wordnet.ts';

/**
 * What the embedded engine needs of WordNet, as lines: single words with their senses, what a sense is a kind of,
 * opposites, words of one family (act, actor, action), and what the words for people are said to do.
 */

const MAX_SENSES = 8;
const MAX_GLOSS_WORDS = 12;
const PARTS = { noun: 'n', verb: 'v', adj: 'a', adv: 'r' } as const;
const WORD = /^[a-z][a-z'-]*$/;

const STOP = new Set(
  (
    'a an and any as at be been being by for from has have having he her his in into is it its of on one or other ' +
    'some someone something that the their them they this to usually especially used was were what when where which ' +
    'who whose with without you your person people very more most not no than such esp etc e.g i.e'
  ).split(' '),
);

function isPerson(wordnet: WordNet, synset: Synset, depth = 0): boolean {
  if (synset.words.includes('person') && synset.words.includes('individual')) return true;
  return depth < 12 && along(wordnet, synset, '@').some((kind) => isPerson(wordnet, kind, depth + 1));
}

const glossWords = ({ gloss }: Synset) => [
  ...new Set(
    (/^[^;"]*/.exec(gloss)?.[0] ?? '')
      .toLowerCase()
      .split(/[^a-z'-]+/)
      .filter((word) => word.length > 2 && !STOP.has(word)),
  ),
];

const sorted = (lines: Iterable<string>) => [...lines].sort().join('\n');

export function lexiconOf(wordnet: WordNet): string {
  const ids = new Map<string, string>();
  const idOf = ({ part, offset }: Pick<Synset, 'part' | 'offset'>) => {
    const key = part + offset;
    const id = ids.get(key) ?? ids.size.toString(36);
    ids.set(key, id);
    return id;
  };
  const words: Record<string, string[]> = { n: [], v: [], a: [], r: [] };
  const people: string[] = [];
  const queue: Synset[] = [];
  for (const [part, letter] of Object.entries(PARTS) as [Part, string][])
    for (const [lemma, offsets] of wordnet.senses[part]) {
      if (!WORD.test(lemma)) continue;
      const senses = offsets
        .map((offset) => wordnet.synsets[part].get(offset))
        .filter((synset) => synset !== undefined && !isInstance(synset))
        .slice(0, MAX_SENSES) as Synset[];
      if (senses.length === 0) continue;
      queue.push(...senses);
      words[letter]?.push(`${lemma} ${senses.map(idOf).join(' ')}`);
      const [first, second] = senses;
      const person = [first, second].find((sense) => sense && part === 'noun' && isPerson(wordnet, sense));
      if (person) people.push(`${lemma} ${glossWords(person).slice(0, MAX_GLOSS_WORDS).join(' ')}`);
    }

  const kinds: string[] = [];
  const seen = new Set<string>();
  for (let synset = queue.pop(); synset; synset = queue.pop()) {
    const id = idOf(synset);
    if (seen.has(id)) continue;
    seen.add(id);
    // An adjective's `&` leads from a shade to the word at the heart of its cluster.
    const above = along(wordnet, synset, '@', ...(synset.part === 'adj' ? ['&'] : []));
    if (above.length > 0) kinds.push(`${id} ${above.map(idOf).join(' ')}`);
    queue.push(...above);
  }

  const opposites = new Set<string>();
  const families = new Map<string, Set<string>>();
  for (const synset of Object.values(wordnet.synsets).flatMap((each) => [...each.values()]))
    for (const { symbol, part, offset, from, to } of synset.pointers) {
      const other = wordnet.synsets[part].get(offset);
      const a = synset.words[from - 1]?.toLowerCase();
      const b = other?.words[to - 1]?.toLowerCase();
      if (a === undefined || b === undefined || a === b || !WORD.test(a) || !WORD.test(b)) continue;
      const [low, high] = a < b ? [a, b] : [b, a];
      if (symbol === '!') opposites.add(`${low} ${high}`);
      if (symbol === '+' || symbol === '\\' || symbol === '<')
        families.set(low, (families.get(low) ?? new Set()).add(high));
    }

  return [
    ...Object.values(words).map(sorted),
    sorted(kinds),
    sorted(opposites),
    sorted([...families].map(([word, others]) => [word, ...[...others].sort()].join(' '))),
    sorted(people),
  ].join('\n\n');
}
