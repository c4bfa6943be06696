import type { Word } from './words.ts';

/** A number in a text, and what it counts or measures. */
export interface Quantity {
  value: number;
  ordinal: boolean;
  /** how the number is bound: `more than`, `at most`, `about` */
  bound: 'exact' | 'about' | 'over' | 'under';
  /** in the base unit of its kind, when a unit follows */
  unit?: Unit;
  /** the head noun counted: index of the word */
  noun?: number;
  /** what is measured, where the text says it: `tall`, `a height of` */
  dimension?: Dimension;
  /** where the words begin that bind it: `taller than` */
  boundFrom: number;
  /** where the words end that tell what is measured: `metres high`, `metres above sea level` */
  boundTo: number;
  from: number;
  to: number;
}

export type Dimension = 'height' | 'length' | 'width' | 'depth' | 'weight' | 'age';

export interface Unit {
  kind: 'length' | 'mass' | 'time' | 'temperature' | 'percent' | 'money' | 'area' | 'speed';
  name: string;
  toBase: (value: number) => number;
}

const times = (kind: Unit['kind'], factor: number, ...names: string[]): [string, Unit][] =>
  names.map((name) => [name, { kind, name: names[0] ?? name, toBase: (value) => value * factor }]);

/** Base units: metre, kilogram, second, kelvin, square metre, metre per second. Factors: NIST SP 811. */
const UNITS = new Map<string, Unit>([
  ...times('length', 1, 'm', 'metre', 'meter'),
  ...times('length', 1000, 'km', 'kilometre', 'kilometer'),
  ...times('length', 0.01, 'cm', 'centimetre', 'centimeter'),
  ...times('length', 0.001, 'mm', 'millimetre', 'millimeter'),
  ...times('length', 1609.344, 'mile'),
  ...times('length', 0.3048, 'ft', 'foot'),
  ...times('length', 0.9144, 'yd', 'yard'),
  ...times('length', 0.0254, 'inch'),
  ...times('mass', 1, 'kg', 'kilogram', 'kilo'),
  ...times('mass', 0.001, 'g', 'gram'),
  ...times('mass', 1000, 'tonne'),
  ...times('mass', 0.45359237, 'lb', 'pound'),
  ...times('mass', 0.028349523125, 'oz', 'ounce'),
  ...times('time', 1, 'second'),
  ...times('time', 60, 'minute'),
  ...times('time', 3600, 'hour'),
  ...times('time', 86_400, 'day'),
  ...times('time', 604_800, 'week'),
  ...times('time', 2_629_746, 'month'),
  ...times('time', 31_556_952, 'year'),
  ...times('time', 315_569_520, 'decade'),
  ...times('time', 3_155_695_200, 'century'),
  ...times('percent', 1, 'percent', '%', 'pct'),
  ...times('money', 1, 'dollar', '$', 'usd'),
  ...times('money', 0.01, 'cent'),
  ...times('area', 1_000_000, 'km2', 'km²'),
  ...times('area', 1, 'm2', 'm²'),
  ...times('area', 10_000, 'hectare', 'ha'),
  ...times('area', 4046.8564224, 'acre'),
  ...times('speed', 1 / 3.6, 'km/h', 'kph', 'kmh'),
  ...times('speed', 0.44704, 'mph'),
  ['celsius', { kind: 'temperature', name: 'celsius', toBase: (value) => value + 273.15 }],
  ['°c', { kind: 'temperature', name: 'celsius', toBase: (value) => value + 273.15 }],
  [
    'fahrenheit',
    { kind: 'temperature', name: 'fahrenheit', toBase: (value) => ((value - 32) * 5) / 9 + 273.15 },
  ],
  ['°f', { kind: 'temperature', name: 'fahrenheit', toBase: (value) => ((value - 32) * 5) / 9 + 273.15 }],
  ['kelvin', { kind: 'temperature', name: 'kelvin', toBase: (value) => value }],
]);

const ONES =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  );
const TENS = '_ _ twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');
const ORDINALS =
  'zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth'.split(
    ' ',
  );
const SCALE: Record<string, number> = {
  hundred: 100,
  thousand: 1e3,
  million: 1e6,
  billion: 1e9,
  trillion: 1e12,
  bn: 1e9,
  dozen: 12,
};
/** After an amount of money only: `127 m` are metres. */
const MONEY_SCALE: Record<string, number> = { m: 1e6, k: 1e3 };

