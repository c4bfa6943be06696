import { quantitiesOf } from './quantities.ts';
import { datesOf } from './dates.ts';
import { wordsOf } from './words.ts';

/** A sum that does not come out: what it says, and what it would have to say. */
export interface Miscalculation {
  /** verbatim from the text */
  quote: string;
  stated: string;
  computed: string;
}

const CHANGE =
  /\b(?:rose|risen|grew|grown|increased?|climbed|jumped|went up|up|fell|fallen|dropped|decreased?|declined?|shrank|went down|down)\b/i;
const FALL = /\b(?:fell|fallen|drop(?:ped)?|decreased?|declined?|shrank|down|loss|reduction)\b/i;
const RISE = /\b(?:rose|risen|grew|grown|increased?|climbed|jumped|up|rise|growth|gain)\b/i;
/** Of percentage points: a text that says "20 %" may have rounded from anywhere near. */
const SLACK = 0.03;

const rounded = (value: number) => `${Math.round(value * 10) / 10}`;

/** `rose from 10 to 15, a 20 % increase`; `doubled from 10 to 15` */
function change(text: string): Miscalculation | undefined {
  const words = wordsOf(text);
  const dates = datesOf(words);
  const numbers = quantitiesOf(words, (i) => dates.some(({ from, to }) => from <= i && i < to));
  const before = (i: number) => words.slice(Math.max(0, i - 2), i).map(({ plain }) => plain);
  const first = numbers.find(({ from }) => before(from).includes('from'));
  const last = numbers.find(
    ({ from }) =>
      first !== undefined && from > first.to - 1 && before(from).includes('to') && from - first.to <= 5,
  );
  if (
    !first ||
    !last ||
    first.value === 0 ||
    (!CHANGE.test(text) && !/\b(?:doubled|tripled|halved)\b/i.test(text))
  )
    return undefined;
  if (first.unit?.kind !== last.unit?.kind && first.unit && last.unit) return undefined;
  const times = last.value / first.value;
  const multiple = /\b(doubled|tripled|halved)\b/i.exec(text);
  if (multiple) {
    const claimed = { doubled: 2, tripled: 3, halved: 0.5 }[multiple[0].toLowerCase()] ?? 1;
    // "more than doubled", "nearly tripled"
    if (
      Math.abs(times - claimed) / claimed <= 0.1 ||
      /\b(?:more than|nearly|almost|about|roughly)\s+(?:doubled|tripled|halved)/i.test(text)
    )
      return undefined;
    return { quote: text, stated: multiple[0], computed: `${rounded(times)} times as much` };
  }
  const percent = numbers.find(
    (number) => number !== first && number !== last && number.unit?.kind === 'percent',
  );
  if (!percent || first.unit?.kind === 'percent') return undefined;
  const computed = (times - 1) * 100;
  const falls = FALL.test(text) && !RISE.test(text);
  const rises = RISE.test(text) && !FALL.test(text);
  const magnitude = Math.abs(Math.abs(computed) - percent.value);
  const wrongWay = (falls && computed > 0) || (rises && computed < 0);
  const slack = Math.max(0.6, Math.abs(computed) * SLACK) * (percent.bound === 'about' ? 4 : 1);
  const agrees =
    percent.bound === 'over'
      ? Math.abs(computed) >= percent.value - slack
      : percent.bound === 'under'
        ? Math.abs(computed) <= percent.value + slack
        : magnitude <= slack;
  if (agrees && !wrongWay) return undefined;
  return { quote: text, stated: `${percent.value} %`, computed: `${rounded(computed)} %` };
}

/** `3 + 4 = 8`, `12 plus 5 equals 18` */
function equation(text: string): Miscalculation | undefined {
  const match =
    /(?<![\p{L}\d.,])(\d+(?:\.\d+)?)\s*(\+|plus|-|−|minus|\*|×|x|times|÷|divided by)\s*(\d+(?:\.\d+)?)\s*(?:=|equals|is equal to)\s*(\d+(?:\.\d+)?)(?![\d.,]*\d)/iu.exec(
      text,
    );
  if (!match) return undefined;
  const [quote, a, sign = '', b, result] = match;
  const [x, y, stated] = [Number(a), Number(b), Number(result)];
  const computed = /^(\+|plus)$/i.test(sign)
    ? x + y
    : /^(-|−|minus)$/i.test(sign)
      ? x - y
      : /^(\*|×|x|times)$/i.test(sign)
        ? x * y
        : x / y;
  if (!Number.isFinite(computed) || Math.abs(computed - stated) <= Math.max(1e-9, Math.abs(computed) * 0.005))
    return undefined;
  return { quote, stated: `${stated}`, computed: `${Math.round(computed * 1000) / 1000}` };
}

/** Wrong arithmetic in a sentence by itself. */
export const miscalculationIn = (text: string): Miscalculation | undefined => equation(text) ?? change(text);
