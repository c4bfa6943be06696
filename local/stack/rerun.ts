import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { watch } from 'node:fs';
import { setTimeout } from 'node:timers/promises';

/** An editor that saves writes more than once. */
const SETTLE_MS = 200;

export interface Rerun {
  start: () => ChildProcess;
  /** with all that lies in them */
  folders: string[];
  /** of one more folder, some files */
  files: { folder: string; names: string[] };
  say: (line: string) => void;
  /** ends it, and what it runs */
  signal: AbortSignal;
}

/** Runs a program, and runs it anew whenever a file changes. One that has failed waits for the next change. */
export async function rerun({ start, folders, files, say, signal }: Rerun): Promise<void> {
  let changed = Promise.withResolvers<string>();
  const note = (name: string | null) => changed.resolve(name ?? 'a file');
  for (const folder of folders)
    watch(folder, { recursive: true, signal }, (_, name) => note(name)).on('error', () => undefined);
  watch(files.folder, { signal }, (_, name) => name && files.names.includes(name) && note(name)).on(
    'error',
    () => undefined,
  );
  const aborted = new Promise<undefined>((resolve) => {
    signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
  while (!signal.aborted) {
    const child = start();
    const ended = once(child, 'exit');
    const name = await Promise.race([changed.promise, aborted]);
    child.kill('SIGTERM');
    await ended;
    if (name === undefined) return;
    await setTimeout(SETTLE_MS);
    changed = Promise.withResolvers();
    say(`${name} changed`);
  }
}
