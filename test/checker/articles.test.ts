import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Judgement } from '../../lib/analysis/analysis.ts';
import { sentencesOf } from '../../lib/analysis/sentences.ts';
import { embeddedEngine } from '../../lib/checker/engine.ts';
import { passagesOf } from '../support/passages.ts';

const folder = join(import.meta.dirname, 'written/documents');
const articles = readdirSync(folder)
  .filter((name) => name.endsWith('.txt'))
  .map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') }));

const engine = embeddedEngine();
const { signal } = new AbortController();

async function verdictsOn(claim: string, article: string): Promise<Judgement[]> {
  const sections = article.split(/\n\s*\n/).map((text) => ({ text, locator: '' }));
  const material = { text: claim, attachments: [{ name: 'article.txt', sections }] };
  const { claims } = await engine.claims(material, signal);
  return (await engine.judge(await passagesOf(material, claims), signal)).judgements;
}

const sentencesIn = (text: string) => sentencesOf(text).map(({ start, end }) => text.slice(start, end));

const MONTHS = 'January February March April May June July August September October November December'.split(
  ' ',
);
const MONTH = new RegExp(`\\b(${MONTHS.join('|')})\\b`);

/** One thing of a sentence made wrong. */
const CHANGES: Record<string, (sentence: string) => string> = {
  'a number': (sentence) => sentence.replace(/\b\d+\b/, (digits) => `${Number(digits) + 3}`),
  'a month': (sentence) =>
    sentence.replace(MONTH, (month) => MONTHS[(MONTHS.indexOf(month) + 5) % 12] ?? month),
  'a name': (sentence) => sentence.replace(/(?<=[a-z,] )[A-Z][a-z]{3,}\b/, 'Zurbatan'),
  'a "not"': (sentence) => sentence.replace(/\b(is|are|was|were|has|have|will|can)\b(?! not)/, '$1 not'),
};

describe.each(articles)('the sentences of $name', ({ text }) => {
  it('are not refuted by it', async () => {
    const refuted: string[] = [];
    for (const sentence of sentencesIn(text))
      for (const { verdict, reasoning } of await verdictsOn(sentence, text))
        if (verdict === 'refuted') refuted.push(`${sentence} ${reasoning}`);
    expect(refuted).toEqual([]);
  });

  it.each(Object.entries(CHANGES))('are not supported by it with %s changed', async (_, change) => {
    const supported: string[] = [];
    for (const sentence of sentencesIn(text)) {
      const changed = change(sentence);
      if (changed === sentence) continue;
      for (const { verdict } of await verdictsOn(changed, text))
        if (verdict === 'supported') supported.push(changed);
    }
    expect(supported).toEqual([]);
  });
});
