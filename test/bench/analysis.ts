import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { passagesOf } from '../support/passages.ts';
import { embeddedEngine } from '../../lib/analysis/embedded/engine.ts';

/**
 * Measures the embedded engine on labelled pairs, one JSON a line: `claim`, `evidence`, and `gold_label`, SUPPORTS or
 * REFUTES. The claim is the text of an analysis, the evidence its one attachment.
 * precision: of the verdicts given, the right ones; coverage: of the pairs, those given one; accuracy: of the pairs, those right.
 */

interface Row {
  claim: string;
  evidence: string;
  gold_label: string;
}

/** The data is tokenized as in the Penn Treebank: brackets and quotes have names, marks stand apart. */
const detokenized = (text: string) =>
  text
    .replaceAll('-LRB-', '(')
    .replaceAll('-RRB-', ')')
    .replaceAll('-LSB-', '[')
    .replaceAll('-RSB-', ']')
    .replace(/``|''/g, '"')
    .replace(/ (n't|'s|[,.;:)\]])/g, '$1')
    .replace(/([([]) /g, '$1');

const { positionals } = parseArgs({ allowPositionals: true });
const [file] = positionals;
if (file === undefined) throw new Error('usage: npm run bench:analysis -- FILE');
const rows = readFileSync(file, 'utf8')
  .split('\n')
  .filter((line) => line.trim())
  .map((line) => JSON.parse(line) as Row);

const engine = embeddedEngine();
const { signal } = new AbortController();
async function verdictOf({ claim, evidence }: Row): Promise<string> {
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

for (const row of rows.slice(0, 20)) await verdictOf(row); // warm: the word lists are read at first use
const times: number[] = [];
let given = 0;
let right = 0;
for (const row of rows) {
  const start = performance.now();
  const verdict = await verdictOf(row);
  times.push(performance.now() - start);
  if (verdict !== 'none') given++;
  if (verdict === row.gold_label) right++;
}
times.sort((a, b) => a - b);
const percentile = (share: number) =>
  times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
const rounded = (value: number, digits = 4) => Number(value.toFixed(digits));
console.log(
  JSON.stringify({
    pairs: rows.length,
    precision: rounded(given === 0 ? 0 : right / given),
    coverage: rounded(given / Math.max(1, rows.length)),
    accuracy: rounded(right / Math.max(1, rows.length)),
    p50_ms: rounded(percentile(0.5), 2),
    p99_ms: rounded(percentile(0.99), 2),
  }),
);
