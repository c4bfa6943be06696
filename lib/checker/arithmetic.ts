import { datesOf } from './dates.ts';
import { numbersOf } from './numbers.ts';

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
  const numbers = numbersOf(text, datesOf(text)).filter(
    ({ meaning }) => !meaning.isOrdinal && !meaning.isAmbiguous,
  );
  const isAfter = (word: RegExp, start: number) => word.test(text.slice(Math.max(0, start - 8), start));
  const first = numbers.find(({ start }) => isAfter(/\bfrom (?:[$€£] ?)?$/i, start));
  const last = numbers.find(
    ({ start }) =>
      first !== undefined &&
      start > first.end - 1 &&
      start - first.end < 24 &&
      isAfter(/\bto (?:[$€£] ?)?$/i, start),
  );
  const isChange = CHANGE.test(text) || /\b(?:doubled|tripled|halved)\b/i.test(text);
  if (!first || !last || first.meaning.low === 0 || !isChange) return undefined;
  const [from, to] = [first.meaning, last.meaning];
  if (
    from.low !== from.high ||
    to.low !== to.high ||
    (from.unit && to.unit && from.unit.kind !== to.unit.kind)
  )
    return undefined;
  // "from 5 to 6 million": the scale is of both.
  if (
    /\b(?:hundred|thousand|million|billion)\b/i.test(text.slice(last.start, last.end)) &&
    !/\b(?:hundred|thousand|million|billion)\b/i.test(text.slice(first.start, first.end))
  )
    return undefined;
  const times = to.low / from.low;
  const multiple = /\b(doubled|tripled|halved)\b/i.exec(text);
  if (multiple) {
    const claimed = { doubled: 2, tripled: 3, halved: 0.5 }[multiple[0].toLowerCase()] ?? 1;
    // "more than doubled", "nearly tripled"
    const isBound = /\b(?:more than|nearly|almost|about|roughly)\s+(?:doubled|tripled|halved)/i.test(text);
    if (Math.abs(times - claimed) / claimed <= 0.1 || isBound) return undefined;
    return { quote: text, stated: multiple[0], computed: `${rounded(times)} times as much` };
  }
  const percents = numbers.filter(
    (number) => number !== first && number !== last && number.meaning.unit?.kind === 'percent',
  );
  const [percent] = percents;
  if (!percent || percents.length > 1 || from.unit?.kind === 'percent') return undefined;
  const computed = (times - 1) * 100;
  const falls = FALL.test(text) && !RISE.test(text);
  const rises = RISE.test(text) && !FALL.test(text);
  const wrongWay = (falls && computed > 0) || (rises && computed < 0);
  const { low, high, precision } = percent.meaning;
  const slack =
    Math.max(0.6, Math.abs(computed) * SLACK) * (precision === 'exact' || precision === 'over' ? 1 : 4);
  const holds = Math.abs(computed) >= low - slack && Math.abs(computed) <= high + slack;
  if (holds && !wrongWay) return undefined;
  return {
    quote: text,
    stated: `${Number.isFinite(low) ? low : high} %`,
    computed: `${rounded(computed)} %`,
  };
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
