import { getDocumentProxy } from 'unpdf';
import type { ReadFormat } from './formats.ts';

const MAX_PAGES = 300;

/** The text layer, page by page. Pictures of text stay pictures. */
export const readPdf: ReadFormat = async (bytes, sections) => {
  const pdf = await getDocumentProxy(new Uint8Array(bytes), { verbosity: 0 });
  const empty: number[] = [];
  let page = 0;
  let hasRoom = true;
  while (hasRoom && page < Math.min(pdf.numPages, MAX_PAGES)) {
    const text = await textOf(await pdf.getPage(++page));
    if (text.trim() === '') empty.push(page);
    hasRoom = sections.add(text, `page ${page}`);
  }
  if (hasRoom && page < pdf.numPages)
    sections.cut(`Only the first ${MAX_PAGES} of ${pdf.numPages} pages were read.`);
  if (empty.length > 0)
    sections.note(`${empty.length} of its pages hold no text; scanned pages are not read.`);
  return sections.reading(pdf.numPages);
};

type Page = Awaited<ReturnType<Awaited<ReturnType<typeof getDocumentProxy>>['getPage']>>;

async function textOf(page: Page): Promise<string> {
  const { items } = await page.getTextContent();
  page.cleanup();
  return items.map((item) => ('str' in item ? item.str + (item.hasEOL ? '\n' : '') : '')).join('');
}
