import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { functionsOf } from '../../local/build/functions.ts';
import { figure, type Section } from './report.ts';
import { median, ratio, timingOf } from './statistics.ts';

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

/** Of these the bar is so many bytes, and so many ms above an empty handler. */
export const BARRED: readonly string[] = ['authorizer', 'apiKeyReset', 'apiKeyView'];
const BAR = { bytes: 250_000, ms: 30 };

/**
 * @param build where the functions were bundled to
 * @param rounds how often each function starts
 * @param barred how often those of which there is a bar
 * @param most of the other functions, heaviest first; all unless named
 */
export async function coldStart(
  build: string,
  { rounds, barred, most = Infinity }: { rounds: number; barred: number; most?: number },
): Promise<Section> {
  const folder = mkdtempSync(join(tmpdir(), 'clara-empty-'));
  const empty = join(folder, 'empty.mjs');
  writeFileSync(empty, 'export const handler = async () => ({});\n');
  const subject = (name: string, file: string) => ({
    name,
    file,
    bytes: statSync(file).size,
    starts: [] as Start[],
    /** ms from the start of an empty handler directly before it */
    above: [] as number[],
  });
  const all = functionsOf('clara')
    .map(({ name, file }) => subject(name, join(build, 'functions', `${file}.mjs`)))
    .sort((a, b) => b.bytes - a.bytes);
  const isBarred = ({ name }: { name: string }) => BARRED.includes(name);
  const measured = [
    ...BARRED.flatMap((name) => all.filter((fn) => fn.name === name)),
    ...all.filter((fn) => !isBarred(fn)).slice(0, most),
  ];
  const limit = subject('an empty handler', empty);
  const api = await runtimeApi();
  try {
    for (let round = 0; round < Math.max(rounds, barred); round++)
      for (const fn of measured) {
        if (round >= (isBarred(fn) ? barred : rounds)) continue;
        const nothing = await api.start(limit.file);
        const start = await api.start(fn.file);
        limit.starts.push(nothing);
        fn.starts.push(start);
        fn.above.push(start.init - nothing.init);
      }
  } finally {
    api.stop();
    rmSync(folder, { recursive: true });
  }

  const of = (starts: Start[], which: keyof Start) => timingOf(starts.map((start) => start[which]));
  const floor = of(limit.starts, 'init').p50;
  const chunks = globSync('functions/agent/chunks/*.mjs', { cwd: build });
  const apart = chunks.reduce((sum, chunk) => sum + statSync(join(build, chunk)).size, 0);
  return {
    title: 'Cold start',
    about: [
      `Each function as it is deployed, bundled and minified, in a fresh Node process that speaks Lambda's runtime API: import is the time of its \`import\`, init from the start of the process until it asks for its first invocation. Each starts directly after an empty handler, which is the limit: above is the median of what it takes more than that one. Times of Lambda's own sandbox are not in it.`,
      `The bar of ${BARRED.join(', ')} is ${figure(BAR.bytes)} bytes and ${BAR.ms} ms above empty: they started ${barred} times, the others ${rounds} times, and p99 is the slowest start. Of agentWork ${figure(apart)} bytes more lie apart, which it loads when it needs them.`,
    ],
    columns: ['function', 'bytes', 'import ms', 'init p50 ms', 'init p99 ms', 'above empty, ms', '× empty'],
    rows: [limit, ...measured].map(({ name, bytes, starts, above }) => {
      const { p50, p99 } = of(starts, 'init');
      const more = above.length > 0 ? median(above) : 0;
      return [name, bytes, of(starts, 'imported').p50, p50, p99, more, ratio(p50, floor)];
    }),
  };
}
