import type { EvidenceSource, Passage } from '../analysis/analysis.ts';
import { termsOf } from '../analysis/retrieval.ts';
import { packed } from './data/facts.ts';
import { lazily, unpack } from './unpack.ts';
import { type Word, wordsOf } from './words.ts';

/** Share of a claim's words that a fact must speak of. */
const MIN_RELEVANCE = 0.6;
const MOST = 4;
const MAX_ALIAS_WORDS = 6;

interface Fact {
  sentence: string;
  origin: string;
}

const facts = lazily(() => {
  const byAlias = new Map<string, Fact[]>();
  for (const line of unpack(packed).split('\n')) {
    const [aliases = '', sentence = '', origin = ''] = line.split('\t');
    const fact = { sentence, origin };
    for (const alias of aliases.toLowerCase().split('|')) {
      const known = byAlias.get(alias);
      if (known) known.push(fact);
      else byAlias.set(alias, [fact]);
    }
  }
  return byAlias;
});

/** The things a claim names by exactly a fact's name, longest first: `moon landing` does not name the Moon. */
function aliasesIn(words: readonly Word[], text: string): string[] {
  const found: string[] = [];
  for (let from = 0; from < words.length; from++)
    for (let to = Math.min(words.length, from + MAX_ALIAS_WORDS); to > from; to--) {
      const [first, last, before, after] = [words[from], words[to - 1], words[from - 1], words[to]];
      if (
        !first ||
        !last ||
        first.pos === 'DET' ||
        !facts().has(text.slice(first.start, last.end).toLowerCase())
      )
        continue;
      const isWithin =
        (before?.isName === true && first.isName && before.pos !== 'ADP') ||
        after?.isName === true ||
        after?.part === 'n' ||
        after?.text === '-';
      if (!isWithin) found.push(text.slice(first.start, last.end).toLowerCase());
      break;
    }
  return found;
}

function relevance(claim: string, alias: string, { sentence }: Fact): number {
  const lived = / – \d{3,4}\)/.test(sentence) ? termsOf('born died') : [];
  const said = new Set([...termsOf(sentence), ...termsOf(alias), ...lived]);
  const asked = [...new Set(termsOf(claim))];
  return asked.length === 0 ? 0 : asked.filter((term) => said.has(term)).length / asked.length;
}

/** What the engine knows by itself: countries, elements, and people, places and events of WordNet. */
export const embeddedFacts = (): EvidenceSource => ({
  name: 'embedded facts',
  find({ text }) {
    const words = wordsOf(text);
    const found = aliasesIn(words, text).flatMap((alias) =>
      (facts().get(alias) ?? []).map((fact) => ({ fact, score: relevance(text, alias, fact) })),
    );
    const best = found
      .filter(({ score }) => score >= MIN_RELEVANCE)
      .sort((a, b) => b.score - a.score || (a.fact.sentence < b.fact.sentence ? -1 : 1));
    const passages = new Map<string, Passage>();
    for (const { fact } of best)
      if (passages.size < MOST)
        passages.set(fact.sentence, {
          text: fact.sentence,
          source: 'embedded facts',
          locator: fact.origin,
          isOwn: false,
        });
    return Promise.resolve([...passages.values()]);
  },
});
