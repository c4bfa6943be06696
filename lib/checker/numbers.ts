import type { Mention } from './mentions.ts';

/** Numbers in a text, with their sign, unit and bounds, read from its characters. */

export interface Unit {
  /** Units of one kind convert into each other. Currencies are kinds of their own: their rates change. */
  kind: string;
  /** Value in the base unit of its kind: metre, kilogram, second, kelvin. */
  toBase: (value: number) => number;
}

/** A number as an interval: `412` is [412, 412], `more than 400` is [400, ∞), `400 to 500` is [400, 500]. */
export interface Quantity {
  low: number;
  high: number;
  /** how exact the writer is: `about 400` and `nearly 400` are not exactly 400 */
  precision: 'exact' | 'about' | 'nearly' | 'over';
  /** second, 3rd */
  isOrdinal: boolean;
  /** `12 to 38` */
  isRange?: boolean;
  unit?: Unit;
  /** `a third of`: rounded by nature */
  isShare?: boolean;
  /** Only relates to another: `90 kg more than`, `two of the four`. */
  isRelative?: boolean;
  /** Set when the figure can be read in two ways (`1.200`): neither agreement nor conflict can be told. */
  isAmbiguous: boolean;
}

const scaled = (kind: string, factor: number, ...names: string[]): [string, Unit][] =>
  names.map((name) => [name, { kind, toBase: (value) => value * factor }]);

/** Factors: NIST SP 811, appendix B. */
const UNITS = new Map<string, Unit>([
  ...scaled('length', 1, 'm', 'metre', 'meter'),
  ...scaled('length', 1_000, 'km', 'kilometre', 'kilometer'),
  ...scaled('length', 0.01, 'cm', 'centimetre', 'centimeter'),
  ...scaled('length', 0.001, 'mm', 'millimetre', 'millimeter'),
  ...scaled('length', 1_609.344, 'mile', 'mi'),
  ...scaled('length', 0.3048, 'ft', 'foot', 'feet'),
  ...scaled('length', 0.9144, 'yd', 'yard'),
  ...scaled('length', 0.0254, 'inch', 'inche'),
  ...scaled('mass', 1, 'kg', 'kilogram', 'kilo'),
  ...scaled('mass', 0.001, 'g', 'gram', 'gramme'),
  ...scaled('mass', 1e-6, 'mg', 'milligram'),
  ...scaled('mass', 1_000, 't', 'tonne'),
  ...scaled('mass', 0.45359237, 'lb', 'pound'),
  ...scaled('mass', 0.028349523125, 'oz', 'ounce'),
  ...scaled('time', 1, 's', 'sec', 'second'),
  ...scaled('time', 60, 'min', 'minute'),
  ...scaled('time', 3_600, 'h', 'hr', 'hour'),
  ...scaled('time', 86_400, 'day'),
  ...scaled('time', 604_800, 'week'),
  ...scaled('months', 1, 'month'),
  ...scaled('months', 12, 'year', 'yr'),
  ...scaled('months', 120, 'decade'),
  ...scaled('months', 1_200, 'century', 'centurie'),
  ...scaled('area', 1, 'm2', 'm²', 'square metre', 'square meter'),
  ...scaled('area', 1e6, 'km2', 'km²', 'square kilometre', 'square kilometer'),
  ...scaled('area', 1e4, 'ha', 'hectare'),
  ...scaled('area', 4_046.8564224, 'acre'),
  ...scaled('area', 2_589_988.110336, 'square mile'),
  ...scaled('volume', 1, 'l', 'litre', 'liter'),
  ...scaled('volume', 0.001, 'ml', 'millilitre', 'milliliter'),
  ...scaled('volume', 1_000, 'm3', 'm³', 'cubic metre', 'cubic meter'),
  ...scaled('speed', 1 / 3.6, 'km/h', 'kph', 'kmh', 'kilometres per hour', 'kilometers per hour'),
  ...scaled('speed', 0.44704, 'mph', 'miles per hour'),
  ...scaled('power', 1, 'w', 'watt'),
  ...scaled('power', 1e3, 'kw', 'kilowatt'),
  ...scaled('power', 1e6, 'mw', 'megawatt'),
  ...scaled('percent', 1, '%', 'percent', 'per cent', 'pct'),
  ...scaled('points', 1, 'percentage point', 'percent point', 'pp', 'point'),
  ...scaled('euro', 1, '€', 'eur', 'euro'),
  ...scaled('dollar', 1, '$', 'us$', 'usd', 'dollar', 'us dollar'),
  ...scaled('sterling', 1, '£', 'gbp', 'pound sterling', 'pounds sterling'),
  ...scaled('yen', 1, '¥', 'jpy', 'yen'),
  ...scaled('franc', 1, 'chf', 'swiss franc', 'franc'),
  ['°c', { kind: 'temperature', toBase: (value) => value + 273.15 }],
  ['°f', { kind: 'temperature', toBase: (value) => ((value - 32) * 5) / 9 + 273.15 }],
  ['k', { kind: 'temperature', toBase: (value) => value }],
]);
const PERCENT: Unit = { kind: 'percent', toBase: (value) => value };
const LONG_NAMES: Record<string, string> = {
  celsius: '°c',
  centigrade: '°c',
  fahrenheit: '°f',
  kelvin: 'k',
};
const MONEY = new Set(['euro', 'dollar', 'sterling', 'yen', 'franc']);

