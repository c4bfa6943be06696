import { parse } from 'csv-parse/sync';
import { decoded } from './decoded.ts';
import type { ReadFormat } from './formats.ts';
import { Tables } from './rows.ts';

/** Past any that the sections have room for. */
const MAX_ROWS = 50_001;
const MAX_ROW_CHARACTERS = 200_000;
const DELIMITERS = ['\t', ';', '|', ','];
/** How spreadsheets name the delimiter, in a line above the table. */
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

/**
 * The one that the most lines, one after another, have equally often: a title above has others. Of several, the one
 * that they have more often; of those, not the comma, which is also in numbers.
 */
function delimiterOf(text: string): string {
  const lines = text
    .slice(0, 10_000)
    .replace(/"[^"]*"/g, '')
    .split(/\r\n|\r|\n/)
    .slice(0, 20);
  let best = { delimiter: ',', run: 0, count: 0 };
  for (const delimiter of DELIMITERS) {
    let run = 0;
    let last = 0;
    for (const line of lines) {
      const count = line.split(delimiter).length - 1;
      run = count > 0 && count === last ? run + 1 : count > 0 ? 1 : 0;
      last = count;
      if (run > best.run || (run === best.run && count > best.count)) best = { delimiter, run, count };
    }
  }
  return best.delimiter;
}
