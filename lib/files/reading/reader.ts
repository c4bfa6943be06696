import { type ChildProcess, spawn } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import * as z from 'zod/mini';
import type { AttachmentReader, FileType, Kind, Reading } from '../files.ts';
import { BEGUN } from './protocol.ts';

/** Among the sources, the file beside this one; among the bundles, one in a folder beside the function's. */
const IS_SOURCE = import.meta.url.endsWith('.ts');
const ENTRY = new URL(IS_SOURCE ? './child.ts' : './reading/child.mjs', import.meta.url);
/** The project, or the folder of the bundles. */
const ROOT = new URL(IS_SOURCE ? '../../../' : '../../', import.meta.url);

/** What a process that parses may use. With the worker's own memory it comes to less than 512 MB. */
export interface ReadingLimits {
  /** until it is killed */
  ms: number;
  /** until it is killed, of memory in RAM */
  rssBytes: number;
  /** of JavaScript's own memory */
  heapMb: number;
}
export const READING_LIMITS: ReadingLimits = { ms: 25_000, rssBytes: 262_000_000, heapMb: 144 };
/** A page of the web is one of many that a claim may bring along, and all of them wait for each other. */
export const PAGE_LIMITS: ReadingLimits = { ...READING_LIMITS, ms: 2_500 };
/** Of its time, what a reader may take before it stops by itself with what it has. */
const SHARE = 0.6;
/** Of the result: 500,000 characters, those of tables twice, and the names around them in 50,000 passages. */
const MAX_RESULT_BYTES = 12_000_000;
const WATCH_MS = 20;

const UNREADABLE: Reading = { status: 'unreadable', sections: [], note: 'The file could not be read.' };
const NOT_STARTED: Reading = {
  status: 'unreadable',
  sections: [],
  note: 'The file could not be read: the reader did not work.',
  isOurFault: true,
};

const Row = z.strictObject({ table: z.int(), isHeader: z.boolean(), cells: z.array(z.string()) });
/** A parser that was taken over says what it likes, but only so. */
const Result = z.strictObject({
  status: z.enum(['read', 'partly_read', 'no_text', 'not_transcribed']),
  sections: z.array(z.strictObject({ text: z.string(), locator: z.string(), row: z.exactOptional(Row) })),
  pages: z.exactOptional(z.int()),
  note: z.exactOptional(z.string()),
});

/** What the process says when its reader lacked something. */
const OurFault = z.strictObject({ fault: z.literal('ours') });

/**
 * Reads each attachment in a process of its own, one after another: what runs away there is killed and hurts nobody.
 * The process knows no secret: its environment is empty, and Node lets its JavaScript read no file but its own code,
 * write none and start no other process, so that the environment of this one stays out of reach, too.
 * A file that crashes its reader, or takes too much time or memory, is `unreadable`; where the reader could not be
 * started, or lacked something itself, that is our fault, and the reading says so.
 * @param env what Node itself needs to start, if anything
 */
export function isolatedReader(
  env: Record<string, string | undefined> = {},
  limits: ReadingLimits = READING_LIMITS,
): AttachmentReader {
  let last: Promise<unknown> = Promise.resolve();
  return {
    read({ type, bytes }, signal) {
      const reading = last.then(() =>
        signal.aborted ? UNREADABLE : readApart(type, bytes, signal, env, limits),
      );
      last = reading.catch(() => undefined);
      return reading;
    },
  };
}

async function readApart(
  { kind, extension }: FileType,
  bytes: Uint8Array,
  signal: AbortSignal,
  env: Record<string, string | undefined>,
  { ms, rssBytes, heapMb }: ReadingLimits,
): Promise<Reading> {
  const child = spawn(
    process.execPath,
    [...flagsOf(heapMb, kind), fileURLToPath(ENTRY), extension, String(ms * SHARE)],
    {
      env: { ...env, MALLOC_ARENA_MAX: '2' },
      stdio: ['pipe', 'ignore', 'ignore', 'pipe'],
      signal: AbortSignal.any([signal, AbortSignal.timeout(ms)]),
      killSignal: 'SIGKILL',
    },
  );
  const ended = new Promise<{ isStarted: boolean }>((resolve) => {
    // Not started, or killed by the signal.
    child.on('error', () => resolve({ isStarted: child.pid !== undefined }));
    child.on('close', () => resolve({ isStarted: true }));
  });
  child.stdin?.on('error', () => undefined); // it may be gone before it has read all
  child.stdin?.end(bytes);
  const watch = watched(child, rssBytes);
  try {
    const { hasBegun, result } = await outputOf(child.stdio[3] as Readable | undefined);
    const { isStarted } = await ended;
    const reading = Result.safeParse(result).data;
    if (reading) return reading;
    if (signal.aborted) return UNREADABLE;
    const isOurs = !isStarted || !hasBegun || OurFault.safeParse(result).success;
    return isOurs ? NOT_STARTED : UNREADABLE;
  } finally {
    clearInterval(watch);
    child.kill('SIGKILL');
  }
}

/**
 * Its permissions: https://nodejs.org/api/permissions.html. Native code is bound by none of them, so only images,
 * which are decoded by it, have it; they are read of their pixels alone.
 */
function flagsOf(heapMb: number, kind: Kind): string[] {
  const installed = createRequire(ENTRY).resolve('sharp');
  const packages = installed.slice(0, installed.lastIndexOf('node_modules') + 'node_modules'.length);
  return [
    `--max-old-space-size=${heapMb}`,
    '--max-semi-space-size=8',
    '--no-warnings',
    '--permission',
    ...[realpathSync(ROOT), packages].map((folder) => `--allow-fs-read=${folder}/`),
    ...(kind === 'image' ? ['--allow-addons', '--allow-worker'] : []),
  ];
}

/** Kills a process that takes more memory than it may. */
function watched(child: ChildProcess, rssBytes: number): NodeJS.Timeout {
  return setInterval(() => {
    void residentBytes(child.pid ?? 0).then((bytes) => {
      if (bytes > rssBytes) child.kill('SIGKILL');
    });
  }, WATCH_MS);
}

/** As Linux tells it, where the functions run; elsewhere 0, and the limit of the heap must do. */
async function residentBytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'latin1').catch(() => '');
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) * 1024;
}

/** @param output undefined where the process could not be started */
async function outputOf(output: Readable | undefined): Promise<{ hasBegun: boolean; result?: unknown }> {
  const chunks: Buffer[] = [];
  let size = 0;
  const hasBegun = () => chunks[0]?.toString('latin1', 0, 1) === BEGUN;
  try {
    for await (const chunk of (output ?? []) as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > MAX_RESULT_BYTES) return { hasBegun: hasBegun() };
      chunks.push(chunk);
    }
    return { hasBegun: hasBegun(), result: JSON.parse(Buffer.concat(chunks).toString()) as unknown };
  } catch {
    return { hasBegun: hasBegun() }; // it died
  }
}