const ONES =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  );
const TENS = 'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');
const ORDINALS =
  'first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth'.split(
    ' ',
  );
const SCALES: Record<string, number> = {
  hundred: 100,
  thousand: 1e3,
  million: 1e6,
  billion: 1e9,
  trillion: 1e12,
  dozen: 12,
  mn: 1e6,
  mio: 1e6,
  bn: 1e9,
  tn: 1e12,
};
/** After an amount of money only: `127 m` are metres. */
const MONEY_SCALES: Record<string, number> = { m: 1e6, k: 1e3, b: 1e9 };
const FRACTIONS: Record<string, number> = { half: 1 / 2, third: 1 / 3, quarter: 1 / 4 };

const WORD = [...ONES, ...TENS, ...Object.keys(SCALES).slice(0, 6)].join('|');
const SPELT = `(?:${WORD})(?:(?:[ -]|[ ]and[ ](?!a\\b))(?:${WORD}))*`;
const DIGITS = String.raw`\d{1,3}(?:[,.'’\u00a0\u202f ]\d{3})+(?:[.,]\d{1,2})?(?!\d)|\d+(?:[.,]\d+)?`;
const NUMBER = new RegExp(
  String.raw`(?<![\p{L}\p{N}_.,/-])(?<sign>[-−–](?=\S)|minus )?(?<currency>us\$|[$€£¥]|\b(?:eur|usd|gbp|chf|jpy) )?\s?` +
    String.raw`(?:(?<digits>${DIGITS})(?<rank>st|nd|rd|th)?(?![\d:])|(?<spelt>\b(?:(?:an?|${SPELT})(?: point (?:${ONES.slice(0, 10).join('|')}))*(?: and (?:a )?(?:half|quarter))?|half|third|quarter|${ORDINALS.join('|')})\b))`,
  'giu',
);
const SCALE = new RegExp(String.raw`^[- ]?(${Object.keys(SCALES).join('|')})\b`, 'i');
const MONEY_SCALE = /^ ?([mkb])(?![\p{L}\p{N}])/iu;
const unitPattern = (names: readonly string[]) =>
  [...names]
    .sort((a, b) => b.length - a.length)
    .map((name) => name.replace(/[$/]/g, '\\$&'))
    .join('|');
