import type { Api } from './harness.ts';

/**
 * Where a call to a dependency can be lost. `before`: the process dies before it, `after`: it dies once it is done,
 * `timed out`: it is done, but the caller is told that it is not, and lives on; `asked again`: its answer is lost, and
 * the client of DynamoDB makes the same request once more.
 */
export const WAYS = ['before', 'after', 'timed out', 'asked again'] as const;
export type Way = (typeof WAYS)[number];

const lost = () => Object.assign(new Error('lost'), { name: 'TimeoutError' });

/** Loses the call number `at`, and with a death all that come after it. @returns how many calls were made */
export async function losing(
  { faults }: Api,
  at: number,
  way: Way,
  work: () => Promise<unknown>,
): Promise<number> {
  let begun = 0;
  let isDead = false;
  let isLost = false;
  // Only the client of DynamoDB asks again in the way that is played here.
  const isLeftOut = (request: string) => way === 'asked again' && request.includes(' ');
  faults.before = (request) => {
    if (isLeftOut(request)) return;
    if (isDead) throw lost();
    isLost = begun++ === at;
    isDead = isLost && way === 'before';
    if (isDead) throw lost();
  };
  faults.after = (request) => {
    if (!isLost || isLeftOut(request)) return undefined;
    isLost = false;
    if (way === 'asked again') return 'again';
    isDead = way === 'after';
    throw lost();
  };
  // How it ends is nobody's concern: its caller is gone, or tries again.
  await work().catch(() => undefined);
  delete faults.before;
  delete faults.after;
  return begun;
}

/** Plays a round for each call that may be lost. @param round loses the call of that number; says how many were made */
export async function losingEach(round: (at: number) => Promise<number>): Promise<void> {
  let at = 0;
  while ((await round(at)) > at) at++;
  // The last round lost no call: so many are there. With fewer than two, nothing would be proved.
  expect(at).toBeGreaterThan(1);
}
