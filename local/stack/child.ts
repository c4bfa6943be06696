import { type ChildProcess, spawn } from 'node:child_process';

/**
 * Runs a program on a leash: when this process ends, even by `kill -9`, the pipe to the shell closes and the shell
 * ends the program.
 */
const LEASH =
  'exec 3<&0; "$@" </dev/null & child=$!; (cat <&3 >/dev/null; kill "$child" 2>/dev/null) & wait "$child"';

export interface Child {
  process: ChildProcess;
  /** all it has printed */
  output: () => string;
  stop: () => Promise<void>;
}

export function startChild(command: string, args: string[], env: NodeJS.ProcessEnv, cwd?: string): Child {
  const child = spawn('sh', ['-c', LEASH, 'sh', command, ...args], { env, cwd, detached: true });
  let printed = '';
  const keep = (chunk: Buffer) => {
    printed = (printed + chunk.toString()).slice(-20_000);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return {
    process: child,
    output: () => printed,
    stop: async () => {
      child.stdin.end();
      const patience = setTimeout(() => child.pid && process.kill(-child.pid, 'SIGKILL'), 3_000);
      await ended;
      clearTimeout(patience);
    },
  };
}

/** Resolves when `ready` does not throw any more; fails when the child ends first, or after three minutes. */
export async function untilReady(name: string, child: Child, ready: () => Promise<unknown>): Promise<void> {
  const deadline = Date.now() + 180_000;
  for (;;) {
    try {
      await ready();
      return;
    } catch {
      if (child.process.exitCode !== null || Date.now() > deadline)
        throw new Error(`${name} did not start:\n${child.output()}`);
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }
}