const PLAIN_NUMBER = /^\d{1,3}(,\d{3})+(\.\d+)?$|^\d+(\.\d+)?$/;

/** @returns the number a single word says, and whether it counts or ranks */
function numberOf({ plain }: Word): { value: number; ordinal: boolean } | undefined {
  // "A thousand metres": only before a scale.
  if (plain === 'a') return { value: 1, ordinal: false };
  if (PLAIN_NUMBER.test(plain)) return { value: Number(plain.replaceAll(',', '')), ordinal: false };
  const ranked = /^(\d+)(st|nd|rd|th)$/.exec(plain);
  if (ranked) return { value: Number(ranked[1]), ordinal: true };
  if (ONES.includes(plain)) return { value: ONES.indexOf(plain), ordinal: false };
  if (TENS.includes(plain) && plain !== '_') return { value: TENS.indexOf(plain) * 10, ordinal: false };
  if (ORDINALS.includes(plain)) return { value: ORDINALS.indexOf(plain), ordinal: true };
  const [ten = '', one = ''] = plain.split('-');
  if (TENS.includes(ten) && ONES.includes(one))
    return { value: TENS.indexOf(ten) * 10 + ONES.indexOf(one), ordinal: false };
  return undefined;
}

const OVER =
  /(?:^| )(?:(?:(?:more|greater|higher|taller|longer|larger|bigger|older|heavier|deeper|wider|faster) than|no (?:less|fewer) than|not (?:less|fewer) than|over|above|at least|a minimum of|upwards? of|in excess of|exceed(?:s|ed|ing)?|surpass(?:es|ed|ing)?|beyond)(?: (?:the|a|an))?)$/;
const UNDER =
  /(?:^| )(?:(?:(?:less|fewer|lower|shorter|smaller|younger|lighter|shallower|narrower|slower) than|(?:no|not) (?:more|greater|higher|longer|larger) than|under|below|at most|a maximum of|up to)(?: (?:the|a|an))?)$/;
const ABOUT =
  /(?:^| )(?:about|around|approximately|nearly|almost|roughly|some|circa|estimated|close to)(?: (?:\$|the|a|an))?$/;
const MOST_BOUND_WORDS = 5;

/** How the words before a number bind it, and how many they are. */
function boundOf(words: readonly Word[], at: number): Pick<Quantity, 'bound' | 'boundFrom'> {
  const from = words[at - 1]?.text === '$' ? at - 1 : at;
  for (const [bound, pattern] of [
    ['over', OVER],
    ['under', UNDER],
    ['about', ABOUT],
  ] as const) {
    const before = words.slice(Math.max(0, from - MOST_BOUND_WORDS), from).map(({ plain }) => plain);
    const found = pattern.exec(before.join(' '))?.[0].trim();
    // "No more than" is found as "more than" too.
    const isDenied = found !== undefined && bound === 'over' && UNDER.test(before.join(' '));
    if (found !== undefined && !isDenied) return { bound, boundFrom: from - found.split(' ').length };
  }
  return { bound: 'exact', boundFrom: from };
}

const DIMENSIONS: [Dimension, RegExp][] = [
  [
    'height',
    /^(tall|taller|tallest|high|higher|height|heights|elevation|altitude|stands?|standing|stood|rises?|rising|rose|sea)$/,
  ],
  ['length', /^(long|longer|length|lengths|stretch|stretches)$/],
  ['width', /^(wide|wider|width|wingspan|breadth|broad|across|diameter)$/],
  ['depth', /^(deep|deeper|depth|depths)$/],
  ['weight', /^(weighs?|weighed|weighing|weight|heavy|heavier)$/],
  ['age', /^(age|aged|old|older|younger)$/],
];

/** `2 km long`, `a height of 1.86 m`, `shorter than two metres` says none. */
function dimensionOf(words: readonly Word[], from: number, to: number): Dimension | undefined {
  const near = [...words.slice(to, to + 2), ...words.slice(Math.max(0, from - 6), from).reverse()];
  for (const { plain, text } of near) {
    if (/^[,;:.()]$/.test(text)) continue;
    const found = DIMENSIONS.find(([, pattern]) => pattern.test(plain));
    if (found) return found[0];
  }
  return undefined;
}

