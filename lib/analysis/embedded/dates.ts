import type { Word } from './words.ts';

/** A day, a month, a year, or a span of years, as far as the text says. */
export interface DateMention {
  year?: number;
  month?: number;
  day?: number;
  /** of a decade or a century: the last year of it */
  until?: number;
  /** what the date is of, where the text says it by its form: `(8 April 1974 – 2 February 2013)` */
  of?: 'birth' | 'death';
  /** one end of `from … to …` */
  end?: 'first' | 'last';
  /** on which side of it: `before 1990`, `since June`; `until after 2019` is after */
  side?: 'before' | 'after';
  /** indices of words, `to` excluded; what tells its side belongs to it */
  from: number;
  to: number;
}

/** Verbs of the first and of the last day of a span. */
export const FIRST = /^(begin|start|commence|premiere|debut|launch)$/;
/** Who lives past a date dies after it. */
export const LIFE = /^(live|survive)$/;
export const LAST = /^(end|finish|conclude|stop|finale)$/;

const MONTHS = 'january february march april may june july august september october november december'.split(
  ' ',
);
const TENS: Record<string, number> = {
  twenties: 1920,
  thirties: 1930,
  forties: 1940,
  fifties: 1950,
  sixties: 1960,
  seventies: 1970,
  eighties: 1980,
  nineties: 1990,
};

const monthOf = ({ plain, text }: Word) =>
  /^[A-Z]/.test(text)
    ? 1 +
      MONTHS.findIndex(
        (month) =>
          month === plain ||
          (plain.length >= 3 && plain.length <= 4 && month.startsWith(plain.replace('.', ''))),
      )
    : 0;
const dayOf = ({ plain }: Word) => Number(/^([12]?\d|3[01])(st|nd|rd|th)?$/.exec(plain)?.[1] ?? 0);
const yearOf = ({ plain }: Word) => Number(/^(1\d{3}|20\d{2})$/.exec(plain)?.[1] ?? 0);

const CENTURIES =
  'first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth twenty-first'.split(
    ' ',
  );
const ordinalOf = ({ plain }: Word) =>
  Number(/^(\d{1,2})(?:st|nd|rd|th)$/.exec(plain)?.[1] ?? 1 + CENTURIES.indexOf(plain));

const SIDES: [NonNullable<DateMention['side']>, RegExp][] = [
  [
    'before',
    /(?:^| )(?:before|prior to|earlier than|no later than|by|by the end of)(?: the (?:year|end of))?$/,
  ],
  ['after', /(?:^| )(?:after|since|later than|past|beyond)(?: the (?:year|end of))?$/],
];

/** Where the words begin that tell on which side of a date something is, and which side. */
function sideOf(words: readonly Word[], from: number): Pick<DateMention, 'side' | 'from'> {
  const before = words
    .slice(Math.max(0, from - 4), from)
    .map(({ plain }) => plain)
    .join(' ');
  for (const [side, pattern] of SIDES) {
    const found = pattern.exec(before)?.[0].trim();
    if (found !== undefined) return { side, from: from - found.split(' ').length };
  }
  return { from };
}

