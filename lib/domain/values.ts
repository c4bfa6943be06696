import * as z from 'zod/mini';
import { isOneLine } from '../plain-text.ts';

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

/** A person's name as typed: not blank, one line. */
export const Name = z
  .string()
  .check(z.minLength(1), z.maxLength(100), z.refine(isOneLine))
  .register(z.globalRegistry, { description: 'Not blank, one line.', examples: ['Ada'] });

const ATOM = String.raw`[^\s@"(),:;<>[\]\\\p{Cc}\p{Cs}\uFFFD]`;

/** An address as typed. RFC 5321 caps it at 254 octets; the quoted local part is not taken. */
export const Email = z
  .string()
  .check(z.maxLength(254), z.regex(new RegExp(`^${ATOM}{1,64}@${ATOM}+\\.${ATOM}+(?<!\\.)$`, 'u')))
  .register(z.globalRegistry, {
    description: 'An e-mail address.',
    format: 'idn-email',
    examples: ['ada@example.com'],
  });

export const isEmail = (text: string): boolean => Email.safeParse(text).success;

/** What two spellings of one address share: NFC, lower case. */
export const emailKey = (email: string): string => email.normalize('NFC').toLowerCase().normalize('NFC');

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
