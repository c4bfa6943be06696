import type { Table, TableCells } from '../analysis/analysis.ts';
import { relationOf } from './meaning.ts';
import { agrees, numbersOf, type Quantity } from './numbers.ts';
import type { Sentence } from './sentences.ts';
import type { Statement } from './statements.ts';
import type { Word } from './words.ts';
import { plainOf, wordsOf } from './words.ts';

/**
 * What a table says of a claim: a cell looked up, two rows compared, the largest or smallest, a sum, a mean, a share.
 * Every word of the claim must be accounted for by the row's name, the column's head, the value or the operation.
 */
export interface TableFinding {
  holds: boolean;
  claimed: string;
  found: string;
  /** the rows that were used, those that tell most first */
  rows: TableCells[];
}

const MORE =
  /^(?:more|greater|higher|larger|bigger|longer|taller|heavier|older|wider|deeper|above|over|exceed|exceeds|outnumber|outnumbers)$/;
const LESS = /^(?:fewer|less|lower|smaller|shorter|younger|lighter|below|under)$/;
const MOST = /^(?:most|greatest|highest|largest|biggest|longest|tallest|heaviest|maximum|top)$/;
const LEAST = /^(?:fewest|least|lowest|smallest|shortest|lightest|minimum)$/;
const SUM = /^(?:total|together|sum|combined|altogether|overall)$/;
const MEAN = /^(?:average|averages|averaged|mean|averaging)$/;
/** Of years, more is later: which of two was founded first is asked in other words. */
const EARLIEST = /^(?:oldest|earliest|first)$/;
const LATEST = /^(?:newest|youngest|latest|last)$/;
const LIGHT =
  /^(?:be|have|do|number|amount|stand|reach|come|make|earn|count|list|show|hold|get|include|value|figure|all|each|every|row|table|than|of|in|the|total|account|share|percent|people|one|other|any|work|locate|live|belong)$/;
const TOTAL_ROW = /^(?:total|sum|all|overall|grand total|average|mean)\b/i;
const CURRENCY = /^(?:euro|dollar|sterling|yen|franc)$/;

interface Column {
  at: number;
  /** words of its head */
  words: Word[];
  /** what its figures are to be multiplied by: "(EUR m)" */
  scale: number;
}

const textWords = (text: string) =>
  wordsOf(text).filter(({ pos, text: written }) => pos !== 'PUNCT' && /[\p{L}\p{N}]/u.test(written));
const figureOf = (cell: string): Quantity | undefined => {
  const found = numbersOf(cell, []);
  const [only] = found;
  const rest = only ? (cell.slice(0, only.start) + cell.slice(only.end)).trim() : cell;
  return found.length === 1 && only && rest.replace(/[^\p{L}\p{N}]/gu, '') === '' && !only.meaning.isAmbiguous
    ? only.meaning
    : undefined;
};

function columnsOf(header: readonly string[]): Column[] {
  return header.map((head, at) => {
    const scale = /\b(?:in )?(?:(thousands?|k|'000)|(millions?|mn?|mio)|(billions?|bn))\b\.?/i.exec(
      /\(([^)]*)\)|\bin (.*)$/.exec(head)?.[0] ?? '',
    );
    return {
      at,
      words: textWords(head.replace(/\([^)]*\)/g, ' ')),
      scale: scale ? (scale[1] ? 1e3 : scale[2] ? 1e6 : 1e9) : 1,
    };
  });
}

