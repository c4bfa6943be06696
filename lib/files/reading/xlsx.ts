import readXlsxFile from 'read-excel-file/universal';
import type { ReadFormat } from './formats.ts';
import { rowWriter } from './rows.ts';

/** All sheets, row by row: values, not formulas. */
export const readXlsx: ReadFormat = async (bytes, sections) => {
  const sheets = await readXlsxFile(new Uint8Array(bytes).buffer);
  for (const { sheet, data } of sheets) {
    const written = rowWriter();
    for (const [i, row] of data.entries())
      if (
        !sections.add(
          written(row as Parameters<typeof written>[0]),
          `sheet ${JSON.stringify(sheet)}, row ${i + 1}`,
        )
      )
        return sections.reading(sheets.length);
  }
  return sections.reading(sheets.length);
};
