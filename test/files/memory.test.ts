import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const script = join(import.meta.dirname, '../bench/memory.ts');

/** Those that take most of all that the script tries. */
it.each(['csv', 'html'])(
  'five %s files as large as they may be: worker and reader in 512 MB',
  (name) => {
    const { stdout } = spawnSync(process.execPath, ['--no-warnings', script, name], { encoding: 'utf8' });
    const last = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as {
      peak_mb: number;
      statuses: string[];
    };
    process.stdout.write(`five ${name} files: ${last.peak_mb} MB\n`);
    expect(last.statuses).toEqual(Array(5).fill('partly_read'));
    expect(last.peak_mb).toBeLessThan(512);
  },
  180_000,
);
