import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { portsFrom } from '../../local/stack/stack.ts';

const root = join(import.meta.dirname, '../..');

export interface Start {
  port: number;
  child: ChildProcess;
  output: () => string;
  exit: Promise<number | null>;
}

const running: Start[] = [];

/** Runs what `npm start` runs; what a test file leaves running, or lying, is ended and removed after it. */
export function start(port: number | string, args: string[] = [], more: NodeJS.ProcessEnv = {}): Start {
  const env = { ...process.env, PORT: String(port), ...more };
  const child = spawn(process.execPath, ['local/start.js', ...args], { cwd: root, env });
  let printed = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  const exit = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const started = { port: Number(port), child, output: () => printed, exit };
  running.push(started);
  return started;
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
  for (const { port, child } of running) {
    child.kill('SIGKILL');
    rmSync(join(root, '.local', String(port)), { recursive: true, force: true });
  }
});