const UNIT_NAMES = [...UNITS.keys(), ...Object.keys(LONG_NAMES)];
/** Signs have no plural: "300 has" are no hectares. */
const UNIT = new RegExp(
  String.raw`^(?:\s?|-)(?:degrees? )?(?:(?<unit>${unitPattern(UNIT_NAMES.filter((name) => name.length > 2))})(?:s|es)?|(?<sign>${unitPattern(UNIT_NAMES.filter((name) => name.length <= 2))}))(?![\p{L}\p{N}])`,
  'iu',
);
const OVER =
  /\b(?:(?:more|greater|higher|longer|larger|older|heavier|taller|bigger) than|no (?:less|fewer) than|not less than|over|above|at least|a minimum of|upwards of|in excess of|exceeding|exceeds?|exceeded)(?: an?)?\s*$/i;
const UNDER =
  /\b(?:(?:less|fewer|lower|shorter|smaller|younger|lighter) than|(?:no|not) (?:more|longer|higher|larger) than|under|below|at most|a maximum of|up to|a little under|just under)(?: an?)?\s*$/i;
const NEARLY = /\b(?:nearly|almost|close to|approaching)(?: an?)?\s*$/i;
const ABOUT =
  /(?:\b(?:about|around|approximately|roughly|some|circa|ca\.?|approx\.?|an estimated)(?: an?)?|~)\s*$/i;
const STRICTLY =
  /\b(?:more|greater|higher|longer|larger|older|heavier|taller|bigger|less|fewer|lower|shorter|smaller|younger|lighter) than|\b(?:over|above|under|below|exceed\w*)(?: an?)?\s*$/i;

/** `ninety-six million`, `one point five`, `two and a half`: @returns NaN for what is not a number */
function spelt(text: string): number {
  const lower = text.toLowerCase();
  const ordinal = ORDINALS.indexOf(lower);
  if (ordinal >= 0) return ordinal + 1;
  const [whole = '', ...fraction] = lower.split(' point ');
  const half = / and (?:a )?(half|quarter)$/.exec(whole)?.[1];
  let total = 0;
  let current = 0;
  for (const word of whole.replace(/ and (?:a )?(?:half|quarter)$/, '').split(/[ -]/)) {
    const scale = SCALES[word];
    if (word === 'and') continue;
    if (word === 'a' || word === 'an') current = 1;
    else if (ONES.includes(word)) current += ONES.indexOf(word);
    else if (TENS.includes(word)) current += 20 + 10 * TENS.indexOf(word);
    else if (FRACTIONS[word] !== undefined) current = FRACTIONS[word];
    else if (scale === 100 || scale === 12) current = Math.max(1, current) * scale;
    else if (scale !== undefined) {
      total += Math.max(1, current) * scale;
      current = 0;
    } else return NaN;
  }
  const decimals = fraction.map((word) => ONES.indexOf(word)).join('');
  const added = half === undefined ? 0 : (FRACTIONS[half] ?? 0);
  return Number(`${total + current}${decimals && `.${decimals}`}`) + added;
}

