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

/** Things to be compared, by name. */
export type Contestants<Name extends string> = Record<Name, () => Promise<unknown>>;

/**
 * Measures each in turn, so that whatever else the machine does meets all of them alike. The first tenth of the rounds
 * warms up and counts for nothing.
 * @param measure of one turn
 * @returns what each turn measured, by name
 */
export async function takingTurns<Name extends string>(
  contestants: Contestants<Name>,
  rounds: number,
  measure: (work: () => Promise<unknown>) => Promise<number>,
): Promise<Record<Name, number[]>> {
  const entries = Object.entries(contestants) as [Name, () => Promise<unknown>][];
  const measured = Object.fromEntries(entries.map(([name]) => [name, []])) as unknown as Record<
    Name,
    number[]
  >;
  for (let round = -Math.ceil(rounds / 10); round < rounds; round++)
    for (const [name, work] of entries) {
      const value = await measure(work);
      if (round >= 0) measured[name].push(value);
    }
  return measured;
}

/** ms that this process computed for each of `calls` calls, one after the other; what it waits for is not counted. */
export async function cpuTime(work: () => Promise<unknown>, calls: number): Promise<number> {
  const begun = process.cpuUsage();
  for (let call = 0; call < calls; call++) await work();
  const { user, system } = process.cpuUsage(begun);
  return (user + system) / 1_000 / calls;
}

/** Calls a second, with so many under way at any time. */
export async function throughput(
  work: () => Promise<unknown>,
  { calls, parallel }: { calls: number; parallel: number },
): Promise<number> {
  let left = calls;
  const ms = await timed(() =>
    Promise.all(
      Array.from({ length: parallel }, async () => {
        while (left-- > 0) await work();
      }),
    ),
  );
  return (calls * 1_000) / ms;
}
