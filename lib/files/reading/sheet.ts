import type { OfficePackage } from '../inspection/package.ts';
import type { LeftOut } from './left-out.ts';
import { displayedNumber, isTextShown } from './number-format.ts';
import { isOn, parsePart } from './office-xml.ts';
import { MAX_COLUMNS, type Tables } from './rows.ts';
import { RichText, type Workbook } from './workbook.ts';

interface Cell {
  column: number;
  type: string;
  style: number;
  value: string;
  rich: RichText;
  isFormula: boolean;
}

/** What a sheet holds that is not in its rows. */
export interface SheetFindings {
  /** formulas that were saved without what they come to */
  unknownFormulas: number;
}

/**
 * The rows of one sheet, as they are displayed, in one pass that keeps one row: ECMA-376 part 1, §18.3.1.
 * An empty row ends a table.
 * @param locate says where the row of a number, from 1, is
 */
export function readSheet(
  file: OfficePackage,
  part: string,
  book: Workbook,
  tables: Tables,
  leftOut: LeftOut,
  locate: (row: number) => string,
): SheetFindings {
  const hiddenColumns: [from: number, to: number][] = [];
  const columnsLeftOut = new Set<number>();
  const findings: SheetFindings = { unknownFormulas: 0 };
  let hasRoom = true;
  let row = 0;
  let lastFilled = 0;
  let isHiddenRow = false;
  let cells: (string | undefined)[] = [];
  let next = 0;
  let cell: Cell | undefined;
  let isValue = false;

  const endCell = ({ column, type, style, value, rich, isFormula }: Cell) => {
    const { format = 'General', isStruck = false } = book.styles[style] ?? {};
    const text = displayed(type, value, rich.text, format, book);
    if (isFormula && value === '' && rich.text === '') findings.unknownFormulas++;
    const isEmpty = value === '' && rich.text.trim() === '';
    if (isEmpty) return;
    if (isStruck) {
      leftOut.strike();
      return;
    }
    if (text === '') {
      if (!isHiddenRow) leftOut.hide('cell');
      return;
    }
    if (hiddenColumns.some(([from, to]) => column >= from && column <= to)) {
      if (!isHiddenRow) columnsLeftOut.add(column);
      return;
    }
    cells[column < MAX_COLUMNS ? column : Math.max(MAX_COLUMNS, cells.length)] = text;
  };
  const endRow = () => {
    if (!cells.some((text) => text?.trim())) return;
    if (isHiddenRow) {
      leftOut.hide('row');
      // It is no gap in the table either.
      if (lastFilled === row - 1) lastFilled = row;
      return;
    }
    if (row > lastFilled + 1) hasRoom = tables.end();
    lastFilled = row;
    if (hasRoom)
      hasRoom = tables.add(
        Array.from(cells, (text) => text ?? ''),
        locate(row),
      );
  };

  parsePart(file, part, {
    open(name, attributes) {
      if (name === 'col' && isHiddenLine(attributes, 'width'))
        hiddenColumns.push([Number(attributes.min) - 1, Number(attributes.max) - 1]);
      else if (name === 'row') {
        row = Number(attributes.r) || row + 1;
        isHiddenRow = isHiddenLine(attributes, 'ht');
        cells = [];
        next = 0;
      } else if (name === 'c') {
        const column = columnOf(attributes.r) ?? next;
        next = column + 1;
        cell = {
          column,
          type: attributes.t ?? 'n',
          style: Number(attributes.s ?? 0),
          value: '',
          rich: new RichText(),
          isFormula: false,
        };
      } else if (name === 'v') isValue = true;
      else if (name === 'f' && cell) cell.isFormula = true;
      else cell?.rich.open(name, attributes);
    },
    text(text) {
      if (isValue && cell) cell.value += text;
      else cell?.rich.add(text);
    },
    close(name) {
      if (name === 'v') isValue = false;
      else if (name === 'c' && cell) {
        if (hasRoom) endCell(cell);
        cell = undefined;
      } else if (name === 'row') {
        if (hasRoom) endRow();
      } else cell?.rich.close(name);
    },
    isDone: () => !hasRoom,
  });
  tables.end();
  leftOut.hide('column', columnsLeftOut.size);
  return findings;
}

/** A row or a column that is hidden, or that has no size. */
const isHiddenLine = (attributes: Record<string, string>, size: 'ht' | 'width') =>
  (attributes.hidden !== undefined && isOn(attributes.hidden)) || Number(attributes[size] ?? 1) === 0;

/** The column of `AB12`, from 0; undefined where a cell does not say where it is. */
function columnOf(reference: string | undefined): number | undefined {
  const letters = /^\$?([A-Z]{1,3})/i.exec(reference ?? '')?.[1]?.toUpperCase();
  if (letters === undefined) return undefined;
  let column = 0;
  for (const letter of letters) column = column * 26 + letter.charCodeAt(0) - 64;
  return column - 1;
}

function displayed(
  type: string,
  value: string,
  inline: string,
  format: string,
  { strings, is1904 }: Workbook,
): string {
  switch (type) {
    case 's':
    case 'inlineStr':
    case 'str': {
      const text = type === 's' ? (strings[Number(value)] ?? '') : inline || value;
      return isTextShown(format) ? text : '';
    }
    case 'b':
      return value === '' ? '' : isOn(value) ? 'TRUE' : 'FALSE';
    case 'd':
      return value.replace(/T00:00(?::00(?:\.0+)?)?Z?$/, '').replace('T', ' ');
    case 'e':
      return value;
    default: {
      const number = Number(value);
      return value.trim() === '' || !Number.isFinite(number)
        ? value
        : displayedNumber(number, format, is1904);
    }
  }
}
