import { randomBytes } from 'node:crypto';
import type { Page } from './values.ts';

const DIGITS = 12;
const RANDOM_DIGITS = 20;

/** A running number, or a time in ms, so written that text sorts as numbers do. */
export const sortable = (number: number): string => number.toString(16).padStart(DIGITS, '0');

const idAt = (prefix: string, sequence: number, rest: string) => `${prefix}_${sortable(sequence)}${rest}`;

/** The time that a text begins with, as {@link sortable} wrote it. */
export const timeIn = (text: string): number => parseInt(text.slice(0, DIGITS), 16);

/** An id that begins with its user's running number: it serves a page of a list and the single view with one key. */
export const sequencedId = (prefix: string, sequence: number): string =>
  idAt(prefix, sequence, randomBytes(RANDOM_DIGITS / 2).toString('hex'));

/** The first and the last id that can stand at these running numbers (both included). */
export const idsBetween = (prefix: string, first: number, last: number): [from: string, to: string] => [
  idAt(prefix, first, '0'.repeat(RANDOM_DIGITS)),
  idAt(prefix, last, 'f'.repeat(RANDOM_DIGITS)),
];

/**
 * The running numbers on a page, newest first. A page is a range of keys, so page 10,000 costs what the first one
 * costs.
 * @param newest the highest running number, which is also how many there are
 * @returns undefined for a page behind the end
 */
export function numbersOn(
  { limit, offset }: Page,
  newest: number,
): [first: number, last: number] | undefined {
  const last = newest - offset;
  const first = Math.max(last - limit + 1, 1);
  return last < first ? undefined : [first, last];
}
