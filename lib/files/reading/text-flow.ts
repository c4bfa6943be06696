import { MAX_COLUMNS, type SectionTaker, Tables } from './rows.ts';

/** A break of a line within a paragraph, as readers write it into the text that they gather. */
export const BREAK = '\u2028';

/** A cell of a table that holds more is a frame for a part of the page, as tables once were used. */
const MAX_CELL_BLOCKS = 4;
const MAX_CELL_CHARACTERS = 2_000;
/** Columns and rows of one cell: https://html.spec.whatwg.org/multipage/tables.html */
const MAX_SPAN = 1_000;
const MAX_ROW_SPAN = 65_534;

const INVISIBLE = /[\u00ad\u200b\u2060\ufeff]/g;
const LIST_LINE = /^(?:[•·▪◦‣*–—-]|\(?\d{1,3}[.)])\s+\S|^[^\s:][^:.!?]{0,40}:\s+\S/;

/**
 * The paragraphs of a text with breaks: a break is a space, unless it ends a line of a list (bullets, numbers, names
 * before a colon) or follows another break.
 */
export function paragraphsIn(text: string): string[] {
  const clean = text.replace(INVISIBLE, '').replace(/\u2011/g, '-');
  const blocks = clean.split(/\u2028[\s\u2028]*\u2028/).map((block) =>
    block
      .split(BREAK)
      .map((line) => line.trim())
      .filter(Boolean),
  );
  return blocks.flatMap((lines) => {
    const isList = lines.length > 1 && lines.every((line) => LIST_LINE.test(line));
    return isList ? lines : lines.length > 0 ? [lines.join(' ')] : [];
  });
}

interface Cell {
  column: number;
  blocks: string[];
}
interface Row {
  cells: Cell[];
  /** the first column that no cell has taken */
  next: number;
  isNamed: boolean;
  /** Whether its cells are parts of the page, not of a table. */
  isFrame: boolean;
}
interface OpenTable {
  number: number;
  rows: number;
  tables: Tables;
  row: Row | undefined;
  cell: Cell | undefined;
  /** by column, the last row that a cell above reaches down to */
  spans: Map<number, number>;
}

/** Where a flow of text goes. */
export interface FlowTarget {
  paragraph: (text: string) => void;
  /** one for each table */
  tables: () => Tables;
  /** @param table and row, both from 1 */
  locateRow: (table: number, row: number) => string;
}

/** Puts paragraphs and tables, which may lie in each other, into the order of reading. */
export class TextFlow {
  readonly #target: FlowTarget;
  readonly #open: OpenTable[] = [];
  #count = 0;

  constructor(target: FlowTarget) {
    this.#target = target;
  }

  /** @param text with `BREAK` for the breaks within */
  paragraph(text: string): void {
    const cell = this.#open.findLast(({ row }) => row)?.cell;
    const isFrame = this.#open.at(-1)?.row?.isFrame ?? true;
    for (const block of paragraphsIn(text))
      if (cell && !isFrame) cell.blocks.push(block);
      else this.#target.paragraph(block);
  }

  openTable(): void {
    // A table in a cell makes the rows around it frames.
    for (const { row, tables } of this.#open) {
      tables.settle();
      if (row && !row.isFrame) this.#writeFrame(row);
    }
    const tables = this.#target.tables();
    this.#open.push({
      number: ++this.#count,
      rows: 0,
      tables,
      row: undefined,
      cell: undefined,
      spans: new Map(),
    });
  }

  closeTable(): void {
    this.closeRow();
    this.#open.pop()?.tables.end();
  }

  /** @param isNamed whether the document says that it names the columns */
  openRow(isNamed = false): void {
    this.closeRow();
    const table = this.#open.at(-1);
    if (!table) return;
    table.rows++;
    table.row = { cells: [], next: 0, isNamed, isFrame: false };
  }

  nameRow(): void {
    const row = this.#open.at(-1)?.row;
    if (row) row.isNamed = true;
  }

  /** @param isLeftOut whether nothing of it is shown */
  closeRow(isLeftOut = false): void {
    const table = this.#open.at(-1);
    const row = table?.row;
    if (!table || !row) return;
    table.row = table.cell = undefined;
    if (row.isFrame || isLeftOut) return;
    const isFrame = row.cells.some(
      ({ blocks }) =>
        blocks.length > MAX_CELL_BLOCKS ||
        (blocks.length > 1 && blocks.reduce((sum, block) => sum + block.length, 0) > MAX_CELL_CHARACTERS),
    );
    if (isFrame) {
      table.tables.settle();
      this.#writeFrame(row);
      return;
    }
    const cells: string[] = [];
    for (const { column, blocks } of row.cells) {
      while (cells.length < column) cells.push('');
      cells.push(blocks.join(' '));
    }
    if (cells.some(Boolean))
      table.tables.add(cells, this.#target.locateRow(table.number, table.rows), row.isNamed);
  }

  openCell(columns = 1, rows = 1): void {
    const table = this.#open.at(-1);
    if (!table) return;
    if (!table.row) this.openRow();
    const { row, spans } = table;
    if (!row) return;
    while ((spans.get(row.next) ?? 0) >= table.rows) row.next++;
    table.cell = { column: row.next, blocks: [] };
    row.cells.push(table.cell);
    this.widenCell(columns);
    if (rows > 1)
      for (let column = table.cell.column; column < row.next; column++)
        spans.set(column, table.rows + Math.min(rows, MAX_ROW_SPAN) - 1);
  }

  /** Says of the open cell how many columns it has. */
  widenCell(columns: number): void {
    const { row, cell } = this.#open.at(-1) ?? {};
    if (row && cell)
      row.next =
        cell.column + (cell.column < MAX_COLUMNS ? Math.min(Math.max(1, columns || 1), MAX_SPAN) : 1);
  }

  /** Leaves columns before the next cell empty. */
  skipColumns(columns: number): void {
    const row = this.#open.at(-1)?.row;
    if (row) row.next += Math.min(Math.max(0, columns || 0), MAX_SPAN);
  }

  closeCell(): void {
    const table = this.#open.at(-1);
    if (table) table.cell = undefined;
  }

  /** Closes what the document left open. */
  end(): void {
    while (this.#open.length > 0) this.closeTable();
  }

  #writeFrame(row: Row): void {
    row.isFrame = true;
    for (const { blocks } of row.cells) for (const block of blocks) this.#target.paragraph(block);
  }
}

/** Tables of one file, whose numbers go on from one to the next. */
export const tablesOf =
  (sections: SectionTaker, count: () => number): (() => Tables) =>
  () =>
    new Tables(sections, count);
