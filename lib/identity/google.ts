import { createRemoteJWKSet, errors, jwtVerify } from 'jose';
import { unavailable } from '../errors.ts';
import type { GoogleIdentity } from './identity.ts';

/** Both forms are in use: https://developers.google.com/identity/openid-connect/openid-connect#validatinganidtoken */
const ISSUERS = ['https://accounts.google.com', 'accounts.google.com'];

const nameOf = (claim: unknown) =>
  typeof claim === 'string' && claim.trim() !== '' ? claim.trim().slice(0, 100) : null;

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
        if (nonce !== undefined && payload.nonce !== nonce) return undefined;
        if (payload.email_verified !== true || !payload.sub || typeof payload.email !== 'string')
          return undefined;
        return {
          id: payload.sub,
          email: payload.email,
          first_name: nameOf(payload.given_name),
          last_name: nameOf(payload.family_name),
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
