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
  from: number;
  to: number;
}

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

function boundOf(words: readonly Word[], from: number): Quantity['bound'] {
  const before = words
    .slice(Math.max(0, from - 3), from)
    .map(({ plain }) => plain)
    .join(' ');
  if (/(more than|greater than|over|above|at least|exceeding|exceeds|exceeded)( the)?$/.test(before))
    return 'over';
  if (/(less than|fewer than|under|below|at most|up to|no more than)$/.test(before)) return 'under';
  return /(about|around|approximately|nearly|almost|roughly|some|circa|estimated)( \$)?$/.test(before)
    ? 'about'
    : 'exact';
}

/** The numbers of a sentence, but those that are part of a date. */
export function quantitiesOf(words: readonly Word[], inDate: (index: number) => boolean): Quantity[] {
  const found: Quantity[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i];
    const number = word && !inDate(i) ? numberOf(word) : undefined;
    if (!word || !number) continue;
    // "one" is a pronoun and "second" a noun as often as not.
    if (word.plain === 'one' && words[i + 1]?.part !== 'n' && words[i + 1]?.part !== 'a') continue;
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
    const bound = boundOf(words, from);
    const after = words[i + 1];
    const following = after && (UNITS.get(after.lemma) ?? UNITS.get(after.plain));
    const unit = UNITS.get(before) ?? following;
    let noun: number | undefined;
    for (let j = i + 1; j < Math.min(words.length, i + 6); j++) {
      const next = words[j];
      if (!next || /^(PUNCT|ADP|AUX)$/.test(next.pos)) break;
      if (next.pos === 'VERB' && !(next.plain.endsWith('ing') && words[j + 1]?.part === 'n')) break;
      if (next.part === 'n') noun = j;
    }
    found.push({
      value,
      ordinal: number.ordinal,
      bound,
      from,
      to: i + (unit && unit === following ? 2 : 1),
      ...(unit && !number.ordinal && { unit }),
      ...(noun !== undefined && { noun }),
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
