import { argon2, type Argon2Parameters, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import * as z from 'zod/mini';
import type { Policy } from './ctx.ts';
import { isIntact } from '../plain-text.ts';

type Cost = Policy['argon2'];

/**
 * 8 to 128 characters, counted as code points, taken exactly as they are: never trimmed, folded or cut
 * (OWASP ASVS 6.2.1, 6.2.8, 6.2.9). A deployment may ask for more than 8.
 */
export const Password = z
  .string()
  .check(
    z.refine((password) => {
      const { length } = Array.from(password);
      return length >= 8 && length <= 128 && isIntact(password);
    }),
  )
  .register(z.globalRegistry, {
    description: 'Taken exactly as it is. Common passwords are refused.',
    format: 'password',
    minLength: 8,
    maxLength: 128,
    examples: ['a long enough secret'],
  });

const derive = promisify(argon2);
const TAG_BYTES = 32;

const hashed = (password: string, salt: Buffer, cost: Cost): Promise<Buffer> => {
  const parameters: Argon2Parameters = {
    message: password,
    nonce: salt,
    memory: cost.memoryKiB,
    passes: cost.passes,
    parallelism: cost.parallelism,
    tagLength: TAG_BYTES,
  };
  return derive('argon2id', parameters);
};

const base64 = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '');

/** @returns a PHC string, which carries the cost it was made with */
export async function hashPassword(password: string, cost: Cost): Promise<string> {
  const salt = randomBytes(16);
  const tag = await hashed(password, salt, cost);
  return `$argon2id$v=19$m=${cost.memoryKiB},t=${cost.passes},p=${cost.parallelism}$${base64(salt)}$${base64(tag)}`;
}

const PHC = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;

/** `outdated`: made at a cost other than today's; make it anew while the password is at hand. */
export interface Verdict {
  right: boolean;
  outdated: boolean;
}

/**
 * Verifies a password, at the same cost whether or not there is a hash to verify it against.
 * @param stored null: no such account, or one without a password
 */
export async function verifyPassword(password: string, stored: string | null, cost: Cost): Promise<Verdict> {
  const parts = stored === null ? null : PHC.exec(stored);
  if (!parts) {
    await hashed(password, randomBytes(16), cost);
    return { right: false, outdated: false };
  }
  const [, m, t, p, salt = '', tag = ''] = parts;
  const was = { memoryKiB: Number(m), passes: Number(t), parallelism: Number(p) };
  const actual = await hashed(password, Buffer.from(salt, 'base64'), was);
  const expected = Buffer.from(tag, 'base64');
  return {
    right: expected.length === actual.length && timingSafeEqual(expected, actual),
    outdated:
      was.memoryKiB !== cost.memoryKiB || was.passes !== cost.passes || was.parallelism !== cost.parallelism,
  };
}
