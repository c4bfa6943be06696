/** How spreadsheets display numbers: ECMA-376 part 1, §18.8.30 and §18.8.31. */

/** The codes that a file need not spell out. */
const BUILT_IN: Record<number, string> = {
  1: '0',
  2: '0.00',
  3: '#,##0',
  4: '#,##0.00',
  9: '0%',
  10: '0.00%',
  11: '0.00E+00',
  37: '#,##0;-#,##0',
  38: '#,##0;-#,##0',
  39: '#,##0.00;-#,##0.00',
  40: '#,##0.00;-#,##0.00',
  45: 'mm:ss',
  46: '[h]:mm:ss',
  47: 'mm:ss',
  48: '0.0E+0',
};
for (const id of [14, 15, 16, 17, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58])
  BUILT_IN[id] = 'yyyy-mm-dd';
for (const id of [18, 20, 32, 34, 55]) BUILT_IN[id] = 'h:mm';
for (const id of [19, 21, 33, 35, 56]) BUILT_IN[id] = 'h:mm:ss';
BUILT_IN[22] = 'yyyy-mm-dd h:mm';

export const builtInFormat = (id: number): string => BUILT_IN[id] ?? 'General';

const QUOTED = /"[^"]*"?|\\.|_.|\*./g;
const ELAPSED = /\[(?:h+|m+|s+)\]/i;
const DAY_MS = 86_400_000;
/** 9999-12-31, the last day of a spreadsheet. */
const LAST_DAY = 2_958_465;
/** Days from the first day of the calendar of old Macintosh files to that of the others. */
const DAYS_TO_1904 = 1_462;

/**
 * A number as its format displays it, with two differences, so that it cannot be misread: dates come as 2024-03-31
 * and times as 14:05 in every language, and a negative number in red or in brackets comes with a minus.
 * @returns '' for what the format hides
 */
