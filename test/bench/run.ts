/**
 * `npm run bench`: measures every part and writes BENCHMARKS.md.
 *   --smoke       so little of each that it takes seconds: shows that it runs, not how fast
 *   --only PART   cold-start, authorizer, …; with --to, or it is printed
 *   --to FILE     where to write
 *   --most N      what grows, grows from 10 to this many
 * Runs on the stack of the tests where one is running, else on one of its own.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { start, stop } from '../support/stack.ts';
import { authorizerCost } from './authorizer.ts';
import { coldStart } from './cold-start.ts';
import { endpoints } from './endpoints.ts';
import { growth } from './growth.ts';
import { peerCost } from './peer.ts';
import { beginning, reportOf, type Section } from './report.ts';
import { resets } from './reset.ts';

const { values } = parseArgs({
  options: {
    smoke: { type: 'boolean', default: false },
    only: { type: 'string' },
    to: { type: 'string' },
    most: { type: 'string', default: '100000' },
  },
});
const { smoke, only } = values;
const begun = beginning();

const calls = smoke
  ? { rounds: 5, turns: 1, calls: 20, together: 64 }
  : { rounds: 1_000, turns: 7, calls: 300, together: 1_000 };
const PARTS: Record<string, () => Promise<Section>> = {
  'cold-start': () =>
    coldStart(
      process.env.TEST_BUILD ?? '',
      smoke ? { rounds: 1, barred: 2, most: 2 } : { rounds: 5, barred: 41 },
    ),
  authorizer: () => authorizerCost(calls),
  peer: () => peerCost(calls, !smoke),
  reset: () => resets(smoke ? { calls: 500, each: 20 } : { calls: 100_000, each: 100 }),
  growth: () => growth(smoke ? { most: 100, rounds: 5 } : { most: Number(values.most), rounds: 1_000 }),
  endpoints: () =>
    endpoints(smoke ? { reads: 3, writes: 1, http: 1 } : { reads: 1_000, writes: 200, http: 200 }),
};

// What the functions log is made, which costs them their time, and is not printed.
for (const level of ['info', 'warn', 'error'] as const) console[level] = () => undefined;

const isOwnStack = process.env.TEST_URL === undefined;
if (isOwnStack) await start();
try {
  const sections: Section[] = [];
  const to = values.to ?? (only === undefined ? join(import.meta.dirname, '../../BENCHMARKS.md') : undefined);
  for (const [name, measure] of Object.entries(PARTS)) {
    if (only !== undefined && only !== name) continue;
    process.stderr.write(`${name} … ${Math.round(performance.now() / 1_000)} s\n`);
    sections.push(await measure());
    // Whatever becomes of the next part, what was measured is kept.
    const report = await reportOf(sections, begun);
    if (to === undefined) console.log(report);
    else writeFileSync(to, report);
  }
} finally {
  if (isOwnStack) await stop();
}
// The stack's stand-ins leave connections open.
process.exit();
