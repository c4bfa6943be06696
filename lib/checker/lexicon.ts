import { packed } from './data/lexicon.ts';
import { lazily, unpack } from './unpack.ts';

/** WordNet, as far as the engine needs it. Words are lower-case lemmas. */

export type Part = 'n' | 'v' | 'a' | 'r';

const MAX_DEPTH = 14;

/** Lines by their first word. What follows is only split when it is asked for: most of it never is. */
function lines(block: string): Map<string, string> {
  const map = new Map<string, string>();
  for (let start = 0; start < block.length;) {
    const newline = block.indexOf('\n', start);
    const end = newline < 0 ? block.length : newline;
    const space = block.indexOf(' ', start);
    map.set(block.slice(start, space), block.slice(space + 1, end));
    start = end + 1;
  }
  return map;
}

function related(block: string): Map<string, Set<string>> {
  const map = new Map<string, Set<string>>();
  const add = (a: string, b: string) => {
    const others = map.get(a);
    if (others) others.add(b);
    else map.set(a, new Set([b]));
  };
  for (const line of block.split('\n')) {
    const [word = '', ...others] = line.split(' ');
    for (const other of others) {
      add(word, other);
      add(other, word);
    }
  }
  return map;
}

const lexicon = lazily(() => {
  const [
    nouns = '',
    verbs = '',
    adjectives = '',
    adverbs = '',
    kinds = '',
    opposites = '',
    families = '',
    people = '',
  ] = unpack(packed).split('\n\n');
  return {
    senses: { n: lines(nouns), v: lines(verbs), a: lines(adjectives), r: lines(adverbs) },
    above: lines(kinds),
    opposites: related(opposites),
    families: related(families),
    people: lines(people),
  };
});

const NONE: readonly string[] = [];
export const sensesOf = (lemma: string, part: Part): readonly string[] =>
  lexicon().senses[part].get(lemma)?.split(' ') ?? NONE;

export const isWord = (lemma: string, part: Part) => lexicon().senses[part].has(lemma);

/** Both have one of their first senses in common. */
export function areSynonyms(a: string, b: string, part: Part, depth = 4): boolean {
  const ofB = sensesOf(b, part).slice(0, depth);
  return sensesOf(a, part)
    .slice(0, depth)
    .some((sense) => ofB.includes(sense));
}

/** Every sense above these, and they themselves, with how many steps up it is. */
function kindsAbove(senses: readonly string[]): Map<string, number> {
  const { above } = lexicon();
  const found = new Map(senses.map((sense) => [sense, 0]));
  let level = [...senses];
  for (let step = 1; level.length > 0 && step <= MAX_DEPTH; step++) {
    const next: string[] = [];
    for (const sense of level)
      for (const kind of above.get(sense)?.split(' ') ?? NONE)
        if (!found.has(kind)) {
          found.set(kind, step);
          next.push(kind);
        }
    level = next;
  }
  return found;
}

const kindsOfWord = new Map<string, Map<string, number>>();
const MAX_REMEMBERED = 5_000;

function kindsOf(lemma: string, part: Part, depth: number): Map<string, number> {
  const key = `${part} ${depth} ${lemma}`;
  const known = kindsOfWord.get(key);
  if (known) return known;
  if (kindsOfWord.size >= MAX_REMEMBERED) kindsOfWord.clear();
  const kinds = kindsAbove(sensesOf(lemma, part).slice(0, depth));
  kindsOfWord.set(key, kinds);
  return kinds;
}

/** Every `narrow` is a `wide`: an actor is a person. Steps up the tree, or undefined. Rare senses are left aside. */
export function stepsUp(narrow: string, wide: string, part: Part, depth = 3): number | undefined {
  const kinds = kindsOf(narrow, part, depth);
  let best: number | undefined;
  for (const sense of sensesOf(wide, part).slice(0, depth)) {
    const steps = kinds.get(sense);
    if (steps !== undefined && (best === undefined || steps < best)) best = steps;
  }
  return best;
}

export const isKindOf = (narrow: string, wide: string, part: Part = 'n', depth = 3) =>
  stepsUp(narrow, wide, part, depth) !== undefined;

export const oppositesOf = (lemma: string): ReadonlySet<string> =>
  lexicon().opposites.get(lemma) ?? new Set();

/** Words made of one another: act, actor, action; America, American. */
export const familyOf = (lemma: string): ReadonlySet<string> => lexicon().families.get(lemma) ?? new Set();

/** What a word for a person says they do: a playwright writes plays. */
export const sayingsOf = (lemma: string): readonly string[] =>
  lexicon().people.get(lemma)?.split(' ') ?? NONE;
