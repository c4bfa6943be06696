import * as z from 'zod/mini';
import { isBlank, isOneLine } from '../plain-text.ts';
import { isEmail } from './mailbox.ts';

/** An HTTP date (RFC 9110 §5.6.7), the API's only form of a time. @param ms since the epoch */
export const httpDate = (ms: number): string => new Date(ms).toUTCString();
export const HttpDate = z.string().register(z.globalRegistry, {
  id: 'HttpDate',
  description: 'An HTTP date (RFC 9110, section 5.6.7).',
  pattern: '^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \\d{2} [A-Z][a-z]{2} \\d{4} \\d{2}:\\d{2}:\\d{2} GMT$',
  examples: ['Thu, 27 Nov 2025 00:37:13 GMT'],
});

/** A day, and the one that a time (ms since the epoch) lies in, in UTC: `2026-11-25`. */
export const DAY_S = 86_400;
export const DAY_MS = DAY_S * 1000;
export const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** Credits and fiat are integers inside (hundredths, cents) and decimal numbers outside. */
export const decimal = (hundredths: number): number => hundredths / 100;

const MAX_NAME_LENGTH = 100;
/** A code point beyond the basic plane takes two of a string's units: a longer text is too long, and need not be counted. */
const isShort = (name: string) =>
  name.length <= 2 * MAX_NAME_LENGTH && Array.from(name).length <= MAX_NAME_LENGTH;

const isName = (text: string): boolean => isShort(text) && isOneLine(text) && !isBlank(text);

/** A person's name as typed: something to see, one line, at most 100 code points. */
export const Name = z
  .string()
  .check(z.refine(isName))
  .register(z.globalRegistry, {
    description: 'One line that shows something.',
    minLength: 1,
    maxLength: MAX_NAME_LENGTH,
    examples: ['Ada'],
  });

/** What a name from elsewhere becomes here: one line, cut between characters. @returns null where nothing of it shows */
export function toName(text: string): string | null {
  const line = text
    .slice(0, 10 * MAX_NAME_LENGTH)
    .toWellFormed()
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\uFFFD]+/gu, ' ')
    .trim();
  const name = Array.from(line).slice(0, MAX_NAME_LENGTH).join('').trim();
  return isName(name) ? name : null;
}

/** An address as typed; `toMailbox` is the mailbox that it names. */
export const Email = z
  .string()
  .check(z.refine(isEmail))
  .register(z.globalRegistry, {
    description: 'An e-mail address.',
    format: 'idn-email',
    maxLength: 254,
    examples: ['ada@example.com'],
  });

/** One page: LIMIT/OFFSET over the newest first. */
export interface Page {
  limit: number;
  offset: number;
}
const wholeNumber = (max: number) =>
  z.pipe(
    z.string().check(z.regex(/^\d{1,9}$/, 'must be a whole number.')),
    z.pipe(
      z.transform((digits: string) => Number(digits)),
      z.int().check(z.gte(0), z.lte(max)),
    ),
  );
export const PageQuery = z.strictObject({
  limit: wholeNumber(100).register(z.globalRegistry, { description: 'How many at most.' }),
  offset: wholeNumber(999_999_999).register(z.globalRegistry, {
    description: 'How many of the newest to leave out.',
  }),
});
