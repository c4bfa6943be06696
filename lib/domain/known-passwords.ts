import { dictionary } from '@zxcvbn-ts/language-common';
import type { Ctx } from './ctx.ts';

let common: Set<string> | undefined;

/**
 * Refuses a new password that is too short for this deployment or stands on the bundled list of common ones
 * (OWASP ASVS 6.2.4: at least the top 3,000 that match the length rule; the list holds some 18,000 of them).
 */
export function refuseWeak(ctx: Ctx<'invalid_request'>, password: string): void {
  common ??= new Set(dictionary['passwords-common']);
  if (Array.from(password).length < ctx.policy.minPasswordLength || common.has(password.toLowerCase()))
    throw ctx.fail('invalid_request', 'the password is too short or too common');
}
