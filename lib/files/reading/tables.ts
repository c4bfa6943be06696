import type { Sections } from './sections.ts';

/** A number, a sum, a share: the first row of a table of these names nothing. */
const VALUE = /^[\d\s.,%€$£+−-]+$/;

/** Whether a row can name the columns: words only. */
export const isHeaderRow = (row: readonly string[]): boolean =>
  row.every((name) => name !== '' && !VALUE.test(name));

/**
 * Adds a table's rows, each value with the name of its column.
 * @param hasHeader whether the first row names the columns
 * @param locatorOf by the row, from 0
 * @returns false when nothing more is taken
 */
export function addTable(
  sections: Sections,
  rows: readonly (readonly string[])[],
  { table, hasHeader, locatorOf }: { table: number; hasHeader: boolean; locatorOf: (row: number) => string },
): boolean {
  const names = hasHeader ? (rows[0] ?? []) : [];
  return rows.every((row, i) => {
    const isHeader = hasHeader && i === 0;
    const named = row.map((cell, column) =>
      cell !== '' && !isHeader && names[column] ? `${names[column]}: ${cell}` : cell,
    );
    return sections.add(named.filter(Boolean).join(', '), locatorOf(i), { table, isHeader, cells: [...row] });
  });
}
