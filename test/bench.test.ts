import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { BARRED } from './bench/cold-start.ts';
import { percentile } from './bench/statistics.ts';
import { declarations } from './support/routes.ts';

const folder = mkdtempSync(join(tmpdir(), 'clara-bench-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The rows of each section's table, by its title: their names and their figures. */
function tablesOf(report: string): Record<string, [name: string, ...figures: string[]][]> {
  const sections = report.split('\n## ').slice(1);
  return Object.fromEntries(
    sections.map((section) => {
      const [title = ''] = section.split('\n');
      const lines = section.split('\n').filter((line) => line.startsWith('| '));
      const rows = lines.slice(2).map((line) =>
        line
          .slice(2, -2)
          .split(' | ')
          .map((cell) => cell.trim()),
      );
      return [title, rows as [string, ...string[]][]];
    }),
  );
}

const isFigure = (cell: string) => cell === '' || Number.isFinite(Number(cell.replaceAll(',', '')));

describe('npm run bench', () => {
  it('measures each part, and writes finite figures of it', async () => {
    const file = join(folder, 'BENCHMARKS.md');
    const args = ['test/bench/run.ts', '--smoke', '--to', file];
    // Not in step with it: the stack that it calls may live in this process.
    await promisify(execFile)(process.execPath, args, {
      cwd: join(import.meta.dirname, '..'),
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    const tables = tablesOf(readFileSync(file, 'utf8'));
    const names = Object.fromEntries(
      Object.entries(tables).map(([title, rows]) => [title, rows.map(([name]) => name)]),
    );
    const limit = 'limit: HS256 + UpdateItem';
    expect(names).toEqual({
      'Cold start': ['an empty handler', ...BARRED, 'agentWork', 'mcp'],
      'The authorizer': [
        limit,
        'good',
        'good, once a second',
        'limit, measured again',
        'reset',
        'above its rate',
        'limit: HS256',
        'forged',
      ],
      'Beside Better Auth': expect.arrayContaining([limit, 'Clara, embedded engine']) as unknown,
      Resets: [
        'resets',
        'calls let in',
        'calls refused',
        'calls let in too late',
        'p50 ms of the refusal after a reset',
        'p99 ms of the refusal after a reset',
      ],
      Growth: [
        'list transactions, first page: history',
        'list transactions, last page: history',
        'list tasks, first page: history',
        'list tasks, last page: history',
        'list transactions: users',
        'authorize: users',
        'GET /users, first page: users',
        'GET /users, last page: users',
      ],
      Endpoints: [
        'limit: GetItem',
        'GetItem by our client',
        'GetItem by the SDK',
        'limit: UpdateItem',
        'limit: TransactWriteItems',
        ...declarations.map(([, { method, path }]) => `${method} ${path}`),
      ],
    });
    const figures = Object.values(tables).flatMap((rows) => rows.flatMap(([, ...cells]) => cells));
    expect(figures.filter((cell) => !isFigure(cell))).toEqual([]);
    expect(figures.filter((cell) => cell !== '').length).toBeGreaterThan(100);
    expect(tables.Resets?.map(([, value]) => value).slice(0, 4)).toEqual([
      '25',
      expect.stringMatching(/[1-9]/),
      expect.stringMatching(/[1-9]/),
      '0',
    ]);
    // Units are the same on every machine: what grows, costs no more for it.
    const units = (tables.Growth ?? []).map(([, few, many]) => [few, many]);
    // The last page of all users is no such page: it passes the counts of all days.
    expect(units.slice(0, 7)).toEqual([
      ['2', '2'],
      ['2', '2'],
      ['2', '2'],
      ['2', '2'],
      ['2', '2'],
      ['1', '1'],
      ['12', '12'],
    ]);
  });
});

describe('a percentile', () => {
  it('is the value below which that share lies', () => {
    const values = Array.from({ length: 100 }, (_, i) => 100 - i);
    expect([0.5, 0.99, 1].map((share) => percentile(values, share))).toEqual([50, 99, 100]);
    expect(percentile([3], 0.99)).toBe(3);
  });
});
