import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { functionsOf } from '../../local/build/functions.ts';
import type { Section } from './report.ts';
import { median, ratio } from './statistics.ts';

/** ms */
interface Start {
  imported: number;
  /** from the start of the process to its asking for the first invocation */
  init: number;
}

/** The runtime API of Lambda, as far as a function's init needs it: it is told of whoever asks for an invocation. */
async function runtimeApi() {
  let asked: (imported: number) => void = () => undefined;
  const server = createServer(({ url, headers }) => {
    // No invocation ever comes: the function has begun, which is all that is asked of it.
    if (url === '/2018-06-01/runtime/invocation/next') asked(Number(headers['import-ms']));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function start(file: string): Promise<Start> {
    const asking = new Promise<number>((resolve) => (asked = resolve));
    const begun = performance.now();
    const child = spawn(process.execPath, [join(import.meta.dirname, 'runtime.js'), file], {
      env: { AWS_LAMBDA_RUNTIME_API: address, AWS_REGION: 'us-east-1' },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const exit = once(child, 'exit');
    const failed = exit.then(() => Promise.reject(new Error(`${file} ended before it asked for anything`)));
    failed.catch(() => undefined); // it is ended below
    const imported = await Promise.race([asking, failed]);
    const init = performance.now() - begun;
    child.kill('SIGKILL');
    await exit;
    return { imported, init };
  }
  const stop = () => {
    server.closeAllConnections();
    server.close();
  };
  return { start, stop };
}

/** The empty handler starts once before so many functions. */
const BETWEEN = 5;

/**
 * @param build where the functions were bundled to
 * @param rounds how often each function starts
 * @param most functions, heaviest first; all unless named
 */
export async function coldStart(
  build: string,
  { rounds, most = Infinity }: { rounds: number; most?: number },
): Promise<Section> {
  const folder = mkdtempSync(join(tmpdir(), 'clara-empty-'));
  const empty = join(folder, 'empty.mjs');
  writeFileSync(empty, 'export const handler = async () => ({});\n');
  const subject = (name: string, file: string) => ({
    name,
    file,
    bytes: statSync(file).size,
    starts: [] as Start[],
  });
  const measured = functionsOf('clara')
    .map(({ name, file }) => subject(name, join(build, 'functions', `${file}.mjs`)))
    .sort((a, b) => b.bytes - a.bytes)
    .slice(0, most);
  const limit = subject('an empty handler', empty);
  const api = await runtimeApi();
  try {
    for (let round = 0; round < rounds; round++)
      for (const [at, fn] of measured.entries()) {
        if (at % BETWEEN === 0) limit.starts.push(await api.start(limit.file));
        fn.starts.push(await api.start(fn.file));
      }
  } finally {
    api.stop();
    rmSync(folder, { recursive: true });
  }

  const of = (starts: Start[], which: keyof Start) => median(starts.map((start) => start[which]));
  const floor = of(limit.starts, 'init');
  return {
    title: 'Cold start',
    about: [
      `Each function as it is deployed, bundled and minified, in a fresh Node process that speaks Lambda's runtime API: import is the time of its \`import\`, init from the start of the process until it asks for its first invocation; medians of ${rounds}. The limit is an empty handler in the same process. Times of Lambda's own sandbox are not in it.`,
    ],
    columns: ['function', 'bytes', 'import ms', 'init ms', 'ms above empty', '× empty'],
    rows: [limit, ...measured].map(({ name, bytes, starts }) => [
      name,
      bytes,
      of(starts, 'imported'),
      of(starts, 'init'),
      of(starts, 'init') - floor,
      ratio(of(starts, 'init'), floor),
    ]),
  };
}
