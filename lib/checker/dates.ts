import type { Mention } from './mentions.ts';

/** Dates in a text, read from its characters: `14 June 1998`, `14.06.1998`, `the nineties`, `in April`. */

/** As much of a date as the text says. With a year it is also a span of days. */
export interface DateSpan {
  /** first and last day, as yyyymmdd; ±Infinity where it is open */
  from: number;
  to: number;
  /** of a date without a year */
  month?: number;
  day?: number;
  hasYear: boolean;
  /** `between March and May`, `from 1990 to 1995`: all of it is meant, not some day in it */
  isPeriod: boolean;
  /** `before 1990`, `since 1990` */
  side?: 'before' | 'after';
  /** `since 1990`: what began then and goes on */
  isSince?: boolean;
  /** `until 2010`: what ended then */
  isUntil?: boolean;
  /** Which side of a life in brackets it is: `(8 April 1974 – 2 February 2013)`. */
  of?: 'birth' | 'death';
}

const MONTHS = 'january february march april may june july august september october november december'.split(
  ' ',
);
const MONTH = `(?:${MONTHS.map((name) => (name.length > 4 ? `${name}|${name.slice(0, 3)}\\.?` : name)).join('|')}|sept\\.?)`;
const DAY = String.raw`(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?`;
const YEAR = String.raw`(?:1\d{3}|20\d{2})`;
const DECADES = 'twenties thirties forties fifties sixties seventies eighties nineties'.split(' ');
const CENTURIES =
  'first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth twenty-first'.split(
    ' ',
  );
const SEASONS: Record<string, [number, number]> = {
  early: [1, 4],
  spring: [3, 6],
  summer: [6, 9],
  mid: [5, 8],
  autumn: [9, 12],
  fall: [9, 12],
  late: [9, 12],
  winter: [1, 12],
};

const DECADE_PARTS: Record<string, [number, number]> = { early: [0, 3], mid: [3, 6], late: [6, 9] };

const span = (year: number, month = 1, day = 1, lastMonth = 12, lastDay = 31): DateSpan => ({
  from: year * 10_000 + month * 100 + day,
  to: year * 10_000 + lastMonth * 100 + lastDay,
  hasYear: true,
  isPeriod: false,
});
const dayOf = (text = '') => Number.parseInt(text, 10);
const monthOf = (text = '') =>
  1 + MONTHS.findIndex((name) => name.startsWith(text.toLowerCase().slice(0, 3)));
const without = (month: number, day?: number): DateSpan => ({
  from: 0,
  to: 0,
  month,
  ...(day !== undefined && { day }),
  hasYear: false,
  isPeriod: false,
});
function dated(year: string | undefined, month: number, day?: number): DateSpan | undefined {
  if (month < 1 || month > 12 || (day !== undefined && (day < 1 || day > 31))) return undefined;
  if (year === undefined) return without(month, day);
  const full = year.length === 2 ? Number(year) + (Number(year) > 40 ? 1900 : 2000) : Number(year);
  return span(full, month, day ?? 1, month, day ?? 31);
}