function dateAt(words: readonly Word[], from: number): DateMention | undefined {
  const at = (i: number) => words[i];
  let i = from;
  const comma = () => {
    if (/^(,|of)$/.test(at(i)?.plain ?? '')) i++;
  };
  const first = at(i);
  if (!first) return undefined;
  const iso = /^(1\d{3}|20\d{2})-(\d{2})-(\d{2})$/.exec(first.plain);
  if (iso) return { year: Number(iso[1]), month: Number(iso[2]), day: Number(iso[3]), from, to: from + 1 };
  const decade = /^(1\d{2}0|20\d0)'?s$/.exec(first.plain);
  // "1970's" is one word, two or three.
  const [one, two] = [at(from + 1)?.plain ?? '', at(from + 2)?.plain ?? ''];
  const rest = /^'?s\.?$/.test(one) ? 1 : one === "'" && /^s\.?$/.test(two) ? 2 : 0;
  const isSplit = rest > 0 && yearOf(first) > 0 && yearOf(first) % 10 === 0;
  if (decade || isSplit) {
    const year = Number(decade?.[1] ?? yearOf(first));
    return { year, until: year + (year % 100 === 0 ? 99 : 9), from, to: from + (decade ? 1 : 1 + rest) };
  }
  const tens = TENS[first.plain];
  // "In his eighties" is an age.
  const isAge = /^(his|her|their|your|our|my)$/.test(at(from - 1)?.plain ?? '');
  if (tens !== undefined && !isAge) return { year: tens, until: tens + 9, from, to: from + 1 };
  const century = ordinalOf(first);
  const dash = at(from + 1)?.text === '-' ? 1 : 0;
  if (century > 0 && /^(century|centuries)$/.test(at(from + 1 + dash)?.plain ?? '')) {
    // Whether it begins with 1900 or with 1901 is not for us to say.
    return { year: (century - 1) * 100, until: century * 100, from, to: from + 2 + dash };
  }
  let day = dayOf(first);
  let month = monthOf(first);
  if (month) {
    i++;
    const next = at(i);
    day = next ? dayOf(next) : 0;
    if (day) i++;
  } else if (day) {
    i++;
    if (at(i)?.plain === 'of') i++;
    const next = at(i);
    month = next ? monthOf(next) : 0;
    if (!month) return undefined;
    i++;
  } else {
    const year = yearOf(first);
    return year ? { year, from, to: from + 1 } : undefined;
  }
  const end = i;
  comma();
  const last = at(i);
  const year = last ? yearOf(last) : 0;
  return { month, ...(day && { day }), ...(year && { year }), from, to: year ? i + 1 : end };
}

/** The dates of a sentence. Lives in brackets after a name are told as birth and death. */
export function datesOf(words: readonly Word[]): DateMention[] {
  const dates: DateMention[] = [];
  for (let i = 0; i < words.length; i++) {
    const date = dateAt(words, i);
    if (!date) continue;
    // "By 1990 he had", "after June 1990", but "on 4 May 1990, after".
    dates.push({ ...date, ...sideOf(words, date.from) });
    i = date.to - 1;
  }
  dates.forEach((date, i) => {
    const next = dates[i + 1];
    const between = next
      ? words
          .slice(date.to, next.from)
          .map(({ text }) => text)
          .join('')
          .replace(/^,|,$/g, '')
      : '';
    const before = words.slice(Math.max(0, date.from - 14), date.from).map(({ plain }) => plain);
    const bracket = before.lastIndexOf('(');
    const inside = bracket >= 0 && !before.includes(')', bracket);
    if (next && words[date.from - 1]?.plain === 'from' && /^(to|until|till|through|[-–—])$/.test(between)) {
      date.end = 'first';
      next.end = 'last';
    }
    if (next && inside && /^[-–—−]{1,2}$/.test(between)) {
      date.of = 'birth';
      next.of = 'death';
    } else if (date.of === undefined && before.slice(-8).includes('born')) date.of = 'birth';
    else if (date.of === undefined && before.slice(-5).some((word) => /^(died|death|killed)$/.test(word)))
      date.of = 'death';
  });
  return dates;
}

/** Years from the first to the last that a date may mean. */
function yearsOf({ year = NaN, until = year, side }: DateMention): [number, number] {
  if (side === 'before') return [-Infinity, year];
  return side === 'after' ? [until, Infinity] : [year, until];
}

/** A date on a side of another: it agrees where all of it lies there. */
function sidesAgree(a: DateMention, b: DateMention): boolean | undefined {
  if (a.year === undefined || b.year === undefined) return undefined;
  const [[from, to], [first, last]] = [yearsOf(a), yearsOf(b)];
  if (last < from || to < first) return false;
  // In the very year it may be on either side.
  const isEdge = first === last && (first === to || first === from);
  if (a.side && !b.side && isEdge) return undefined;
  return first >= from && last <= to ? true : undefined;
}

/** False: they cannot be of the same time. Undefined: they say too little to tell. */
export function datesAgree(a: DateMention, b: DateMention): boolean | undefined {
  if (a.side ?? b.side) return sidesAgree(a, b);
  let compared = false;
  if (a.year !== undefined && b.year !== undefined) {
    compared = true;
    if (a.year > (b.until ?? b.year) || b.year > (a.until ?? a.year)) return false;
  }
  if (a.month !== undefined && b.month !== undefined) {
    compared = true;
    if (a.month !== b.month) return false;
  }
  if (a.day !== undefined && b.day !== undefined) {
    compared = true;
    if (a.day !== b.day) return false;
  }
  return compared ? true : undefined;
}
