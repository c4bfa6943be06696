import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import * as z from 'zod/mini';
import { unavailable } from '../errors.ts';
import type { LeakReport, LeakReports } from './leaks.ts';

const KeyList = z.object({
  public_keys: z.array(z.object({ key_identifier: z.string(), key: z.string() })),
});
const Reports = z.array(z.object({ token: z.string(), type: z.string() }));

/** An id that is not in the list may be new; but whoever sends made-up ones must not make us ask for each. */
const ASK_AGAIN_MS = 60_000;
/** A key that GitHub withdrew is no key any more. */
const KEEP_MS = 60 * 60_000;
const TIMEOUT_MS = 2_000;

/**
 * The webhook of GitHub's secret scanning partner programme: ECDSA P-256 with SHA-256 over the raw body, by a key of
 * the list that GitHub publishes.
 * https://docs.github.com/en/code-security/secret-scanning/secret-scanning-partnership-program/secret-scanning-partner-program
 * @param keysUrl where that list is
 */
export function githubReports(keysUrl: string): LeakReports {
  let keys = new Map<string, KeyObject>();
  let askedAt = -Infinity;

  async function keyOf(id: string, now: number): Promise<KeyObject | undefined> {
    const age = now - askedAt;
    if (age < ASK_AGAIN_MS || (age < KEEP_MS && keys.has(id))) return keys.get(id);
    keys = await fetchedKeys(keysUrl);
    askedAt = now;
    return keys.get(id);
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

/** GitHub signs what it sends; that it is malformed would be its fault, and is taken for unsigned. */
function reportsIn(body: Buffer): LeakReport[] | undefined {
  try {
    return Reports.parse(JSON.parse(body.toString()));
  } catch {
    return undefined;
  }
}

async function fetchedKeys(url: string): Promise<Map<string, KeyObject>> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('timeout')), TIMEOUT_MS);
  });
  try {
    const response = await Promise.race([fetch(url, { redirect: 'error' }), late]);
    if (!response.ok) throw new Error(`status ${response.status}`);
    const { public_keys } = KeyList.parse(await Promise.race([response.json(), late]));
    return new Map(public_keys.map(({ key_identifier, key }) => [key_identifier, p256(key)]));
  } catch (error) {
    throw unavailable('GitHub keys', error);
  } finally {
    clearTimeout(timer);
  }
}

function p256(pem: string): KeyObject {
  const key = createPublicKey(pem);
  if (key.asymmetricKeyDetails?.namedCurve !== 'prime256v1') throw new TypeError('the key is not of P-256');
  return key;
}
