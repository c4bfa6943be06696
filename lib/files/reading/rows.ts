type Cell = string | number | boolean | Date | null | undefined;

const textOf = (cell: Cell): string => {
  if (cell instanceof Date) return cell.toISOString().replace(/T00:00:00\.000Z$/, '');
  return cell === null || cell === undefined ? '' : String(cell).trim();
};

/** The first row, where it names the columns: only words, each once. */
function headerOf(row: readonly Cell[]): string[] | undefined {
  const names = row.map(textOf);
  const isHeader = names.every((name) => name !== '' && !/^[\d\s.,%€$£+-]+$/.test(name));
  return isHeader && names.length > 1 && new Set(names).size === names.length ? names : undefined;
}

/** Writes rows out as text, one by one; where a header names the columns, each value with its name. */
export function rowWriter(): (row: readonly Cell[]) => string {
  let header: string[] | undefined;
  let isFirst = true;
  return (row) => {
    const cells = row.map(textOf);
    if (isFirst && cells.some(Boolean)) {
      isFirst = false;
      header = headerOf(row);
      return cells.filter(Boolean).join(', ');
    }
    const named = cells.map((cell, i) => (cell !== '' && header?.[i] ? `${header[i]}: ${cell}` : cell));
    return named.filter(Boolean).join(', ');
  };
}
