import { createServer } from 'node:net';
import { portsFrom } from '../../local/stack/stack.ts';

/**
 * Below the ports that the kernel hands to outgoing connections (from 32,768 on): one of those may take a port between
 * its check and its use. The suite's own stack and the test files that run beside it each have a range of their own.
 */
const FIRST = 10_000 + 7_000 * (Number(process.env.JEST_WORKER_ID ?? 0) % 3);
const BLOCKS = 700;

const given = new Set<number>();

export const isFree = (port: number) =>
  new Promise<boolean>((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });

export const allFree = async (first: number) =>
  (await Promise.all(Object.values(portsFrom(first)).map(isFree))).every(Boolean);

/** The first of ten ports that nothing listens on: enough for a stack, or for one server. */
export async function freeBlock(): Promise<number> {
  for (;;) {
    const first = FIRST + 10 * Math.floor(Math.random() * BLOCKS);
    if (given.has(first) || !(await allFree(first))) continue;
    given.add(first);
    return first;
  }
}