/** `high`, `in height`, `above sea level`, after a measure. */
function dimensionEnd(words: readonly Word[], to: number): number {
  const after = words.slice(to, to + 3).map(({ plain }) => plain);
  if (after.join(' ') === 'above sea level') return to + 3;
  const isDimension = (word = '') => DIMENSIONS.some(([, pattern]) => pattern.test(word));
  if (isDimension(after[0])) return to + 1;
  return after[0] === 'in' && isDimension(after[1]) ? to + 2 : to;
}

/** What stands before its number: `a population of 15 million`. */
const MEASURED =
  /^(population|attendance|capacity|membership|enrollment|enrolment|number|score|budget|total)$/;

function nounBefore(words: readonly Word[], boundFrom: number): number | undefined {
  for (let i = boundFrom - 1; i >= 0 && i >= boundFrom - 4; i--) {
    const word = words[i];
    if (!word || word.pos === 'PUNCT') return undefined;
    if (MEASURED.test(word.plain)) return i;
  }
  return undefined;
}

/** The numbers of a sentence, but those that are part of a date. */
export function quantitiesOf(words: readonly Word[], inDate: (index: number) => boolean): Quantity[] {
  const found: Quantity[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i];
    const number = word && !inDate(i) ? numberOf(word) : undefined;
    if (!word || !number) continue;
    // "First Motion Picture Unit" is a name.
    if (word.isName && words[i + 1]?.isName === true && !/\d/.test(word.text)) continue;
    // "one" is a pronoun and "second" a noun as often as not.
    const isScaled = SCALE[words[i + 1]?.plain ?? ''] !== undefined;
    if (word.plain === 'one' && !isScaled && !/^[na]$/.test(words[i + 1]?.part ?? '')) continue;
    if (word.plain === 'a' && !isScaled) continue;
    const from = i;
    let { value } = number;
    const before = words[from - 1]?.plain ?? '';
    const scales = UNITS.get(before)?.kind === 'money' ? { ...SCALE, ...MONEY_SCALE } : SCALE;
    for (
      let scale = scales[words[i + 1]?.plain ?? ''];
      scale !== undefined && !number.ordinal;
      scale = scales[words[i + 1]?.plain ?? '']
    ) {
      value *= scale;
      i++;
    }
    const { bound, boundFrom } = boundOf(words, from);
    const after = words[i + 1];
    // At a sentence's end "m." is one word.
    const following = after && (UNITS.get(after.lemma) ?? UNITS.get(after.plain.replace(/\.$/, '')));
    const unit = UNITS.get(before) ?? following;
    let noun: number | undefined;
    for (let j = i + 1; j < Math.min(words.length, i + 6); j++) {
      const next = words[j];
      // "A population of 300 and an area of …"
      if (!next || /^(PUNCT|ADP|AUX|DET|PRON)$/.test(next.pos)) break;
      if (next.pos === 'VERB' && !(next.plain.endsWith('ing') && words[j + 1]?.part === 'n')) break;
      if (next.part === 'n') noun = j;
    }
    const to = i + (unit && unit === following ? 2 : 1);
    if (!unit) noun ??= nounBefore(words, boundFrom);
    const dimension = unit && dimensionOf(words, from, to);
    found.push({
      value,
      ordinal: number.ordinal,
      bound,
      boundFrom,
      boundTo: unit ? dimensionEnd(words, to) : to,
      from,
      to,
      ...(unit && !number.ordinal && { unit }),
      ...(noun !== undefined && { noun }),
      ...(dimension && { dimension }),
    });
  }
  return found;
}

/** False: both numbers cannot hold of the same thing. Values in base units. */
export function quantitiesAgree(a: Quantity, b: Quantity): boolean {
  const convert = (quantity: Quantity) => quantity.unit?.toBase(quantity.value) ?? quantity.value;
  const [x, y] = [convert(a), convert(b)];
  if (a.bound === 'over') return b.bound === 'under' ? y > x : y >= x * 0.999;
  if (a.bound === 'under') return b.bound === 'over' ? y < x : y <= x * 1.001;
  if (b.bound === 'over') return x >= y * 0.999;
  if (b.bound === 'under') return x <= y * 1.001;
  const converted = a.unit?.name !== b.unit?.name;
  const slack = a.bound === 'about' || b.bound === 'about' ? 0.1 : converted ? 0.02 : 0.0005;
  return Math.abs(x - y) <= slack * Math.max(Math.abs(x), Math.abs(y));
}