/** Figures with their separators. `1.200` is twelve hundred for some writers, and one and a fifth for others. */
function figures(text: string): { value: number; isAmbiguous: boolean } {
  const plain = text.replace(/['’\u00a0\u202f ]/g, '');
  const isGrouped = plain.length < text.length;
  const last = Math.max(plain.lastIndexOf('.'), plain.lastIndexOf(','));
  if (last < 0) return { value: Number(plain), isAmbiguous: false };
  const mark = plain[last] ?? '';
  const kinds = new Set(plain.replace(/\d/g, ''));
  const isRepeated = kinds.size === 1 && plain.split(mark).length > 2;
  const behind = plain.length - last - 1;
  const isThousands = isRepeated || (kinds.size === 1 && behind === 3 && !isGrouped && plain[0] !== '0');
  const digits = (part: string) => part.replace(/\D/g, '');
  return isThousands
    ? { value: Number(digits(plain)), isAmbiguous: mark === '.' && !isRepeated }
    : { value: Number(`${digits(plain.slice(0, last))}.${digits(plain.slice(last))}`), isAmbiguous: false };
}

const measure = (unit: Unit | undefined) => (unit ? { unit } : {});

const CLOCK: Unit = { kind: 'clock', toBase: (value) => value };
/** `8:10`, `8.10 a.m.`, `9 p.m.`: minutes since midnight. */
const TIME =
  /(?<![\d.,:])(\d{1,2})(?:(:)([0-5]\d)|\.([0-5]\d)(?=\s?(?:[ap]\.?m\b|o'clock|h\b)))?(?:\s?([ap])\.?m\b\.?|\s(?:o'clock|h)\b)?(?![\d:])/gi;

function timesOf(text: string): Mention<Quantity>[] {
  return [...text.matchAll(TIME)].flatMap((match) => {
    const [whole, hours = '', colon, minutes, dotted, half] = match;
    const isTime = colon ?? dotted ?? half ?? (/o'clock/i.test(whole) ? '' : undefined);
    if (isTime === undefined || Number(hours) > 24) return [];
    const shift =
      half?.toLowerCase() === 'p' && Number(hours) < 12
        ? 720
        : half?.toLowerCase() === 'a' && Number(hours) === 12
          ? -720
          : 0;
    const value = Number(hours) * 60 + Number(minutes ?? dotted ?? 0) + shift;
    const meaning: Quantity = {
      low: value,
      high: value,
      precision: 'exact',
      isOrdinal: false,
      isAmbiguous: false,
      unit: CLOCK,
    };
    return [{ start: match.index, end: match.index + whole.length, meaning }];
  });
}

type Raw = Mention<Quantity> & { value: number };

function numberAt(text: string, match: RegExpExecArray): Raw | undefined {
  const { sign, currency, digits, rank, spelt: words } = match.groups ?? {};
  const read = digits === undefined ? { value: spelt(words ?? ''), isAmbiguous: false } : figures(digits);
  let { value } = read;
  let end = match.index + match[0].length;
  const before = UNITS.get((currency ?? '').trim().toLowerCase());
  const isOrdinal = rank !== undefined || ORDINALS.includes((words ?? '').toLowerCase());
  let hasScale = false;
  for (
    let scale = SCALE.exec(text.slice(end, end + 12));
    scale;
    scale = SCALE.exec(text.slice(end, end + 12))
  ) {
    value *= SCALES[(scale[1] ?? '').toLowerCase()] ?? 1;
    end += scale[0].length;
    hasScale = true;
  }
  // "half a million", "a third of", "an hour and a half"
  const article = /^ an? (million|billion|thousand|dozen)\b/i.exec(text.slice(end, end + 14));
  if (article && FRACTIONS[(words ?? '').toLowerCase()] !== undefined) {
    value *= SCALES[(article[1] ?? '').toLowerCase()] ?? 1;
    end += article[0].length;
    hasScale = true;
  }
  const short = before && MONEY.has(before.kind) ? MONEY_SCALE.exec(text.slice(end, end + 4)) : null;
  if (short) {
    value *= MONEY_SCALES[(short[1] ?? '').toLowerCase()] ?? 1;
    end += short[0].length;
  }
  const isArticle = /^an?$/i.test(words ?? '');
  // "A third of the sales": a share, not a rank.
  const share = FRACTIONS[(words ?? '').toLowerCase()];
  if (share !== undefined && !hasScale && /^ of\b/i.test(text.slice(end, end + 4)))
    return {
      start: match.index,
      end,
      value: share * 100,
      meaning: {
        low: share * 100,
        high: share * 100,
        precision: 'exact',
        isOrdinal: false,
        isAmbiguous: false,
        unit: PERCENT,
        isShare: true,
      },
    };
  const found = isOrdinal ? null : UNIT.exec(text.slice(end, end + 24));
  const unitText = found?.groups?.unit ?? found?.groups?.sign ?? '';
  const name = unitText.toLowerCase();
  let unit = UNITS.get(LONG_NAMES[name] ?? name);
  // A lone letter is a unit only when it is written as one: "5 m", not "12 A".
  if (found && name.length === 1 && /[a-z]/.test(name) && unitText !== name) unit = undefined;
  if (unit && found && !(before && !MONEY.has(unit.kind))) end += found[0].length;
  else if (/^ degrees?\b/i.test(text.slice(end, end + 9)) && !found) end += 8;
  if (isArticle && !hasScale && !(unit && /^[ ]and a half\b/i.test(text.slice(end, end + 12))))
    return undefined;
  const half = unit ? /^ and a half\b/i.exec(text.slice(end, end + 12)) : null;
  if (half) {
    value += 0.5;
    end += half[0].length;
  }
  // "The third quarter" is a time.
  if (Number.isNaN(value) || /^quarter$/i.test(words ?? '')) return undefined;
  // `1.200 euros` and `1.200 people` are thousands; `1.200 m` may be either.
  const counts = (before ?? unit) ? MONEY.has((before ?? unit)?.kind ?? '') : true;
  if (sign && (sign !== '–' || !/\d\s*$/.test(text.slice(0, match.index)))) value = -value;
  return {
    start: match.index,
    end,
    value,
    meaning: {
      low: value,
      high: value,
      precision: 'exact',
      isOrdinal,
      isAmbiguous: read.isAmbiguous && !counts,
      ...measure(before ?? unit),
    },
  };
}

/** Puts the words that bound a number into its interval: `more than 400`, `about 400`. */
function bound(text: string, raw: Raw): void {
  const before = text.slice(Math.max(0, raw.start - 32), raw.start);
  const { meaning, value } = raw;
  const found = [UNDER, OVER, NEARLY, ABOUT].map((pattern) => pattern.exec(before)).find(Boolean);
  if (!found) return;
  const after = Number.EPSILON + Math.abs(value) * 1e-9;
  const strict = STRICTLY.test(found[0]) && !/^(?:no|not) /i.test(found[0]) ? after : 0;
  if (UNDER.test(before)) Object.assign(meaning, { low: -Infinity, high: value - strict });
  else if (OVER.test(before))
    Object.assign(meaning, { high: Infinity, low: value + strict, precision: 'over' });
  // "Nearly 100" is below 100, and not far from it.
  else if (NEARLY.test(before))
    Object.assign(meaning, { low: value * 0.85, high: value - after, precision: 'nearly' });
  else meaning.precision = 'about';
  raw.start -= before.length - before.lastIndexOf(found[0].trimStart());
}

/** "Two of its four dials" */
const PARTITIVE = /^ of (?:(?:the|its|their|his|her|our|all) )*$/i;

/** "Two hours and ten minutes" is one measure. */
const isContinued = (last: Raw, next: Raw, between: string) =>
  /^(?: and |, | )$/.test(between) &&
  last.meaning.unit !== undefined &&
  last.meaning.unit.kind === next.meaning.unit?.kind &&
  /^(?:time|months|length|mass)$/.test(last.meaning.unit.kind) &&
  last.meaning.low === last.meaning.high &&
  last.meaning.unit.toBase(1) > next.meaning.unit.toBase(1);

const DIFFERENCE =
  /^ (?:\p{L}+ )?(?:more|less|fewer|higher|lower|longer|shorter|larger|smaller|heavier|lighter|older|younger|taller|later|earlier|above|below) than\b|^ (?:fewer|less|more) than\b/iu;
const RANGE = /^\s?(?:-|–|—|to|and|till|until)\s?$/i;

/** The numbers of a text, in order. @param dates stretches that are dates */
export function numbersOf(text: string, dates: readonly Mention<unknown>[]): Mention<Quantity>[] {
  const times = timesOf(text).filter(
    (time) => !dates.some(({ start, end }) => start < time.end && time.start < end),
  );
  const taken = [...dates, ...times];
  const raws: Raw[] = [];
  NUMBER.lastIndex = 0;
  for (let match = NUMBER.exec(text); match; match = NUMBER.exec(text)) {
    const [from, to] = [match.index, match.index + match[0].length];
    const raw = taken.some(({ start, end }) => start < to && from < end) ? undefined : numberAt(text, match);
    if (raw) raws.push(raw);
    NUMBER.lastIndex = Math.max(raw?.end ?? 0, match.index + Math.max(1, match[0].length));
  }
  const found: Raw[] = [];
  for (const raw of raws) {
    const last = found.at(-1);
    const between = last ? text.slice(last.end, raw.start) : '';
    const isRange =
      last !== undefined &&
      RANGE.test(between) &&
      !raw.meaning.isOrdinal &&
      last.value < raw.value &&
      last.meaning.low === last.meaning.high &&
      (!/and/i.test(between) || /\bbetween\s*$/i.test(text.slice(0, last.start))) &&
      (last.meaning.unit === undefined || last.meaning.unit.kind === raw.meaning.unit?.kind) &&
      // "rose from 5 to 6" is a change, "5 to 6" a range.
      !/\bfrom\s*$/i.test(text.slice(0, last.start));
    if (isRange) {
      Object.assign(last.meaning, {
        isRange: true,
        high: raw.value,
        ...(raw.meaning.unit && { unit: raw.meaning.unit }),
      });
      last.end = raw.end;
    } else if (last && isContinued(last, raw, between)) {
      const [unit, more] = [last.meaning.unit, raw.meaning.unit];
      const value = last.value + (more?.toBase(raw.value) ?? 0) / (unit?.toBase(1) ?? 1);
      Object.assign(last.meaning, { low: value, high: value });
      last.end = raw.end;
    } else {
      bound(text, raw);
      if (last && PARTITIVE.test(between)) raw.meaning.isRelative = true;
      found.push(raw);
    }
  }
  const counted = found.map(({ start, end, meaning }) => ({
    start,
    end,
    meaning: DIFFERENCE.test(text.slice(end, end + 40)) ? { ...meaning, isRelative: true } : meaning,
  }));
  return [...counted, ...times].sort((a, b) => a.start - b.start);
}

const SLACK = { exact: 0.0005, about: 0.1, nearly: 0, over: 0.0005 };

/**
 * Whether a claim's number follows from a passage's.
 * @returns true: it follows; false: both cannot be true of one thing; undefined: neither
 */
export function agrees(claim: Quantity, passage: Quantity): boolean | undefined {
  if (claim.isAmbiguous || passage.isAmbiguous) return undefined;
  const base = ({ unit }: Quantity, value: number) => unit?.toBase(value) ?? value;
  const [low, high] = [base(claim, claim.low), base(claim, claim.high)];
  const [from, to] = [base(passage, passage.low), base(passage, passage.high)];
  const isConverted = claim.unit !== undefined && claim.unit !== passage.unit && low !== claim.low;
  const isRounded = claim.isShare === true || passage.isShare === true;
  const isRoundedTwice = claim.precision === 'about' && passage.precision === 'about';
  const slack = isRoundedTwice
    ? 0.005
    : Math.max(SLACK[claim.precision], SLACK[passage.precision], isConverted || isRounded ? 0.015 : 0);
  // A bound is meant as it is written.
  const isBound = [low, high, from, to].some((value) => !Number.isFinite(value));
  const give = (value: number) => (isBound ? Math.abs(value) * 1e-12 : Math.abs(value) * slack);
  // "At least ten" and "at least two" set different limits, though one implies the other.
  const isOpenAbove = high === Infinity && to === Infinity;
  const isOpenBelow = low === -Infinity && from === -Infinity;
  if (claim.isRange && passage.isRange) {
    const [isLow, isHigh] = [low === from, high === to];
    return isLow && isHigh ? true : isLow || isHigh || low > to || high < from ? false : undefined;
  }
  if ((isOpenAbove && low !== from) || (isOpenBelow && high !== to)) return undefined;
  if (from >= low - give(low) && to <= high + give(high)) return true;
  if (from > high + give(high) || to < low - give(low)) {
    // An exact claim beside "about 400" only conflicts when it is far from it.
    const isNear =
      (passage.precision === 'about' || claim.precision === 'about') &&
      Math.abs(from - low) <= 0.2 * Math.abs(from);
    return isNear ? undefined : false;
  }
  return undefined;
}
