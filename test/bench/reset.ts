import { authorizer } from '../../lib/http/authorizer.ts';
import { replaceKey } from '../../lib/domain/keys.ts';
import { signKeyToken } from '../../lib/domain/tokens.ts';
import { runAuthorizer } from '../../local/stack/run-authorizer.ts';
import { eventOf, PARALLEL } from './authorizer.ts';
import { backend } from './backend.ts';
import type { Section } from './report.ts';
import { inTurn, percentile } from './statistics.ts';

/** Keys that are reset in turn, each of a user of its own. */
const KEYS = 8;

interface Key {
  /** of every version there was, oldest first */
  tokens: string[];
  /** resets that have answered */
  answered: number;
}

/**
 * Calls race with resets of their keys, `PARALLEL` at a time, by the newest token they know of and by older ones.
 * @param calls at least so many
 * @param each a key is reset after so many calls
 */
export async function resets({ calls, each }: { calls: number; each: number }): Promise<Section> {
  const system = await backend();
  const users = await system.users(KEYS);
  let made = 0;
  // Eight calls of all keys are a second of this clock: the limit of calls is not what is tried here.
  const begun = Date.now();
  const now = () => begun + 125 * made;
  const handler = authorizer(system.live(now));
  const ctx = await system.ctx(now);
  const keys: Key[] = users.map(({ token }) => ({ tokens: [token], answered: 0 }));
  const count = { accepted: 0, refused: 0, late: 0, resets: 0 };
  const times: number[] = [];

  async function reset(index: number): Promise<void> {
    const [key, user] = [keys[index], users[index]];
    if (!key || !user) return;
    // Nobody else resets it: what was read last is what stands.
    const { access } = await replaceKey(ctx, () => Promise.resolve(user));
    // The clock of a caller starts here: the answer is on its way.
    key.answered++;
    const answered = performance.now();
    const old = key.tokens.at(-1) ?? '';
    user.access = access;
    key.tokens.push(signKeyToken(system.keyring, access, now()));
    count.resets++;
    const outcome = await runAuthorizer(handler, eventOf(old));
    if (outcome.allowed) count.late++;
    times.push(performance.now() - answered);
  }

  async function call(key: Key, at: number): Promise<void> {
    const { answered, tokens } = key;
    const version = at % 2 === 0 ? tokens.length - 1 : Math.max(0, tokens.length - 1 - (at % 3));
    const { allowed } = await runAuthorizer(handler, eventOf(tokens[version] ?? ''));
    count[allowed ? 'accepted' : 'refused']++;
    if (allowed && version < answered) count.late++;
  }

  const next = inTurn(keys);
  let resetting = Promise.resolve();
  await Promise.all(
    Array.from({ length: PARALLEL }, async () => {
      while (made < calls) {
        const at = made++;
        if (at % each === 0) resetting = resetting.then(() => reset((at / each) % KEYS));
        await call(next(), at);
      }
    }),
  );
  await resetting;
  return {
    title: 'Resets',
    about: [
      `${PARALLEL} callers at a time authorize ${calls.toLocaleString('en')} calls by ${KEYS} keys that are being reset all the while, half of them by the newest token and half by whatever token there was lately. Too late is a call that began after a reset of its key had answered, carried an older token and was let in. Beside it the first call by the old token right after each answer, until it was refused. The bar is no call too late.`,
    ],
    columns: ['', 'calls or ms'],
    rows: [
      ['resets', count.resets],
      ['calls let in', count.accepted],
      ['calls refused', count.refused],
      ['calls let in too late', count.late],
      ['p50 ms of the refusal after a reset', percentile(times, 0.5)],
      ['p99 ms of the refusal after a reset', percentile(times, 0.99)],
    ],
  };
}
