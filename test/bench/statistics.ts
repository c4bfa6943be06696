/** What a run of many calls comes down to. Times in ms. */
export interface Timing {
  p50: number;
  p99: number;
}

/** The value below which `share` of all lie (nearest rank). */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? NaN;
}

export const median = (values: readonly number[]): number => percentile(values, 0.5);

export const timingOf = (values: readonly number[]): Timing => ({
  p50: median(values),
  p99: percentile(values, 0.99),
});

/** How many times the limit something takes, or reaches. */
export const ratio = (value: number, limit: number): number => value / limit;

export async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

/** Each of some in turn, again and again. */
export function inTurn<T>(all: readonly T[]): () => T {
  let next = 0;
  return () => all[next++ % all.length] as T;
}

/**
 * Measures each in turn, so that whatever else the machine does meets all of them alike. The first tenth of the rounds
 * warms up and counts for nothing.
 * @param contestants what is compared, by name
 * @param measure of one turn
 * @returns what each turn measured, by name
 */
export async function takingTurns<Name extends string, Work, Measured>(
  contestants: Record<Name, Work>,
  rounds: number,
  measure: (work: Work) => Promise<Measured>,
): Promise<Record<Name, Measured[]>> {
  const entries = Object.entries(contestants) as [Name, Work][];
  const measured = Object.fromEntries(entries.map(([name]) => [name, []])) as unknown as Record<
    Name,
    Measured[]
  >;
  for (let round = -Math.ceil(rounds / 10); round < rounds; round++)
    for (const [name, work] of entries) {
      const value = await measure(work);
      if (round >= 0) measured[name].push(value);
    }
  return measured;
}

/** What calls one after the other take. */
export interface Pace {
  /** ms that this process computed for each; what it waited for is not counted */
  cpu: number;
  /** calls a second */
  rate: number;
}

/** A turn ends after so long, in ms, however few calls it made: what is slow is measured in as little time. */
export const LONGEST_TURN = 2_000;

/** Makes calls, with so many under way at any time. */
async function turnOf(work: () => Promise<unknown>, calls: number, parallel: number) {
  const begun = performance.now();
  let made = 0;
  const caller = async () => {
    while (made < calls && performance.now() - begun < LONGEST_TURN) {
      made++;
      await work();
    }
  };
  await Promise.all(Array.from({ length: parallel }, caller));
  return { made, ms: performance.now() - begun };
}

export async function paced(work: () => Promise<unknown>, calls: number): Promise<Pace> {
  const begun = process.cpuUsage();
  const { made, ms } = await turnOf(work, calls, 1);
  const { user, system } = process.cpuUsage(begun);
  return { cpu: (user + system) / 1_000 / made, rate: (made * 1_000) / ms };
}

/** Calls a second, with so many under way at any time. */
export async function throughput(
  work: () => Promise<unknown>,
  { calls, parallel }: { calls: number; parallel: number },
): Promise<number> {
  const { made, ms } = await turnOf(work, calls, parallel);
  return (made * 1_000) / ms;
}
