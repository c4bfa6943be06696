import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { OPENAPI_FILES } from './build/openapi-files.ts';
import { rerun } from './stack/rerun.ts';

/** `npm start`, started anew whenever a source changes. Its data stays. */
const root = join(import.meta.dirname, '..');
const end = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => end.abort());

await rerun({
  start: () =>
    spawn(process.execPath, [join(root, 'local/start.js'), ...process.argv.slice(2)], { stdio: 'inherit' }),
  folders: ['functions', 'lib', 'local', 'console', 'docs', 'deploy'].map((folder) => join(root, folder)),
  files: {
    folder: root,
    names: ['serverless.yml', ...Object.values(OPENAPI_FILES), 'package.json', '.env'],
  },
  say: console.log,
  signal: end.signal,
});
