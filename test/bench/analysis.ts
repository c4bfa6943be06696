import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { analystOf } from '../../lib/analysis/analyst.ts';
import type { AnalysisResult } from '../../lib/analysis/result.ts';
import { classOf } from '../../lib/checker/confidence.ts';
import { embeddedEngine } from '../../lib/checker/engine.ts';
import { embeddedFacts } from '../../lib/checker/facts.ts';
import type { AttachmentReader } from '../../lib/files/files.ts';
import { attachmentGate } from '../../lib/files/gate.ts';
import { isolatedReader } from '../../lib/files/reading/reader.ts';
import { type Pair, pairsIn, verdictOnPair } from './pairs.ts';

/**
 * Measures the embedded engine.
 *
 * PATH is a file of labelled pairs, one JSON a line: `claim`, `evidence`, and `gold_label`, SUPPORTS or REFUTES. The
 * claim is the text of an analysis, the evidence its one attachment.
 *
 * Or PATH is a folder: `cases.json` (`id, document, claim, right, also_right`) with `documents/`, and, if there,
 * `texts.json` (`id, text`: every claim of it is true). They go through gate, reader and analyst like a user's.
 *
 * Before the last line stands how many verdicts of each kind of finding were right. With --held-out only that half of
 * the data counts that the rules were not made on; with --write these counts become the engine's confidence
 * (lib/checker/measured.ts). Several PATHs are counted together.
 *
 * precision: of the verdicts given, the right ones; coverage: of those whose right answer is a verdict, those given
 * one; accuracy: of all, the right ones; wrong: the ids of wrong verdicts.
 */

interface Answer {
  id: string;
  /** for each verdict that was given, whether it is right */
  given: boolean[];
  /** a verdict is the right answer */
  isDecidable: boolean;
  isRight: boolean;
  ms: number;
}

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { 'held-out': { type: 'boolean' }, write: { type: 'boolean' } },
});
if (positionals.length === 0)
  throw new Error('usage: npm run bench:analysis -- [--held-out] [--write] FILE or FOLDER …');

/** The rules were made with the other half in view: what a key hashes to says in which half it is. */
const isCounted = (key: string) =>
  !values['held-out'] || parseInt(createHash('sha256').update(key).digest('hex').slice(-1), 16) % 2 === 1;

/** Kinds of finding, and for each verdict that one decided, whether it was right. */
const kinds = new Map<string, boolean[]>();
let decided: string[] = [];
const engine = embeddedEngine((_, finding) => decided.push(classOf(finding)));

/** Notes for the kinds of finding that were met whether the verdict is right. */
function count(isRight: boolean): void {
  for (const kind of new Set(decided)) kinds.set(kind, [...(kinds.get(kind) ?? []), isRight]);
}

const { signal } = new AbortController();

async function timed<T>(work: () => Promise<T>): Promise<{ value: T; ms: number }> {
  const start = performance.now();
  const value = await work();
  return { value, ms: performance.now() - start };
}

async function answerPair(pair: Pair, id: string): Promise<Answer> {
  decided = [];
  const { value, ms } = await timed(() => verdictOnPair(pair, signal, engine));
  const isRight = value === pair.gold_label;
  count(isRight);
  return { id, given: value === 'none' ? [] : [isRight], isDecidable: true, isRight, ms };
}

interface Case {
  id: string;
  document: string;
  claim: string;
  right: string;
  also_right?: string[];
}

const OPEN = 'not_enough_evidence';

const analyst = (reader: AttachmentReader) =>
  analystOf({ engine, reader, evidence: [embeddedFacts()], author: 'bench', now: () => 0 });

/** Each document is read once; what that takes is not part of the time of a verdict. */
const readOnce = (): AttachmentReader => {
  const reader = isolatedReader();
  const known = new Map<Uint8Array, ReturnType<AttachmentReader['read']>>();
  return {
    read(file, abort) {
      const reading = known.get(file.bytes) ?? reader.read(file, abort);
      known.set(file.bytes, reading);
      return reading;
    },
  };
};

async function analyse(
  { analyse: run }: ReturnType<typeof analyst>,
  text: string,
  attachments: Parameters<ReturnType<typeof analyst>['analyse']>[0]['attachments'],
): Promise<AnalysisResult['claims']> {
  const outcome = await run({ text, attachments, charged: 0 }, signal);
  return 'result' in outcome ? outcome.result.claims : [];
}

