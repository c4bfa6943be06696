import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const script = join(import.meta.dirname, '../bench/analysis.ts');
/** Written by hand, by somebody who did not know the rules: in fours, each claim beside what bears it out and what does not. */
const pairs = join(import.meta.dirname, 'pairs.jsonl');

it('nearly all verdicts on labelled pairs are right, though most pairs get none', () => {
  const { stdout } = spawnSync(process.execPath, ['--no-warnings', script, pairs], { encoding: 'utf8' });
  process.stdout.write(stdout);
  const { precision, coverage } = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as {
    precision: number;
    coverage: number;
  };
  expect(precision).toBeGreaterThanOrEqual(0.95);
  expect(coverage).toBeGreaterThanOrEqual(0.13);
}, 120_000);
