/** What the waiting between tries depends on; tests have their own. */
export interface Waiting {
  /** ms since the epoch */
  now: () => number;
  /** 0 to 1 */
  random: () => number;
  /** Ends early, and fails, when the signal aborts. */
  wait: (ms: number, signal: AbortSignal) => Promise<void>;
}

const FIRST_MS = 1_000;
/** Who asks for more patience than this is asked again by the queue, not by a worker that waits. */
const LONGEST_MS = 20_000;

/**
 * How long to wait before the next try: as long as the answer asks for, else twice as long each time, with jitter.
 * https://www.rfc-editor.org/rfc/rfc9110#field.retry-after
 * @returns ms; undefined when that is too long to wait
 */
export function retryDelay(
  tried: number,
  headers: Record<string, string>,
  { now, random }: Pick<Waiting, 'now' | 'random'>,
): number | undefined {
  const asked = askedFor(headers['retry-after-ms'], headers['retry-after'], now);
  const delay = asked ?? FIRST_MS * 2 ** (tried - 1) * (0.5 + random() / 2);
  return delay > LONGEST_MS ? undefined : delay;
}

function askedFor(ms: string | undefined, after: string | undefined, now: () => number): number | undefined {
  if (ms !== undefined && /^\d{1,9}$/.test(ms)) return Number(ms);
  if (after === undefined) return undefined;
  if (/^\d{1,9}$/.test(after)) return Number(after) * 1000;
  const date = Date.parse(after);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now());
}
