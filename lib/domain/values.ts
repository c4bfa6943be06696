import * as z from 'zod/mini';

/** An HTTP date (RFC 9110 §5.6.7), the API's only form of a time. @param ms since the epoch */
export const httpDate = (ms: number): string => new Date(ms).toUTCString();
export const HttpDate = z.string();

/** Credits and fiat are integers inside (hundredths, cents) and decimal numbers outside. */
export const decimal = (hundredths: number): number => hundredths / 100;

/** What a broken encoding leaves behind: then we do not know what was typed, and two texts could become one. */
export const isIntact = (text: string): boolean => text.isWellFormed() && !text.includes('\uFFFD');

const CONTROL_CHARACTERS = /[\p{Cc}\p{Zl}\p{Zp}]/u;

/** A person's name as typed: not blank, one line. */
export const Name = z.string().check(
  z.minLength(1),
  z.maxLength(100),
  z.refine((name) => name.trim() !== '' && isIntact(name) && !CONTROL_CHARACTERS.test(name)),
);

const ATOM = String.raw`[^\s@"(),:;<>[\]\\\p{Cc}\p{Cs}\uFFFD]`;

/** An address as typed. RFC 5321 caps it at 254 octets; the quoted local part is not taken. */
export const Email = z
  .string()
  .check(z.maxLength(254), z.regex(new RegExp(`^${ATOM}{1,64}@${ATOM}+\\.${ATOM}+(?<!\\.)$`, 'u')));

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
    z.string().check(z.regex(/^\d{1,9}$/)),
    z.pipe(
      z.transform((digits: string) => Number(digits)),
      z.int().check(z.gte(0), z.lte(max)),
    ),
  );
export const PageQuery = z.strictObject({ limit: wholeNumber(100), offset: wholeNumber(999_999_999) });
