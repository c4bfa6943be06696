import { createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';
import { encodeQR } from 'qr';
import * as z from 'zod/mini';

/** RFC 4226 §4 R6 recommends 160 bits; it is also what authenticator apps expect with SHA-1. */
const SECRET_BYTES = 20;
/** RFC 6238 §5.2: one step of 30 s back for the network, and one ahead for a clock that runs fast. */
const SKEW_STEPS = 1;

export const newSecret = (): Uint8Array => randomBytes(SECRET_BYTES);

/** @param named what an app shows beside its codes, which do not depend on it */
const totpOf = (secret: Uint8Array, named?: { issuer: string; label: string }) =>
  new TOTP({
    ...named,
    secret: new Secret({ buffer: Uint8Array.from(secret).buffer }),
    algorithm: 'SHA1',
    digits: 6,
    period: 30,
  });

/**
 * The 30-s step whose code (RFC 6238) this is, of those within the skew.
 * @param now ms
 */
export function stepOf(secret: Uint8Array, code: string, now: number): number | undefined {
  const totp = totpOf(secret);
  const skew = totp.validate({ token: code, timestamp: now, window: SKEW_STEPS });
  return skew === null ? undefined : totp.counter({ timestamp: now }) + skew;
}

/** What an authenticator app takes a secret in by. @param issuer without a colon, which ends it in the label */
export function provisioning(secret: Uint8Array, issuer: string, email: string) {
  const totp = totpOf(secret, { issuer, label: email });
  const otpauth_uri = totp.toString();
  // The longest e-mail needs the lowest error correction, which a screen does well with.
  return { otpauth_uri, qr_svg: encodeQR(otpauth_uri, 'svg', { ecc: 'low' }), secret: totp.secret.base32 };
}

/** RFC 4648's letters, in which no two look alike. */
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';
const BACKUP_CODES = 10;

/** 50 random bits, in two groups of five; the hyphen and capitals do not matter. */
const BackupCode = z.string().check(z.regex(/^[a-z2-7]{5}-?[a-z2-7]{5}$/i));

/** What may stand where a second factor is asked for: six digits, mailed or an app's, or a backup code. */
export const SecondFactorCode = z
  .union([z.string().check(z.regex(/^[0-9]{6}$/)), BackupCode])
  .register(z.globalRegistry, {
    description: 'Six digits, mailed or an authenticator app’s; or a backup code.',
    examples: ['012345', 'abcde-fgh23'],
  });

export const newBackupCodes = (): string[] =>
  Array.from({ length: BACKUP_CODES }, () => {
    const letters = Array.from(randomBytes(10), (byte) => ALPHABET[byte & 31]).join('');
    return `${letters.slice(0, 5)}-${letters.slice(5)}`;
  });

/**
 * The keyed hash of a backup code. Its key is made of the app's secret, which is sealed: so the table alone does not
 * give it, and rolling the signing secrets reaches it by sealing anew. What is no backup code has a hash, too: nobody's.
 */
export function backupHash(secret: Uint8Array, user_id: string, code: string): string {
  const key = new Uint8Array(hkdfSync('sha256', secret, '', 'clara backup code v1', 32));
  return createHmac('sha256', key)
    .update(JSON.stringify([user_id, code.replace('-', '').toLowerCase()]))
    .digest('base64url');
}
