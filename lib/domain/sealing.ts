import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { Keyring } from './tokens.ts';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Encrypts what must be read again (AES-256-GCM) under the newest secret, whose id it names.
 * @param of what it belongs to: sealed for one user, it does not open for another
 */
export function seal([{ id, seal: key }]: Keyring, plain: Uint8Array, of: string): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(of));
  const sealed = Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  return `${id}.${sealed.toString('base64url')}`;
}

/** @returns undefined for what no live secret sealed for `of` */
export function unseal(keyring: Keyring, sealed: string, of: string): Uint8Array | undefined {
  const [id, text = ''] = sealed.split('.');
  const keys = keyring.find((each) => each.id === id);
  const bytes = Buffer.from(text, 'base64url');
  if (!keys || bytes.length < NONCE_BYTES + TAG_BYTES) return undefined;
  const decipher = createDecipheriv('aes-256-gcm', keys.seal, bytes.subarray(0, NONCE_BYTES), {
    authTagLength: TAG_BYTES,
  })
    .setAAD(Buffer.from(of))
    .setAuthTag(bytes.subarray(-TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
  } catch {
    return undefined;
  }
}

/** Whether an older secret than the newest sealed it. */
export const isOutdated = ([{ id }]: Keyring, sealed: string): boolean => !sealed.startsWith(`${id}.`);
