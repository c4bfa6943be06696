import {
  createHash,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  timingSafeEqual,
} from 'node:crypto';
import { type Claims, readJwt, signJwt } from './jwt.ts';

/**
 * The keys made of one signing secret, one for each use (RFC 8725 §2.8: a key of one kind never verifies another).
 * `id` names the secret in a token's `kid`.
 */
export interface SigningKeys {
  id: string;
  user: KeyObject;
  api: KeyObject;
  code: KeyObject;
  /** encrypts, where the others sign */
  seal: KeyObject;
}

/** All live signing secrets, newest first: the first one signs, every one verifies. */
export type Keyring = readonly [SigningKeys, ...SigningKeys[]];

const derived = (secret: string, use: string) =>
  Buffer.from(hkdfSync('sha256', secret, '', `clara ${use} v1`, 32));
const derivedKey = (secret: string, use: string) => createSecretKey(derived(secret, use));

const signingKeys = (secret: string): SigningKeys => ({
  id: derived(secret, 'key id').toString('hex').slice(0, 8),
  user: derivedKey(secret, 'user token'),
  api: derivedKey(secret, 'api key token'),
  code: derivedKey(secret, 'mailed code'),
  seal: derivedKey(secret, 'sealed secret'),
});

/** @param secrets newest first; each at least 32 characters (RFC 7518 §3.2 asks for 256 bits) */
export function keyringOf([newest, ...older]: readonly [string, ...string[]]): Keyring {
  return [signingKeys(newest), ...older.map(signingKeys)];
}

export interface UserToken {
  kind: 'USER';
  user_id: string;
  session_id: string;
}
export interface KeyToken {
  kind: 'KEY';
  user_id: string;
  key_id: string;
  key_version: number;
}

const USER_PREFIX = 'clara_user_';
const API_PREFIX = 'clara_api_';
const seconds = (ms: number) => Math.floor(ms / 1000);

/** @param issued ms; @param expires ms */
export function signUserToken(
  [{ id, user }]: Keyring,
  { user_id, session_id }: Omit<UserToken, 'kind'>,
  issued: number,
  expires: number,
): string {
  const claims = {
    role: 'user',
    sid: session_id,
    sub: user_id,
    iat: seconds(issued),
    exp: seconds(expires),
  };
  return USER_PREFIX + signJwt(id, user, claims);
}

/**
 * Signs the token of an API key. The same key always gives the same token, so no token is stored: the order of its claims
 * is part of it.
 * @param issued when the key was made, ms
 */
export function signKeyToken(
  [{ id, api }]: Keyring,
  { user_id, key_id, key_version }: Omit<KeyToken, 'kind'>,
  issued: number,
): string {
  const claims = { role: 'api_key', key_id, key_version, sub: user_id, iat: seconds(issued) };
  return API_PREFIX + signJwt(id, api, claims);
}

/** A genuine token is below 500 characters. */
const MAX_TOKEN_LENGTH = 1024;

/**
 * Reads a bearer token by its signature alone; undefined for whatever we did not sign or what has expired.
 * Costs no look-up anywhere, so a forged token costs nothing but CPU.
 * @param now ms
 */
export function readToken(keyring: Keyring, token: string, now: number): UserToken | KeyToken | undefined {
  if (token.length > MAX_TOKEN_LENGTH) return undefined;
  if (token.startsWith(USER_PREFIX)) {
    const { role, sub, sid, exp } = verified(keyring, 'user', token.slice(USER_PREFIX.length));
    if (role !== 'user' || typeof sub !== 'string' || typeof sid !== 'string') return undefined;
    if (typeof exp !== 'number' || exp <= seconds(now)) return undefined;
    return { kind: 'USER', user_id: sub, session_id: sid };
  }
  if (token.startsWith(API_PREFIX)) {
    const { role, sub, key_id, key_version } = verified(keyring, 'api', token.slice(API_PREFIX.length));
    if (role !== 'api_key' || typeof sub !== 'string') return undefined;
    if (typeof key_id !== 'string' || typeof key_version !== 'number') return undefined;
    return { kind: 'KEY', user_id: sub, key_id, key_version };
  }
  return undefined;
}

/** No claims, where none of our keys for this use signed it. */
const verified = (keyring: Keyring, use: 'user' | 'api', jwt: string): Claims =>
  readJwt(
    keyring.map((keys) => ({ kid: keys.id, key: keys[use] })),
    jwt,
  ) ?? {};

/** What stands in the table in place of something that nobody shall read there: HMAC-SHA256 of all its parts. */
export const keyedHash = ({ code: key }: SigningKeys, ...parts: string[]): string =>
  createHmac('sha256', key).update(JSON.stringify(parts)).digest('base64url');

const digest = (value: string) => createHash('sha256').update(value).digest();

/** Compares secrets in a time that tells nothing of where they differ (OWASP ASVS 11.2.4). */
export const sameSecret = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b));
