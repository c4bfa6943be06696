import { parse } from 'csv-parse/sync';
import { decoded } from '../text.ts';
import type { ReadFormat } from './formats.ts';
import { Tables } from './rows.ts';

/** Past any that the sections have room for. */
const MAX_ROWS = 50_001;
const MAX_ROW_CHARACTERS = 200_000;
const DELIMITERS = [',', ';', '\t', '|'];
/** How spreadsheets name the delimiter in a line of its own. */
const NAMED_DELIMITER = /^\ufeff?sep=([,;\t|])[ \t]*(?:\r\n|\r|\n)/i;

export const readCsv: ReadFormat = (bytes, sections) => {
  const text = decoded(bytes) ?? '';
  const [named = '', delimiter = delimiterOf(text)] = NAMED_DELIMITER.exec(text) ?? [];
  const tables = new Tables(sections);
  let row = named === '' ? 0 : 1;
  let hasRoom = true;
  parse(text.slice(named.length), {
    delimiter,
    relax_column_count: true,
    relax_quotes: true,
    to: MAX_ROWS,
    max_record_size: MAX_ROW_CHARACTERS,
    // Taken one by one, so that they are not all in memory at once.
    on_record(cells: string[]) {
      row++;
      const isEmpty = cells.every((cell) => cell.trim() === '');
      if (hasRoom) hasRoom = isEmpty ? tables.end() : tables.add(cells, `row ${row}`);
      return null;
    },
  });
  tables.end();
  return sections.reading();
};

/** The one in the most of the first lines; of several, the one that is most often in the first line that has any. */
function delimiterOf(text: string): string {
  const lines = text
    .slice(0, 10_000)
    .replace(/"[^"]*"/g, '')
    .split(/\r\n|\r|\n/)
    .slice(0, 20);
  const uses = (delimiter: string) => lines.filter((line) => line.includes(delimiter)).length;
  const most = Math.max(...DELIMITERS.map(uses));
  const candidates = DELIMITERS.filter((delimiter) => uses(delimiter) === most);
  const line = lines.find((each) => candidates.some((delimiter) => each.includes(delimiter))) ?? '';
  const count = (delimiter: string) => line.split(delimiter).length;
  return candidates.toSorted((a, b) => count(b) - count(a))[0] ?? ',';
}
