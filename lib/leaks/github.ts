import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import * as z from 'zod/mini';
import { within } from '../deadline.ts';
import { Failure, unavailable } from '../errors.ts';
import type { LeakReport, LeakReports } from './leaks.ts';

const KeyList = z.object({
  public_keys: z.array(z.object({ key_identifier: z.string(), key: z.string() })),
});
const Reports = z.array(z.object({ token: z.string(), type: z.string() }));

/** A key that GitHub withdrew is no key any more. */
const KEEP_MS = 60 * 60_000;
/**
 * An id that is not in the list may be new; but whoever sends made-up ones must not make us ask for each: GitHub answers
 * 60 of an address's requests an hour.
 */
const ASK_AGAIN_MS = 5 * 60_000;
const AFTER_FAILURE_MS = 10_000;
const TIMEOUT_MS = 2_000;

/**
 * The webhook of GitHub's secret scanning partner programme: ECDSA P-256 with SHA-256 over the raw body, by a key of
 * the list that GitHub publishes.
 * https://docs.github.com/en/code-security/secret-scanning/secret-scanning-partnership-program/secret-scanning-partner-program
 * @param keysUrl where that list is
 */
export function githubReports(keysUrl: string): LeakReports {
  let list = { keys: new Map<string, KeyObject>(), at: -Infinity };
  let asking: Promise<void> | undefined;
  let askAgainAt = -Infinity;

  /** Calls at the same time ask once. */
  function ask(now: number): Promise<void> {
    askAgainAt = now + AFTER_FAILURE_MS;
    return (asking = fetchedKeys(keysUrl).then((keys) => {
      list = { keys, at: now };
      askAgainAt = now + ASK_AGAIN_MS;
    }));
  }

  async function keyOf(id: string, now: number): Promise<KeyObject | undefined> {
    const known = () => (now - list.at < KEEP_MS ? list.keys.get(id) : undefined);
    const key = known();
    if (key) return key;
    await (now < askAgainAt && asking ? asking : ask(now));
    return known();
  }

  return {
    async read(body, signature, keyId, now) {
      if (!/^[A-Za-z0-9+/]{1,200}={0,2}$/.test(signature) || keyId === '') return undefined;
      const key = await keyOf(keyId, now);
      if (!key || !verify('sha256', body, key, Buffer.from(signature, 'base64'))) return undefined;
      return reportsIn(body);
    },
  };
}

function reportsIn(body: Buffer): LeakReport[] {
  try {
    return Reports.parse(JSON.parse(body.toString()));
  } catch {
    // What went wrong would quote the body.
    throw new Failure('invalid_request', 'signed, and no report');
  }
}

async function fetchedKeys(url: string): Promise<Map<string, KeyObject>> {
  try {
    return await within(TIMEOUT_MS, async (signal) => {
      const response = await fetch(url, { redirect: 'error', signal });
      if (!response.ok) throw new Error(`status ${response.status}`);
      const { public_keys } = KeyList.parse(await response.json());
      const keys = public_keys.map(
        ({ key_identifier, key }) => [key_identifier, createPublicKey(key)] as const,
      );
      return new Map(keys.filter(([, key]) => key.asymmetricKeyDetails?.namedCurve === 'prime256v1'));
    });
  } catch (error) {
    throw unavailable('GitHub keys', error);
  }
}
