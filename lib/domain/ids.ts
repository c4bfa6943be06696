import { randomBytes } from 'node:crypto';
import * as z from 'zod/mini';

type Prefix = 'user' | 'api_key' | 'transaction' | 'task';

/** `user_` + 32 lower-case hex digits: 128 bits from the CSPRNG (OWASP ASVS 11.5.1). */
export const newId = <P extends Prefix>(prefix: P): `${P}_${string}` =>
  `${prefix}_${randomBytes(16).toString('hex')}`;

export const idOf = (prefix: Prefix) => z.string().check(z.regex(new RegExp(`^${prefix}_[0-9a-f]{32}$`)));
