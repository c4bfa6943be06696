import { parse } from 'csv-parse/sync';
import { decoded } from '../text.ts';
import type { ReadFormat } from './formats.ts';
import { rowWriter } from './rows.ts';

/** Past any that the sections have room for. */
const MAX_ROWS = 50_001;
const MAX_ROW_CHARACTERS = 200_000;
const DELIMITERS = [',', ';', '\t', '|'];

export const readCsv: ReadFormat = (bytes, sections) => {
  const text = decoded(bytes) ?? '';
  const rows = parse(text, {
    delimiter: delimiterOf(text),
    relax_column_count: true,
    relax_quotes: true,
    to: MAX_ROWS,
    max_record_size: MAX_ROW_CHARACTERS,
  });
  const written = rowWriter();
  for (const [i, row] of rows.entries()) if (!sections.add(written(row), `row ${i + 1}`)) break;
  return sections.reading();
};

/** The one that stands most often in the first line. */
function delimiterOf(text: string): string {
  const line = /^.{0,10000}/.exec(text)?.[0] ?? '';
  const count = (delimiter: string) => line.split(delimiter).length;
  return DELIMITERS.toSorted((a, b) => count(b) - count(a))[0] ?? ',';
}
