import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { portsFrom } from '../../local/stack/stack.ts';

const root = join(import.meta.dirname, '../..');
const ports = new Set<number>();
const running: ChildProcess[] = [];

export interface Start {
  port: number;
  child: ChildProcess;
  output: () => string;
  exit: Promise<number | null>;
}

/** Runs what `npm start` runs; what a test file leaves running, or lying, is ended and removed after it. */
export function start(port: number | string, args: string[] = [], more: NodeJS.ProcessEnv = {}): Start {
  const env = { ...process.env, PORT: String(port), ...more };
  const child = spawn(process.execPath, ['local/start.js', ...args], { cwd: root, env });
  running.push(child);
  let printed = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  const exit = new Promise<number | null>((resolve) => child.once('exit', resolve));
  return { port: Number(port), child, output: () => printed, exit };
}

export async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 120_000;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`${what} did not come to hold`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

export const ready = ({ output, child }: Start) =>
  until(`ready:\n${output()}`, () => {
    if (child.exitCode !== null) throw new Error(output());
    return /^ready http/m.test(output());
  });

export const isFree = (port: number) =>
  new Promise<boolean>((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
export const allFree = async (first: number) =>
  (await Promise.all(Object.values(portsFrom(first)).map(isFree))).every(Boolean);

/** Test files run at once: each worker takes its ports from a range of its own. */
const OWN_RANGE = 31_000 + 5_000 * (Number(process.env.JEST_WORKER_ID ?? 1) % 2);

export async function freeBlock(): Promise<number> {
  for (;;) {
    const first = OWN_RANGE + 10 * Math.floor(Math.random() * 500);
    if (!ports.has(first) && (await allFree(first))) {
      ports.add(first);
      return first;
    }
  }
}

/** The processes that were started for a block of ports, as the kernel lists them. */
export const processesOf = (port: number): string[] =>
  readdirSync('/proc')
    .filter((pid) => /^\d+$/.test(pid))
    .flatMap((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
      } catch {
        return [];
      }
    })
    .filter((line) => Object.values(portsFrom(port)).some((each) => line.includes(`ort ${each}`)));

afterAll(() => {
  for (const child of running) child.kill('SIGKILL');
  for (const port of ports) rmSync(join(root, '.local', String(port)), { recursive: true, force: true });
});
