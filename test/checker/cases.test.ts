import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const script = join(import.meta.dirname, '../bench/analysis.ts');

/** As `npm run bench:analysis` measures it: through gate, reader and analyst. */
function measured(folder: string): { precision: number; coverage: number; wrong: string[] } {
  const { stdout } = spawnSync(
    process.execPath,
    ['--no-warnings', script, join(import.meta.dirname, folder)],
    {
      encoding: 'utf8',
    },
  );
  const line = stdout.trim().split('\n').at(-1) ?? '';
  process.stdout.write(`${folder}: ${line}\n`);
  return JSON.parse(line) as ReturnType<typeof measured>;
}

describe('claims with a document', () => {
  it('that were once judged wrongly are judged rightly or left open', () => {
    const { precision, coverage } = measured('reported');
    expect(precision).toBeGreaterThanOrEqual(0.98);
    expect(coverage).toBeGreaterThanOrEqual(0.65);
  }, 240_000);

  it.each(['written', 'written2'])(
    'by somebody who did not know the rules get no wrong verdict: %s',
    (folder) => {
      const { wrong, coverage } = measured(folder);
      expect(wrong).toEqual([]);
      expect(coverage).toBeGreaterThanOrEqual(0.35);
    },
    240_000,
  );
});
