import { mainPart, OFFICE_FORMATS } from '../inspection/package.ts';
import type { ReadFormat } from './formats.ts';
import { LeftOut } from './left-out.ts';
import { noteUnread, openPackage } from './office-xml.ts';
import { Tables } from './rows.ts';
import { readSheet } from './sheet.ts';
import { workbookOf } from './workbook.ts';

/** Of a sheet's name: spreadsheets allow 31. */
const MAX_NAME = 100;

/** All sheets that are shown, in their order and row by row: values as displayed, not formulas. */
export const readXlsx: ReadFormat = (bytes, sections) => {
  const file = openPackage(bytes);
  const book = workbookOf(file, mainPart(file, OFFICE_FORMATS.xlsx)?.name ?? '');
  const tables = new Tables(sections);
  const leftOut = new LeftOut();
  let unknownFormulas = 0;
  let charts = 0;
  for (const { name, isHidden, link } of book.sheets) {
    if (isHidden) leftOut.hideWhole('sheet');
    else if (link?.type === 'worksheet') {
      const sheet = JSON.stringify(name.slice(0, MAX_NAME));
      const locate = (row: number) => `sheet ${sheet}, row ${row}`;
      unknownFormulas += readSheet(file, link.target, book, tables, leftOut, locate).unknownFormulas;
      if (!tables.hasRoom) break;
    } else if (link) charts++;
  }
  leftOut.note(sections);
  if (unknownFormulas > 0)
    sections.note(
      `${unknownFormulas} ${unknownFormulas === 1 ? 'formula was' : 'formulas were'} saved without a value and could not be read.`,
    );
  if (charts > 0)
    sections.note(
      `${charts} ${charts === 1 ? 'sheet' : 'sheets'} without cells, such as a chart, could not be read.`,
    );
  noteUnread(file, sections);
  return sections.reading(book.sheets.length);
};
