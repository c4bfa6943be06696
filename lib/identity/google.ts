import { createRemoteJWKSet, errors, jwtVerify } from 'jose';
import { unavailable } from '../errors.ts';
import type { GoogleIdentity } from './identity.ts';

/** Both forms are in use: https://developers.google.com/identity/openid-connect/openid-connect#validatinganidtoken */
const ISSUERS = ['https://accounts.google.com', 'accounts.google.com'];

/** OpenID Connect Core 1.0, section 2: at most 255 ASCII characters. */
const SUBJECT = /^[\x21-\x7e]{1,255}$/;

const textOf = (claim: unknown): string | null => (typeof claim === 'string' ? claim : null);

/** @param clientIds the audiences we accept; none: no token is good */
export function googleIdentity(jwksUrl: string, clientIds: string[]): GoogleIdentity {
  const keys = createRemoteJWKSet(new URL(jwksUrl), { timeoutDuration: 3_000 });
  return {
    async verify(idToken, nonce, now) {
      if (clientIds.length === 0) return undefined;
      try {
        const { payload } = await jwtVerify(idToken, keys, {
          algorithms: ['RS256'],
          issuer: ISSUERS,
          audience: clientIds,
          requiredClaims: ['sub', 'exp', 'email'],
          currentDate: new Date(now),
        });
        if (payload.nonce !== nonce) return undefined;
        if (typeof payload.sub !== 'string' || !SUBJECT.test(payload.sub)) return undefined;
        if (payload.email_verified !== true || typeof payload.email !== 'string') return undefined;
        return {
          id: payload.sub,
          email: payload.email,
          first_name: textOf(payload.given_name),
          last_name: textOf(payload.family_name),
        };
      } catch (error) {
        if (isBadToken(error)) return undefined;
        throw unavailable('Google keys', error);
      }
    },
  };
}

/** jose's own verdicts are about the token; a timeout, a network error or an answer that is no key set is not. */
const isBadToken = (error: unknown) =>
  error instanceof errors.JOSEError &&
  !(error instanceof errors.JWKSTimeout) &&
  !(error instanceof errors.JWKSInvalid) &&
  error.code !== 'ERR_JOSE_GENERIC';