export function displayedNumber(value: number, code: string, is1904 = false): string {
  const sections = sectionsOf(code);
  const [first = 'General', negative, zero] = sections;
  const section =
    value < 0 && negative !== undefined ? negative : value === 0 && zero !== undefined ? zero : first;
  if (isDateFormat(first)) return displayedDate(value, first, is1904);
  if (/^\s*$/.test(section) && sections.length > 1) return '';
  const plain = section.replace(/\[[^\]]*\]/g, '');
  const [before = '', after] = plain.split(/General|@/i);
  if (after !== undefined) return `${literalOf(before)}${generalNumber(value)}${literalOf(after)}`.trim();
  if (plain.trim() === '' || /[#0?]\s*\/\s*[#0?\d]/.test(plain)) return generalNumber(value);
  const isNegativeSection = value < 0 && negative !== undefined;
  const text = patternNumber(value, section);
  if (!isNegativeSection) return text;
  const bare = text.replace(/^([^\d]*)\(([^()]*)\)/, '$1$2').trim();
  return /[-−]/.test(bare) || !/\d/.test(bare) ? bare : `-${bare}`;
}

/** Whether a text is displayed: the fourth section of a format is for texts, and may be empty. */
export function isTextShown(code: string): boolean {
  const text = sectionsOf(code)[3];
  return text === undefined || text.trim() !== '';
}

/** A number without a format: at most the 15 digits that a spreadsheet keeps. */
export const generalNumber = (value: number): string => String(Number(value.toPrecision(15)));

const literalOf = (text: string) =>
  text.replace(QUOTED, (each) =>
    each.startsWith('"') ? each.replaceAll('"', '') : each.startsWith('\\') ? each.slice(1) : '',
  );

function sectionsOf(code: string): string[] {
  const sections = [''];
  for (const [token] of code.matchAll(/"[^"]*"?|\\.|\[[^\]]*\]|[\s\S]/g))
    if (token === ';') sections.push('');
    else sections.push(`${sections.pop() ?? ''}${token}`);
  return sections;
}

function isDateFormat(section: string): boolean {
  if (ELAPSED.test(section)) return true;
  const plain = section.replace(QUOTED, '').replace(/\[[^\]]*\]/g, '');
  return !/General/i.test(plain) && /[ymdhs]/i.test(plain) && !/[#?]/.test(plain);
}

function displayedDate(value: number, section: string, is1904: boolean): string {
  const parts = section.replace(QUOTED, '');
  const hasTime = /[hs]/i.test(parts);
  const hasDay = /d/i.test(parts);
  const hasYear = /y/i.test(parts);
  const hasSeconds = /s/i.test(parts);
  const isDate = hasDay || hasYear || !hasTime;
  if (value < 0 || value > LAST_DAY) return generalNumber(value);
  const seconds = Math.round(value * 86_400);
  if (!isDate) {
    const hours = Math.floor(seconds / 3_600);
    return clockTime(ELAPSED.test(section) ? hours : hours % 24, seconds, hasSeconds);
  }
  // Day 60 is a 29 February 1900 that never was.
  const days = is1904 ? value + DAYS_TO_1904 : value < 60 ? value + 1 : value;
  const date = new Date(Date.UTC(1899, 11, 30) + Math.round(days * 86_400) * (DAY_MS / 86_400)).toISOString();
  const day = hasYear && !hasDay ? date.slice(0, /m/i.test(parts) ? 7 : 4) : date.slice(0, 10);
  return hasTime ? `${day} ${date.slice(11, hasSeconds ? 19 : 16)}` : day;
}

const two = (number: number) => String(number).padStart(2, '0');
const clockTime = (hours: number, seconds: number, hasSeconds: boolean) =>
  `${two(hours)}:${two(Math.floor(seconds / 60) % 60)}${hasSeconds ? `:${two(seconds % 60)}` : ''}`;

interface Pattern {
  before: string;
  after: string;
  /** the places for digits, with their comma and point */
  digits: string;
  exponent: string;
  percents: number;
}

function patternNumber(value: number, section: string): string {
  const { before, after, digits, exponent, percents } = patternOf(section);
  if (digits === '') return before.replace(/\s+/g, ' ').trim();
  const [whole = '', fraction = ''] = digits.split('.');
  // Each comma behind the last place is a thousand.
  const scale = /,*$/.exec(digits)?.[0].length ?? 0;
  const magnitude = (Math.abs(value) * 100 ** percents) / 1_000 ** scale;
  const places = { min: (fraction.match(/0/g) ?? []).length, max: fraction.replace(/,/g, '').length };
  let text: string;
  if (exponent === '') {
    text = rounded(magnitude, places.max);
    text = optionalPlaces(text, places.min);
    const [integer = '', rest] = text.split('.');
    const padded = (integer === '0' ? '' : integer).padStart((whole.match(/0/g) ?? []).length, '0');
    const grouped = /[#0?],+[#0?]/.test(whole) ? padded.replace(/\B(?=(?:\d{3})+$)/g, ',') : padded;
    text = rest === undefined ? grouped : `${grouped}.${rest}`;
  } else text = magnitude.toExponential(Math.min(places.max, 20)).replace('e', 'E');
  // Where a format has a section for negative numbers, its own sign is in it.
  const sign = value < 0 && /[1-9]/.test(text) && !/[-−(]/.test(before) ? '-' : '';
  return `${sign}${before}${text}${after}`
    .replace(/\s+/g, ' ')
    .replace(/^\s*-\s+/, '-')
    .trim();
}

function patternOf(section: string): Pattern {
  const pattern: Pattern = { before: '', after: '', digits: '', exponent: '', percents: 0 };
  const literal = (text: string) => {
    if (pattern.digits === '') pattern.before += text;
    else pattern.after += text;
  };
  for (const [token] of section.matchAll(/"[^"]*"?|\\.|_.|\*.|\[[^\]]*\]|E[+-]0+|[\s\S]/gi)) {
    const isPlace = /^[#0?.,]$/.test(token);
    if (isPlace && (pattern.digits !== '' || token !== ',')) {
      pattern.digits += token;
      pattern.after = '';
    } else if (/^E[+-]/i.test(token)) pattern.exponent = token;
    else if (token.startsWith('"')) literal(token.replaceAll('"', ''));
    else if (token.startsWith('\\')) literal(token.slice(1));
    else if (token.startsWith('[')) literal(/^\[\$([^\]-]*)/.exec(token)?.[1] ?? '');
    // A gap as wide as a letter, or one that fills the cell.
    else if (/^[_*]./.test(token)) continue;
    else {
      if (token === '%') pattern.percents++;
      literal(token);
    }
  }
  return pattern;
}

/** Half a unit is rounded up, as by hand: 1.005 is 1.01, though in binary it is a little less. */
function rounded(value: number, places: number): string {
  const decimals = Math.min(places, 20);
  const exact = Number(value.toPrecision(15));
  const shifted = String(exact).includes('e') ? NaN : Math.round(Number(`${exact}e${decimals}`));
  const result = Number.isSafeInteger(shifted) ? Number(`${shifted}e-${decimals}`) : exact;
  return result < 1e21 ? result.toFixed(decimals) : String(result);
}

/** Zeros at the end beyond the places that are always displayed are left out. */
function optionalPlaces(text: string, min: number): string {
  const [integer = '', fraction = ''] = text.split('.');
  let end = fraction.length;
  while (end > min && fraction[end - 1] === '0') end--;
  return end === 0 ? integer : `${integer}.${fraction.slice(0, end)}`;
}