async function answersInFolder(folder: string): Promise<Answer[]> {
  const answers: Answer[] = [];
  const reader = readOnce();
  const documents = new Map<string, Uint8Array>();
  const read = (name: string): unknown => JSON.parse(readFileSync(join(folder, name), 'utf8'));
  for (const { id, document, claim, right, also_right = [] } of read('cases.json') as Case[]) {
    if (!isCounted(id)) continue;
    const bytes =
      documents.get(document) ?? new Uint8Array(readFileSync(join(folder, 'documents', document)));
    documents.set(document, bytes);
    const type = await attachmentGate.inspect(document, bytes);
    const attachments = typeof type === 'string' ? [] : [{ name: document, type, bytes }];
    if (typeof type !== 'string') await reader.read({ type, bytes }, signal);
    decided = [];
    const { value: claims, ms } = await timed(() => analyse(analyst(reader), claim, attachments));
    const verdicts = new Set(claims.map(({ verdict }) => verdict));
    const verdict = verdicts.has('refuted') ? 'refuted' : verdicts.size === 1 ? [...verdicts].join('') : OPEN;
    const isRight = verdict === right || also_right.includes(verdict);
    count(isRight);
    answers.push({ id, given: verdict === OPEN ? [] : [isRight], isDecidable: right !== OPEN, isRight, ms });
  }
  const texts = existsSync(join(folder, 'texts.json'))
    ? (read('texts.json') as { id: string; text: string }[])
    : [];
  for (const { id, text } of texts) {
    if (!isCounted(id)) continue;
    const { value: claims, ms } = await timed(() => analyse(analyst(reader), text, []));
    const given = claims
      .filter(({ verdict }) => verdict !== OPEN)
      .map(({ verdict }) => verdict === 'supported');
    answers.push({ id, given, isDecidable: false, isRight: !given.includes(false), ms });
  }
  return answers;
}

const answers: Answer[] = [];
for (const path of positionals)
  if (statSync(path).isDirectory()) answers.push(...(await answersInFolder(path)));
  else {
    const pairs = pairsIn(path);
    for (const pair of pairs.slice(0, 20)) await verdictOnPair(pair, signal); // warm: the word lists are read at first use
    for (const [i, pair] of pairs.entries())
      if (isCounted(pair.id ?? pair.claim)) answers.push(await answerPair(pair, `${i + 1}`));
  }

const given = answers.flatMap((answer) => answer.given);
const decidable = answers.filter(({ isDecidable }) => isDecidable);
const times = answers.map(({ ms }) => ms).sort((a, b) => a - b);
const percentile = (part: number) => times[Math.min(times.length - 1, Math.floor(times.length * part))] ?? 0;
const rounded = (value: number, digits = 4) => Number(value.toFixed(digits));
const share = (some: number, all: number) => rounded(all === 0 ? 0 : some / all);
const measured = [...kinds]
  .map(([kind, rights]) => ({ kind, right: rights.filter(Boolean).length, given: rights.length }))
  .sort((a, b) => b.given - a.given || (a.kind < b.kind ? -1 : 1));
for (const { kind, right, given } of measured) console.log(`${kind}: ${right} of ${given} right`);
if (values.write)
  writeFileSync(
    join(import.meta.dirname, '../../lib/checker/measured.ts'),
    `/** Written by \`npm run bench:analysis -- --held-out --write\`: findings of each kind on held-out pairs, and the right ones. */
export const measured: Record<string, { right: number; given: number }> = {
${measured.map(({ kind, right, given }) => `  '${kind}': { right: ${right}, given: ${given} },`).join('\n')}
};
`,
  );

console.log(
  JSON.stringify({
    pairs: answers.length,
    precision: share(given.filter(Boolean).length, given.length),
    coverage: share(decidable.filter((answer) => answer.given.length > 0).length, decidable.length),
    accuracy: share(answers.filter(({ isRight }) => isRight).length, answers.length),
    wrong: answers.filter((answer) => answer.given.includes(false)).map(({ id }) => id),
    p50_ms: rounded(percentile(0.5), 2),
    p99_ms: rounded(percentile(0.99), 2),
  }),
);
