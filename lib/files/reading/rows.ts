import type { TableRow } from '../files.ts';

/** A cell farther to the right comes as text without a column: a row with a cell at the edge of a sheet has 16,384. */
export const MAX_COLUMNS = 1_000;
/** Of a column's name: what is longer is prose. */
const MAX_NAME_CHARACTERS = 200;

const NUMBER_WITH_UNIT = /^[-+−]?[\d.,\s]+\s?(?:\p{L}|[µ°%€$£²³]){1,3}$/u;
const YEAR = /^(?:1[5-9]|20|21)\d\d$/;
const PLAIN_YEAR = /^[12]\d{3}$/;

/** What takes sections, such as `Sections`. */
export interface SectionTaker {
  /** @returns false when nothing more is taken */
  add: (text: string, locator: string, row?: TableRow) => boolean;
}

interface Row {
  cells: string[];
  locator: string;
  /** whether the document itself says that it names the columns */
  isNamed: boolean;
}

/**
 * Writes the rows of tables as sections, one each; where a header names the columns, each value comes with its name.
 * What is filled in one cell only above the other rows is no row but a title.
 */
export class Tables {
  readonly #sections: SectionTaker;
  readonly #count: () => number;
  #table = 0;
  #header: string[] | undefined;
  /** The first row, until the second one has told whether it is a header. */
  #first: Row | undefined;
  #isOpen = false;
  #hasRoom = true;

  /** @param count gives each table of the file its number */
  constructor(sections: SectionTaker, count: () => number = tableCounter()) {
    this.#sections = sections;
    this.#count = count;
  }

  /** Whether more is taken. */
  get hasRoom(): boolean {
    return this.#hasRoom;
  }

  /** @param cells as displayed, from the first column on. @returns false when nothing more is taken */
  add(cells: readonly string[], locator: string, isNamed = false): boolean {
    const row = { cells: trimmed(cells.slice(0, MAX_COLUMNS)), locator, isNamed };
    const far = cells.slice(MAX_COLUMNS).filter(Boolean);
    const filled = row.cells.filter(Boolean).length;
    if (!this.#isOpen && filled <= 1) {
      const text = [...row.cells, ...far].filter(Boolean).join(', ');
      if (text !== '') this.#hasRoom = this.#sections.add(text, locator);
      return this.#hasRoom;
    }
    if (filled > 0) this.#row(row);
    if (far.length > 0 && this.#hasRoom) this.#hasRoom = this.#sections.add(far.join(', '), locator);
    return this.#hasRoom;
  }

  /** Ends the table: what comes next is another one. */
  end(): boolean {
    const first = this.#first;
    this.#first = undefined;
    if (first && this.#hasRoom) this.#write(first, false);
    this.#isOpen = false;
    this.#header = undefined;
    return this.#hasRoom;
  }

  /** Writes the first row, if that is still to come, without waiting for the next one. */
  settle(next?: { cells: readonly string[] }): void {
    const first = this.#first;
    this.#first = undefined;
    if (!first || !this.#hasRoom) return;
    const isHeader = isHeaderOf(first, next?.cells ?? []);
    if (isHeader) this.#header = first.cells;
    this.#write(first, isHeader);
  }

  #row(row: Row): void {
    if (!this.#isOpen) {
      this.#isOpen = true;
      this.#table = this.#count();
      this.#first = row;
      return;
    }
    this.settle(row);
    if (this.#hasRoom) this.#write(row, false);
  }

  #write({ cells, locator }: Row, isHeader: boolean): void {
    const header = this.#header;
    const named = isHeader
      ? cells
      : cells.map((cell, i) => (cell !== '' && header?.[i] ? `${header[i]}: ${cell}` : cell));
    const missing = Math.max(0, (header?.length ?? 0) - cells.length);
    this.#hasRoom = this.#sections.add(named.filter(Boolean).join(', '), locator, {
      table: this.#table,
      isHeader,
      cells: [...cells, ...Array<string>(missing).fill('')],
    });
  }
}

/** Numbers from 0. */
export function tableCounter(): () => number {
  let tables = 0;
  return () => tables++;
}

/** Without the empty cells at the end. */
function trimmed(cells: readonly string[]): string[] {
  const clean = cells.map((cell) => cell.trim());
  return clean.slice(0, clean.findLastIndex((cell) => cell !== '') + 1);
}

/**
 * Whether a table's first row names its columns: with different labels, or with years behind a label or an empty
 * corner. Years over years are data.
 */
function isHeaderOf({ cells, isNamed }: Row, next: readonly string[]): boolean {
  const names = cells.filter(Boolean);
  if (names.length < 2 || new Set(names).size < names.length) return false;
  if (isNamed) return true;
  const columns = cells.flatMap((cell, i) => (cell === '' || isLabel(cell) ? [] : [i]));
  if (columns.length === 0) return true;
  const isCorner = cells[0] === '' || isLabel(cells[0] ?? '');
  return (
    isCorner &&
    columns.every((i) => YEAR.test(cells[i] ?? '')) &&
    columns.some((i) => next[i] !== '' && !PLAIN_YEAR.test(next[i] ?? ''))
  );
}

function isLabel(cell: string): boolean {
  if (cell.length > MAX_NAME_CHARACTERS || /^(?:true|false)$/i.test(cell)) return false;
  return !/\d/.test(cell) ? true : /\p{L}/u.test(cell) && !NUMBER_WITH_UNIT.test(cell);
}
