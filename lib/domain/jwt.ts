import { createHmac, type KeyObject, timingSafeEqual } from 'node:crypto';

/**
 * JSON Web Tokens of the one kind that we sign and read: HS256 in compact form (RFC 7515 §3.1, RFC 7519), each secret's
 * under a header that is the same for all. A library's Web Crypto hands every check to another thread, which was a fifth
 * of the CPU of authorizing a call.
 */
export type Claims = Record<string, unknown>;

const base64url = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const headerOf = (kid: string) => base64url({ alg: 'HS256', kid });
const signatureOf = (signed: string, key: KeyObject) =>
  createHmac('sha256', key).update(signed).digest('base64url');

/** @param kid names the secret that the key was made of */
export function signJwt(kid: string, key: KeyObject, claims: Claims): string {
  const signed = `${headerOf(kid)}.${base64url(claims)}`;
  return `${signed}.${signatureOf(signed, key)}`;
}

/**
 * The claims of a token that one of the keys signed, whatever they say; undefined for every other text. Nothing of it is
 * parsed before its signature holds, and its header is compared, not obeyed (RFC 8725 §3.1).
 */
export function readJwt(keys: readonly { kid: string; key: KeyObject }[], jwt: string): Claims | undefined {
  const [header = '', payload = '', signature = '', ...more] = jwt.split('.');
  const signing = keys.find(({ kid }) => headerOf(kid) === header);
  if (!signing || more.length > 0) return undefined;
  const good = Buffer.from(signatureOf(`${header}.${payload}`, signing.key));
  const given = Buffer.from(signature);
  if (given.length !== good.length || !timingSafeEqual(given, good)) return undefined;
  return claimsIn(Buffer.from(payload, 'base64url').toString());
}

/** @returns undefined for what is not a JSON object: nothing that we sign */
function claimsIn(payload: string): Claims | undefined {
  try {
    const claims: unknown = JSON.parse(payload);
    return typeof claims === 'object' && claims !== null && !Array.isArray(claims)
      ? (claims as Claims)
      : undefined;
  } catch {
    return undefined;
  }
}
