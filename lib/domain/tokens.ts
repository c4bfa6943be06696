import { createHash, createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { decodeProtectedHeader, jwtVerify, SignJWT } from 'jose';

/**
 * The keys made of one signing secret, one for each use (RFC 8725 §2.8: a key of one kind never verifies another).
 * `id` names the secret in a token's `kid`.
 */
export interface SigningKeys {
  id: string;
  user: Uint8Array;
  api: Uint8Array;
  code: Uint8Array;
  /** encrypts, where the others sign */
  seal: Uint8Array;
}

/** All live signing secrets, newest first: the first one signs, every one verifies. */
export type Keyring = readonly [SigningKeys, ...SigningKeys[]];

const derived = (secret: string, use: string) =>
  new Uint8Array(hkdfSync('sha256', secret, '', `clara ${use} v1`, 32));

const signingKeys = (secret: string): SigningKeys => ({
  id: Buffer.from(derived(secret, 'key id')).toString('hex').slice(0, 8),
  user: derived(secret, 'user token'),
  api: derived(secret, 'api key token'),
  code: derived(secret, 'mailed code'),
  seal: derived(secret, 'sealed secret'),
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
export async function signUserToken(
  [{ id, user }]: Keyring,
  token: Omit<UserToken, 'kind'>,
  issued: number,
  expires: number,
): Promise<string> {
  const jwt = await new SignJWT({ role: 'user', sid: token.session_id })
    .setProtectedHeader({ alg: 'HS256', kid: id })
    .setSubject(token.user_id)
    .setIssuedAt(seconds(issued))
    .setExpirationTime(seconds(expires))
    .sign(user);
  return USER_PREFIX + jwt;
}

/**
 * Signs the token of an API key. The same key always gives the same token, so no token is stored.
 * @param issued when the key was made, ms
 */
export async function signKeyToken(
  [{ id, api }]: Keyring,
  token: Omit<KeyToken, 'kind'>,
  issued: number,
): Promise<string> {
  const jwt = await new SignJWT({ role: 'api_key', key_id: token.key_id, key_version: token.key_version })
    .setProtectedHeader({ alg: 'HS256', kid: id })
    .setSubject(token.user_id)
    .setIssuedAt(seconds(issued))
    .sign(api);
  return API_PREFIX + jwt;
}

/** A genuine token is below 500 characters. */
const MAX_TOKEN_LENGTH = 1024;

/**
 * Reads a bearer token by its signature alone; undefined for whatever we did not sign or what has expired.
 * Costs no look-up anywhere, so a forged token costs nothing but CPU.
 * @param now ms
 */
export async function readToken(
  keyring: Keyring,
  token: string,
  now: number,
): Promise<UserToken | KeyToken | undefined> {
  if (token.length > MAX_TOKEN_LENGTH) return undefined;
  if (token.startsWith(USER_PREFIX)) {
    const claims = await verified(keyring, 'user', token.slice(USER_PREFIX.length), now);
    if (claims?.role !== 'user' || claims.exp === undefined || !claims.sub || typeof claims.sid !== 'string')
      return undefined;
    return { kind: 'USER', user_id: claims.sub, session_id: claims.sid };
  }
  if (token.startsWith(API_PREFIX)) {
    const claims = await verified(keyring, 'api', token.slice(API_PREFIX.length), now);
    if (
      claims?.role !== 'api_key' ||
      !claims.sub ||
      typeof claims.key_id !== 'string' ||
      typeof claims.key_version !== 'number'
    )
      return undefined;
    return { kind: 'KEY', user_id: claims.sub, key_id: claims.key_id, key_version: claims.key_version };
  }
  return undefined;
}

async function verified(keyring: Keyring, use: 'user' | 'api', jwt: string, now: number) {
  try {
    const { kid } = decodeProtectedHeader(jwt);
    const keys = keyring.find(({ id }) => id === kid);
    if (!keys) return undefined;
    const { payload } = await jwtVerify(jwt, keys[use], {
      algorithms: ['HS256'],
      currentDate: new Date(now),
    });
    return payload;
  } catch {
    return undefined;
  }
}

/** What stands in the table in place of something that nobody shall read there: HMAC-SHA256 of all its parts. */
export const keyedHash = ({ code: key }: SigningKeys, ...parts: string[]): string =>
  createHmac('sha256', key).update(JSON.stringify(parts)).digest('base64url');

const digest = (value: string) => createHash('sha256').update(value).digest();

/** Compares secrets in a time that tells nothing of where they differ (OWASP ASVS 11.2.4). */
export const sameSecret = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b));