/** Forms of a date, the longest first. Two orders of day and month are told apart by what can be a month. */
const FORMS: readonly [RegExp, (groups: string[]) => DateSpan | undefined][] = [
  [
    /(?<![\d.-])(\d{4})-(\d{2})-(\d{2})(?![\d-])/y,
    ([, year, month, day]) => dated(year, Number(month), Number(day)),
  ],
  [
    /(?<![\d.,])(\d{1,2})\.(\d{1,2})\.(\d{4}|\d{2})(?!\d)/y,
    ([, day, month, year]) => dated(year, Number(month), Number(day)),
  ],
  [
    /(?<![\d/])(\d{1,2})\/(\d{1,2})\/(\d{4}|\d{2})(?![\d/])/y,
    ([, a, b, year]) =>
      Number(a) > 12
        ? dated(year, Number(b), Number(a))
        : Number(b) > 12 || a === b
          ? dated(year, Number(a), Number(b))
          : undefined,
  ],
  [
    new RegExp(String.raw`\b(${DAY})(?: of|-| day of)? ?(${MONTH})(?:,? (${YEAR}))?(?![\p{L}\d])`, 'iuy'),
    ([, day, month, year]) => dated(year, monthOf(month), dayOf(day)),
  ],
  [
    new RegExp(String.raw`\b(${MONTH}) (${DAY})(?!\d|,\d)(?:,? ?(${YEAR})\b)?`, 'iuy'),
    ([, month, day, year]) => dated(year, monthOf(month), dayOf(day)),
  ],
  [
    new RegExp(String.raw`\b(${MONTH})(?: of|,)? (${YEAR})\b`, 'iuy'),
    ([, month, year]) => dated(year, monthOf(month)),
  ],
  [
    new RegExp(
      String.raw`\b(early|spring|summer|mid|autumn|fall|late|winter)[ -](?:of |in )?(${YEAR})(?!s|\d)`,
      'iuy',
    ),
    ([, part = '', year]) => {
      const [first, last] = SEASONS[part.toLowerCase()] ?? [1, 12];
      return span(Number(year), first, 1, last, 31);
    },
  ],
  [
    new RegExp(String.raw`\b(?:q([1-4])|(first|second|third|fourth) quarter(?: of)?) (${YEAR})\b`, 'iuy'),
    ([, number, word = '', year]) => {
      const quarter = number ? Number(number) : 1 + CENTURIES.indexOf(word.toLowerCase());
      return span(Number(year), quarter * 3 - 2, 1, quarter * 3, 31);
    },
  ],
  [
    /\b(early|mid|late)[ -](?:the )?((?:1\d|20)\d0)['’]?s\b/iy,
    ([, part = '', year]) => {
      const [first, last] = DECADE_PARTS[part.toLowerCase()] ?? [0, 9];
      return { ...span(Number(year) + first), to: (Number(year) + last) * 10_000 + 1231 };
    },
  ],
  [
    /\b(?:the )?((?:1\d|20)\d0)['’]?s\b/iy,
    ([, year]) => ({
      ...span(Number(year)),
      to: (Number(year) + (Number(year) % 100 === 0 ? 99 : 9)) * 10_000 + 1231,
    }),
  ],
  [
    new RegExp(String.raw`\b(?:the )?(?:19)?(${DECADES.join('|')})\b`, 'iy'),
    ([, word = '']) => {
      const year = 1920 + 10 * DECADES.indexOf(word.toLowerCase());
      return { ...span(year), to: (year + 9) * 10_000 + 1231 };
    },
  ],
  [
    new RegExp(String.raw`\b(\d{1,2}(?:st|nd|rd|th)|${CENTURIES.join('|')})[ -]centur(?:y|ies)\b`, 'iy'),
    ([, word = '']) => {
      const number = Number.parseInt(word, 10) || 1 + CENTURIES.indexOf(word.toLowerCase());
      // Whether it begins with 1900 or with 1901 is not for us to say.
      return { ...span((number - 1) * 100), to: number * 1_000_000 + 1231 };
    },
  ],
  [
    new RegExp(
      String.raw`(?<![\d.,:/€$£-])(${YEAR})(?![\d]|[.,:]\d| (?:people|inhabitants|euros|dollars|metres|meters|km|feet|miles)\b)`,
      'y',
    ),
    ([, year]) => span(Number(year)),
  ],
  [
    new RegExp(
      String.raw`\b(${MONTHS.map((name) => name.charAt(0).toUpperCase() + name.slice(1)).join('|')})\b`,
      'y',
    ),
    ([, month]) => without(monthOf(month)),
  ],
];
/** Where a date can begin: a digit, or a word that one of the forms begins with. */
const START = new RegExp(
  String.raw`(?<![\p{L}\d])(?:\d|${MONTH}|early|spring|summer|mid|autumn|fall|late|winter|q[1-4]|(?:the )?(?:19)?(?:${DECADES.join('|')})|${CENTURIES.join('|')}|the (?=\d))`,
  'giu',
);
const BEFORE =
  /\b(?:before|prior to|earlier than|no later than|until|till|up to|by)(?: the (?:year|end of|start of))?\s*$/i;
const AFTER = /\b(?:after|since|later than|as of|from|past|following)(?: the (?:year|end of))?\s*$/i;
const MAYS = /^may$/i;

/** The dates of a text, in order. A life in brackets after a name is told as birth and death. */
export function datesOf(text: string): Mention<DateSpan>[] {
  const found: Mention<DateSpan>[] = [];
  START.lastIndex = 0;
  for (let match = START.exec(text); match; match = START.exec(text)) {
    const start = match.index;
    for (const [form, read] of FORMS) {
      form.lastIndex = start;
      const groups = form.exec(text);
      // "may" is a verb, unless it is written as a month.
      if (!groups || (MAYS.test(groups[1] ?? '') && groups[1] !== 'May')) continue;
      if (
        /^(?:march|may|august)$/i.test(groups[0]) &&
        !/\b(?:in|since|until|by|of|and|from|to|early|late|last|between|during)\s*$/i.test(
          text.slice(0, start),
        )
      )
        continue;
      const meaning = read(groups);
      if (!meaning) continue;
      found.push({ start, end: start + groups[0].length, meaning });
      START.lastIndex = start + groups[0].length;
      break;
    }
  }
  const merged: Mention<DateSpan>[] = [];
  for (const date of found) {
    const last = merged.at(-1);
    if (last && isPeriod(text, last, date)) joinPeriod(last, date);
    else merged.push(date);
  }
  for (const date of merged) markSide(text, date);
  markLives(text, merged);
  return merged;
}

function isPeriod(text: string, first: Mention<DateSpan>, last: Mention<DateSpan>): boolean {
  const between = text.slice(first.end, last.start);
  const before = text.slice(Math.max(0, first.start - 12), first.start);
  if (/^ and $/.test(between)) return /\bbetween\s*$/i.test(before);
  if (/^ (?:to|until|till|through) (?:the )?$/.test(between))
    return /\bfrom(?: the)?\s*$/i.test(before) || first.meaning.hasYear;
  return (
    /^\s?[-–—]\s?$/.test(between) && !/\([^()]*$/.test(text.slice(0, first.start)) && last.meaning.hasYear
  );
}

function joinPeriod(first: Mention<DateSpan>, { end, meaning }: Mention<DateSpan>): void {
  const year = Math.floor(meaning.from / 10_000);
  const { month, day } = first.meaning;
  const begin = first.meaning.hasYear
    ? first.meaning
    : meaning.hasYear && month
      ? dated(String(year), month, day)
      : undefined;
  first.end = end;
  if (begin && meaning.hasYear) {
    first.meaning = { from: begin.from, to: meaning.to, hasYear: true, isPeriod: true };
  } else first.meaning = { ...first.meaning, isPeriod: true };
}

function markSide(text: string, date: Mention<DateSpan>): void {
  const before = text.slice(Math.max(0, date.start - 28), date.start);
  const found = BEFORE.exec(before) ?? AFTER.exec(before);
  if (!found || date.meaning.isPeriod || !date.meaning.hasYear) return;
  // "Rose from 2022 to 2023" is a comparison.
  if (/^from/i.test(found[0])) return;
  const { meaning } = date;
  if (BEFORE.test(before))
    Object.assign(meaning, {
      side: 'before',
      isUntil: /^(?:until|till|up to)/i.test(found[0]),
      from: -Infinity,
      to: /^before|prior|earlier/i.test(found[0]) ? meaning.from - 1 : meaning.to,
    });
  else
    Object.assign(meaning, {
      side: 'after',
      isSince: /^(?:since|as of)/i.test(found[0]),
      from: /^(?:since|as of)/i.test(found[0]) ? meaning.from : meaning.to + 1,
      to: Infinity,
    });
  date.start -= before.length - found.index;
}

function markLives(text: string, dates: readonly Mention<DateSpan>[]): void {
  dates.forEach(({ start, end, meaning }, i) => {
    const open = text.lastIndexOf('(', start);
    const inside = open >= 0 && !text.slice(open, start).includes(')') && start - open < 120;
    const next = dates[i + 1];
    if (inside && next && /^\s?[-–—−]{1,2}\s?(?:circa |c\. ?)?$/.test(text.slice(end, next.start))) {
      meaning.of = 'birth';
      next.meaning.of = 'death';
    } else if (inside && meaning.of === undefined && /\b(?:born|b\.)[^()]*$/i.test(text.slice(open, start)))
      meaning.of = 'birth';
  });
}

/**
 * Whether a claim's date follows from a passage's.
 * @returns true: it follows; false: it cannot be; undefined: neither
 */
export function datesAgree(claim: DateSpan, passage: DateSpan): boolean | undefined {
  if (claim.hasYear && passage.hasYear) {
    if (passage.from > claim.to || passage.to < claim.from) return false;
    // Two periods are the same or not: "from 2012 to 2019" is not from 2012 to 2021.
    if (claim.isPeriod && passage.isPeriod) return claim.from === passage.from && claim.to === passage.to;
    if (claim.isPeriod) return undefined;
    // "Since 2017" is when it began, as it is written.
    if (claim.side && passage.side)
      return claim.side === passage.side && claim.from === passage.from && claim.to === passage.to
        ? true
        : claim.isSince && passage.isSince
          ? false
          : undefined;
    if (claim.isSince || passage.isSince) return undefined;
    if (passage.from >= claim.from && passage.to <= claim.to) return true;
    // What lasted from March to May was so in April.
    if (passage.isPeriod && claim.from >= passage.from && claim.to <= passage.to) return true;
    return undefined;
  }
  const [a, b] = [partOf(claim), partOf(passage)];
  if (!a || !b) return undefined;
  if (a.month !== b.month) return false;
  if (a.day !== undefined && b.day !== undefined && a.day !== b.day) return false;
  return (a.day === undefined || b.day !== undefined) && !claim.hasYear ? true : undefined;
}

/** Month and day of a date that lies within one month. */
function partOf({ hasYear, month, day, from, to }: DateSpan): { month: number; day?: number } | undefined {
  if (!hasYear) return month === undefined ? undefined : { month, ...(day !== undefined && { day }) };
  if (!Number.isFinite(from) || Math.floor(from / 100) !== Math.floor(to / 100)) return undefined;
  return { month: Math.floor(from / 100) % 100, ...(from === to && { day: from % 100 }) };
}