/** A row's name: its first cell that is not a figure. It must be in the claim whole, and not be part of a longer name. */
function isNamed(name: string, sentence: Sentence): Word[] | undefined {
  // Most rows are not named: they are not worth reading.
  if (!sentence.plain.includes(plainOf(name).trim())) return undefined;
  const wanted = textWords(name).map(({ plain }) => plain);
  if (wanted.length === 0) return undefined;
  const { words } = sentence;
  for (let from = 0; from + wanted.length <= words.length; from++) {
    const stretch = words.slice(from, from + wanted.length);
    if (!stretch.every(({ plain }, i) => plain.replace(/'s?$/, '') === wanted[i])) continue;
    const [before, after] = [words[from - 1], words[from + wanted.length]];
    const goesOn =
      (after?.isName === true && after.start - (stretch.at(-1)?.end ?? 0) <= 1) ||
      (before?.isName === true && (stretch[0]?.start ?? 0) - before.end <= 1 && from > 1);
    const isNumbered =
      after?.number !== undefined &&
      !after.number.unit &&
      after.start - (stretch.at(-1)?.end ?? 0) <= 1 &&
      stretch.at(-1)?.isName === true &&
      !words[from + wanted.length + 1];
    if (!goesOn && !isNumbered) return stretch;
  }
  return undefined;
}

const isSameWord = (claim: Word, head: Word) => {
  if (claim.date && head.date) return claim.date.from === head.date.from && claim.date.to === head.date.to;
  return !claim.date && !head.date && (claim.plain === head.plain || relationOf(claim, head) === 'same');
};

/** Holds a claim against a table. @returns undefined where the table does not settle it */
export function findInTable(
  sentence: Sentence,
  statement: Statement,
  table: Table,
): TableFinding | undefined {
  if (statement.frames.size > 0) return undefined;
  const columns = columnsOf(table.header);
  const rows = table.rows.filter(({ cells }) => cells.some(Boolean));
  const data = rows.filter((row) => !TOTAL_ROW.test(nameOf(row)));
  const named = rows
    .map((row) => ({ row, words: isNamed(nameOf(row), sentence) }))
    .filter((each): each is { row: TableCells; words: Word[] } => each.words !== undefined)
    .sort((a, b) => (a.words[0]?.start ?? 0) - (b.words[0]?.start ?? 0));
  // Two rows of one name say nothing of one thing.
  if (new Set(named.map(({ row }) => nameOf(row))).size < named.length) return undefined;
  const inNames = new Set(named.flatMap(({ words }) => words));
  const left = sentence.words.filter((word) => !inNames.has(word) && /[\p{L}\p{N}]/u.test(word.text));
  const ask: Ask = { statement, left, columns, data, named: named.map(({ row }) => row) };
  const found =
    compareRows(ask) ?? (table.isPartial ? undefined : (findExtreme(ask) ?? findTotal(ask))) ?? lookUp(ask);
  return found && statement.isNegated ? { ...found, holds: !found.holds } : found;
}

interface Ask {
  statement: Statement;
  /** words of the claim that name no row */
  left: Word[];
  columns: Column[];
  data: TableCells[];
  named: TableCells[];
}

const names = new WeakMap<TableCells, string>();

/** Asked for many times, by every claim. */
function nameOf(row: TableCells): string {
  const known = names.get(row);
  if (known !== undefined) return known;
  const name =
    row.cells.find((cell) => cell !== '' && !(/\d/.test(cell) && figureOf(cell))) ?? row.cells[0] ?? '';
  names.set(row, name);
  return name;
}

/** The one column that the claim names, and the words that name it. The most words win; two alike, and none is meant. */
function namedColumn({ left, columns, data }: Ask): { column: Column; used: Word[] } | undefined {
  const found = columns
    .filter(({ words, at }) => words.length > 0 && data.some(({ cells }) => figureOf(cells[at] ?? '')))
    .map((column) => ({
      column,
      used: left.filter((word) => column.words.some((head) => isSameWord(word, head))),
    }))
    .filter(
      ({ column, used }) =>
        used.length > 0 &&
        column.words.every((head) => used.some((word) => isSameWord(word, head)) || LIGHT.test(head.lemma)),
    )
    .sort((a, b) => b.used.length - a.used.length);
  const [first, second] = found;
  return first && first.used.length > (second?.used.length ?? 0) ? first : undefined;
}

/** Nothing of the claim is left over. */
const isAccounted = (left: readonly Word[], ...used: (readonly Word[])[]) =>
  left.every(
    (word) =>
      used.some((words) => words.includes(word)) ||
      LIGHT.test(word.lemma) ||
      /^(?:ADP|AUX|DET|PART|PRON|CCONJ|PUNCT|SYM)$/.test(word.pos),
  );

const valueIn = ({ cells }: TableCells, { at, scale }: Column) => {
  const figure = figureOf(cells[at] ?? '');
  return figure && figure.low === figure.high ? figure.low * scale : undefined;
};
const shown = (row: TableCells, { at }: Column) => `${nameOf(row)}: ${row.cells[at] ?? ''}`;

/** "Cedar School has more pupils than Birch School" */
function compareRows(ask: Ask): TableFinding | undefined {
  const { left, named } = ask;
  const sign = left.find(({ plain }) => MORE.test(plain) || LESS.test(plain));
  const [a, b] = named;
  if (
    !sign ||
    named.length !== 2 ||
    !a ||
    !b ||
    !left.some(({ plain }) => plain === 'than' || /^(?:exceeds?|outnumbers?)$/.test(plain))
  )
    return undefined;
  const found = namedColumn(ask);
  if (!found || !isAccounted(left, found.used, [sign])) return undefined;
  const [x, y] = [valueIn(a, found.column), valueIn(b, found.column)];
  if (x === undefined || y === undefined) return undefined;
  return {
    holds: MORE.test(sign.plain) ? x > y : x < y,
    claimed: sign.text,
    found: `${shown(a, found.column)}; ${shown(b, found.column)}`,
    rows: [a, b],
  };
}

/** "Maple School has the most pupils" */
function findExtreme(ask: Ask): TableFinding | undefined {
  const { left, named, data } = ask;
  const sign = left.find(
    ({ plain }) => MOST.test(plain) || LEAST.test(plain) || EARLIEST.test(plain) || LATEST.test(plain),
  );
  const [row] = named;
  if (!sign || named.length !== 1 || !row || left.some(({ number }) => number && !number.isOrdinal))
    return undefined;
  const found = namedColumn(ask);
  if (
    !found ||
    !isAccounted(
      left,
      found.used,
      [sign],
      left.filter((word) => isRowKind(word, ask)),
    )
  )
    return undefined;
  const values = data.map((each) => ({ row: each, value: valueIn(each, found.column) }));
  const own = valueIn(row, found.column);
  if (own === undefined || values.some(({ value }) => value === undefined)) return undefined;
  const isHigh = MOST.test(sign.plain) || LATEST.test(sign.plain);
  const best = values.toSorted((a, b) => ((b.value ?? 0) - (a.value ?? 0)) * (isHigh ? 1 : -1));
  const [first, second] = best;
  if (!first || (second && first.value === second.value)) return undefined;
  return {
    holds: first.row === row,
    claimed: sign.text,
    found: shown(first.row, found.column),
    rows: [...new Set([first.row, row, ...(second ? [second.row] : [])])],
  };
}

/** "The three schools": what the rows are called. */
const isRowKind = (word: Word, { columns }: Ask) =>
  columns[0]?.words.some((head) => isSameWord(word, head)) === true ||
  /^(?:school|region|city|town|country|person|employee|product|item|row|team|company|department)$/.test(
    word.lemma,
  );

/** "The three schools have 1,405 pupils in total" */
function findTotal(ask: Ask): TableFinding | undefined {
  const { left, named, data } = ask;
  const sign = left.find(({ plain }) => SUM.test(plain) || MEAN.test(plain));
  if (!sign || named.length > 0) return undefined;
  const found = namedColumn(ask);
  const numbers = left.filter(({ number }) => number);
  const kinds = left.filter((word) => isRowKind(word, ask) && !found?.used.includes(word));
  const count = numbers.find(
    (word) =>
      kinds.some((kind) => kind.start > word.end && kind.start - word.end < 20) &&
      word.number?.low === data.length,
  );
  const [stated] = numbers.filter((word) => word !== count);
  if (
    !found ||
    !stated?.number ||
    numbers.length > (count ? 2 : 1) ||
    !isAccounted(left, found.used, [sign, stated], kinds, count ? [count] : [])
  )
    return undefined;
  const values = data.map((row) => valueIn(row, found.column));
  if (values.some((value) => value === undefined) || data.length < 2) return undefined;
  const sum = values.reduce((total: number, value) => total + (value ?? 0), 0);
  const isMean = MEAN.test(sign.plain);
  const computed = isMean ? sum / data.length : sum;
  // A mean is told rounded.
  const result = agrees(isMean ? { ...stated.number, precision: 'about' } : stated.number, {
    low: computed,
    high: computed,
    precision: 'exact',
    isOrdinal: false,
    isAmbiguous: false,
    ...(stated.number.unit && { unit: stated.number.unit }),
  });
  if (
    result === undefined ||
    (isMean && result && Math.abs(computed - stated.number.low) > Math.max(0.5, Math.abs(computed) * 0.01))
  )
    return undefined;
  return { holds: result, claimed: stated.text, found: `${Math.round(computed * 100) / 100}`, rows: data };
}

/** "Birch School has 412 pupils", "Anna Berg works in Research" */
function lookUp(ask: Ask): TableFinding | undefined {
  const { left, named, columns, data } = ask;
  const [row] = named;
  if (named.length !== 1 || !row || left.some(({ plain }) => MOST.test(plain) || LEAST.test(plain)))
    return undefined;
  const found = namedColumn(ask);
  const slots = left.filter((word) => (word.number ?? word.date) && !found?.used.includes(word));
  const [stated] = slots;
  if (found && slots.length === 1 && stated && isAccounted(left, found.used, [stated])) {
    const cell = row.cells[found.column.at] ?? '';
    const figure = figureOf(cell);
    const year =
      stated.date?.hasYear && Math.floor(stated.date.from / 10_000) === Math.floor(stated.date.to / 10_000)
        ? Math.floor(stated.date.from / 10_000)
        : undefined;
    const number: Quantity | undefined =
      stated.number ??
      (year === undefined
        ? undefined
        : { low: year, high: year, precision: 'exact', isOrdinal: false, isAmbiguous: false });
    if (!figure || !number || isOtherUnit(number, figure)) return undefined;
    const unit = number.unit ?? figure.unit;
    const holds = agrees(
      { ...number, ...(unit && { unit }) },
      {
        ...figure,
        low: figure.low * found.column.scale,
        high: figure.high * found.column.scale,
        ...(unit && { unit: figure.unit ?? unit }),
      },
    );
    return holds === undefined ? undefined : { holds, claimed: stated.text, found: cell, rows: [row] };
  }
  if (slots.length > 0) return undefined;
  // The value is a word: it is in one column alone, so that this column is meant.
  const isValueIn = ({ at }: Column) =>
    data.filter(
      ({ cells }) =>
        cells[at] && !figureOf(cells[at]) && cells[at] !== nameOf(row) && holdsPhrase(left, cells[at]),
    );
  const columns_ = columns.filter((column) => isValueIn(column).length > 0);
  const [column] = columns_;
  if (!column || columns_.length > 1) return undefined;
  const value = isValueIn(column)[0]?.cells[column.at] ?? '';
  const used = left.filter((word) => textWords(value).some(({ plain }) => plain === word.plain));
  const heads = left.filter((word) => column.words.some((head) => isSameWord(word, head)));
  if (!isAccounted(left, used, heads)) return undefined;
  const own = row.cells[column.at] ?? '';
  if (own === '') return undefined;
  return { holds: own.toLowerCase() === value.toLowerCase(), claimed: value, found: own, rows: [row] };
}

const holdsPhrase = (words: readonly Word[], phrase: string) =>
  textWords(phrase).every(({ plain }) => words.some((word) => word.plain === plain));
const isOtherUnit = (claim: Quantity, cell: Quantity) =>
  claim.isOrdinal ||
  (claim.unit !== undefined && cell.unit !== undefined && claim.unit.kind !== cell.unit.kind) ||
  (claim.unit?.kind === 'percent') !== (cell.unit?.kind === 'percent') ||
  (claim.unit !== undefined && cell.unit === undefined && !CURRENCY.test(claim.unit.kind));
