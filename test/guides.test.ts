import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { charge, loadOf, MIX, PRICES, usageOf } from '../local/build/bill.ts';
import { functionsOf } from '../local/build/functions.ts';

const root = join(import.meta.dirname, '..');
const guides = globSync('guides/*.md', { cwd: root }).sort();
const textOf = (file: string) => readFileSync(join(root, file), 'utf8');

describe('the bill', () => {
  const deployment = {
    memoryOf: (file: string) => (file === 'agent/work' ? 2_048 : 512),
    secretsOf: (file: string) =>
      ({ authorizer: [['A'], ['B', 'C']], 'auth/login': [['A']], 'stripe/ingest': [['D']] })[file] ?? [],
    jobs: [
      { file: 'stripe/ingest', everyS: 300, metrics: 2 },
      { file: 'agent/sweep', everyS: 60, metrics: 5 },
    ],
    alarms: 7,
  };
  const million = usageOf(1_000_000, deployment);

  it('takes each tier at its own price', () => {
    // 333 × $3.50 + 667 × $2.80
    expect(charge(PRICES.calls.tiers, 1e9)).toBeCloseTo(3_033.1, 6);
    // 10 TB × $0.09 + 5 TB × $0.085
    expect(charge(PRICES.outGb.tiers, 15 * 1_024)).toBeCloseTo(1_356.8, 6);
    // 10, 20, 20 and 10 TB
    expect(charge(PRICES.logGb.tiers, 60_000)).toBeCloseTo(12_500, 6);
  });

  it('counts write units as by hand', () => {
    // Of 1,000: 985 by the authorizer; 100 × (11 + 7) analyses; 5 × 2 purchases, 5 × 8 settled; 9 × 5 logins; 1 × 16.
    const calls = 985 + 1_800 + 10 + 40 + 45 + 16;
    // An ingestion that finds nothing writes nothing.
    expect(million.writes).toBeCloseTo(calls * 1_000, 3);
    expect(charge(PRICES.writes.tiers, million.writes)).toBeCloseTo(1.81, 3);
  });

  it('counts scans as by hand', () => {
    const jobs = [
      { file: 'ledger/audit', everyS: 86_400, metrics: 0 },
      { file: 'users/reseal', everyS: 7 * 86_400, metrics: 0 },
    ];
    const { scanned, keptGb } = usageOf(1_000_000, { ...deployment, jobs });
    // 730 hours of one a day and one a week, half a unit for 4 KB
    expect(scanned).toBeCloseTo(((730 / 24 + 730 / 168) * keptGb * 1_000_000) / 4 / 2, 3);
  });

  it('counts invocations and the worker’s seconds as by hand', () => {
    // Calls, the authorizer of 986 in 1,000, a worker for every tenth; 8,760 ingestions and 43,800 sweeps.
    expect(million.invocations).toBeCloseTo(1_000_000 + 986_000 + 100_000 + 8_760 + 43_800, 3);
    // 100,000 × 2 GB × (3 s + 1 % of 0.5 s)
    expect(million.x86Gbs).toBeCloseTo(601_000, 3);
  });

  it('counts traces and decrypted secrets as by hand', () => {
    // Requests, messages and runs, all within one a second.
    expect(million.traces).toBeCloseTo(1_100_000 + 8_760 + 43_800, 3);
    // 1 % of: three by the authorizer of 986 in 1,000, one by 9 logins in 1,000, one by each ingestion
    expect(million.decryptions).toBeCloseTo(0.01 * (986_000 * 3 + 9_000 + 8_760), 3);
  });

  it('is of a mix that adds up, of functions that there are', () => {
    expect(MIX.reduce((total, { of1000 }) => total + of1000, 0)).toBe(1_000);
    const files = functionsOf('clara').map(({ file }) => file);
    expect(MIX.map(({ file }) => file).filter((file) => !files.includes(file))).toEqual([]);
    const declared = new Map(functionsOf('clara').map(({ file, route }) => [file, route?.callers]));
    for (const { file, authorizer } of MIX)
      expect([file, authorizer === 'none']).toEqual([
        file,
        declared.get(file)?.every((kind) => ['NOBODY', 'BASIC', 'SIGNATURE'].includes(kind)),
      ]);
  });

  it('knows what a second asks', () => {
    // Every tenth of 1,000 requests, 3 s each; two transactional writes to the list of open tasks, in and out.
    expect(loadOf(1_000, deployment)).toMatchObject({ workers: 300, openTasks: 400 });
    // 1 % of: two by the authorizer of 986, one by 9 logins
    expect(loadOf(1_000, deployment).secretReads).toBeCloseTo(0.01 * (986 * 2 + 9), 6);
  });
});

describe('the pictures', () => {
  const pictures = [...textOf('guides/architecture.md').matchAll(/```mermaid\n([^`]*)```/g)].map(
    ([, text = '']) => text.trim().split('\n'),
  );

  it('are Mermaid that can be drawn and read: every box once, every arrow between boxes', () => {
    expect(pictures).toHaveLength(2);
    for (const [first, ...lines] of pictures) {
      expect(first).toMatch(/^flowchart (LR|TD)$/);
      const boxes = lines.flatMap(
        (line) => /^ {2}(\w+)(?:\["[^"]+"\]|\[\("[^"]+"\)\])$/.exec(line)?.[1] ?? [],
      );
      const arrows = lines.flatMap((line) => {
        const [, from, to] = /^ {2}(\w+) (?:-->|-\.->)(?:\|"[^"]+"\|)? (\w+)$/.exec(line) ?? [];
        return from && to ? [{ from, to }] : [];
      });
      expect(boxes.length + arrows.length).toBe(lines.length);
      expect(new Set(boxes).size).toBe(boxes.length);
      expect(boxes.length).toBeLessThanOrEqual(25);
      expect(
        arrows.filter(({ from, to }) => from === to || !boxes.includes(from) || !boxes.includes(to)),
      ).toEqual([]);
    }
  });

  it('show the worker behind the queue, and that it alone asks models', () => {
    const [deployed = []] = pictures;
    expect(deployed).toContain('  queue -->|"wakes"| fn_worker');
    expect(deployed.filter((line) => line.endsWith(' models'))).toEqual(['  fn_worker --> models']);
  });
});

it('the guides’ links lead to files that there are', () => {
  const missing = guides.flatMap((file) =>
    [...textOf(file).matchAll(/\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)/g)]
      .map(([, to = '']) => join(dirname(file), to))
      .filter((to) => !existsSync(join(root, to))),
  );
  expect(guides).toHaveLength(4);
  expect(missing).toEqual([]);
});
