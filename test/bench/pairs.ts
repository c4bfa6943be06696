import { readFileSync } from 'node:fs';
import type { Engine } from '../../lib/analysis/analysis.ts';
import { embeddedEngine } from '../../lib/checker/engine.ts';
import { passagesOf } from '../support/passages.ts';

/** A claim, a passage, and whether the passage bears it out. */
export interface Pair {
  id?: string;
  claim: string;
  evidence: string;
  gold_label: string;
}

export const pairsIn = (file: string): Pair[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim())
    .map((line) => JSON.parse(line) as Pair);

/** Some data is tokenized as in the Penn Treebank: brackets and quotes have names, marks stand apart. */
const detokenized = (text: string) =>
  text
    .replaceAll('-LRB-', '(')
    .replaceAll('-RRB-', ')')
    .replaceAll('-LSB-', '[')
    .replaceAll('-RSB-', ']')
    .replace(/``|''/g, '"')
    .replace(/ (n't|'s|[,.;:)\]])/g, '$1')
    .replace(/([([]) /g, '$1');

export async function verdictOnPair(
  { claim, evidence }: Pair,
  signal: AbortSignal,
  engine: Engine = embeddedEngine(),
): Promise<'SUPPORTS' | 'REFUTES' | 'none'> {
  const material = {
    text: detokenized(claim),
    attachments: [{ name: 'evidence.txt', sections: [{ text: detokenized(evidence), locator: '' }] }],
  };
  const { claims } = await engine.claims(material, signal);
  const { judgements } = await engine.judge(await passagesOf(material, claims), signal);
  const verdicts = new Set(judgements.map(({ verdict }) => verdict));
  if (verdicts.has('refuted')) return 'REFUTES';
  return verdicts.size === 1 && verdicts.has('supported') ? 'SUPPORTS' : 'none';
}
