import { getDocumentProxy } from 'unpdf';
import { contentBytes } from '../../inspection/pdf.ts';
import type { ReadFormat } from '../formats.ts';
import type { Sections } from '../sections.ts';
import { blocksOf } from './blocks.ts';
import { CharacterMaps } from './character-maps.ts';
import { dropRepeatedEdges } from './edges.ts';
import { fieldsOf } from './fields.ts';
import { type HiddenOptions, visibleRuns } from './hidden.ts';
import { isOffPage, type Page, type Pdf, textRuns } from './page.ts';
import { type Row, rowsOf } from './rows.ts';
import { addPages, type PageText } from './text.ts';

const MAX_PAGES = 300;
/** Of what draws the pages, unpacked: the list of its operators takes ten times as much memory. */
const MAX_DRAWING_BYTES = 12_000_000;

/** The text layer, page by page, and what a form was filled with. Pictures of text stay pictures. */
export const readPdf: ReadFormat = async (bytes, sections) => {
  const pdf = await getDocumentProxy(new Uint8Array(bytes), {
    verbosity: 0,
    // Not an address: pdf.js asks for maps only where there is one, and asks the factory.
    cMapUrl: 'cmaps/',
    cMapPacked: true,
    useWorkerFetch: false,
    BinaryDataFactory: CharacterMaps,
  });
  const hiding = await hidingOf(pdf, bytes);
  const pages: Row[][] = [];
  const more: Omit<PageText, 'blocks'>[] = [];
  const left = { isHidden: false };
  while (pages.length < Math.min(pdf.numPages, MAX_PAGES) && (pages.length === 0 || sections.hasTime())) {
    const page = await pdf.getPage(pages.length + 1);
    pages.push(await rowsOfPage(page, hiding, left));
    const [, bottom = 0, , top = 0] = page.view;
    const fields = await fieldsOf(page, pages.length).catch(() => []);
    more.push({ fields, bottom, height: Math.max(1, top - bottom) });
    page.cleanup();
  }
  const empty = pages.filter((rows, i) => rows.length === 0 && more[i]?.fields.length === 0).length;
  const hasEdges = dropRepeatedEdges(pages);
  addPages(
    sections,
    more.map((page, i) => ({ ...page, blocks: blocksOf(pages[i] ?? []) })),
  );
  tellPages(sections, pdf.numPages, pages.length);
  if (empty > 0) sections.note(`${empty} of its pages hold no text; scanned pages are not read.`);
  if (hasEdges) sections.note('Headers and footers that repeat on its pages were left out.');
  if (left.isHidden) sections.note('Text in it that is not visible was left out.');
  return sections.reading(pdf.numPages);
};

function tellPages(sections: Sections, pages: number, read: number): void {
  if (read < pages && read === MAX_PAGES)
    sections.cut(`Only the first ${MAX_PAGES} of ${pages} pages were read.`);
}

async function rowsOfPage(
  page: Page,
  hiding: HiddenOptions | undefined,
  left: { isHidden: boolean },
): Promise<Row[]> {
  const all = await textRuns(page);
  const inside = all.filter((run) => !isOffPage(run, page.view));
  const { runs, isHiding } =
    hiding && inside.length > 0
      ? await visibleRuns(page, inside, hiding).catch(() => ({ runs: inside, isHiding: false }))
      : { runs: inside, isHiding: false };
  left.isHidden ||= isHiding || inside.length < all.length;
  return rowsOf(runs);
}

/** @returns undefined where nothing can hide, or looking for it would take too much memory */
async function hidingOf(pdf: Pdf, bytes: Uint8Array): Promise<HiddenOptions | undefined> {
  const layers = await pdf.getOptionalContentConfig();
  const layersOff = new Set<string>();
  for (const [id, { visible }] of layers as unknown as Iterable<[string, { visible: boolean }]>)
    if (!visible) layersOff.add(id);
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // A picture may lie behind white text, and recognised text lies unseen behind the picture of its page.
  const isInkTold = !/\/Subtype\s*\/Image/.test(file.toString('latin1'));
  if (layersOff.size === 0 && !isInkTold) return undefined;
  return contentBytes(bytes, MAX_DRAWING_BYTES) > MAX_DRAWING_BYTES ? undefined : { layersOff, isInkTold };
}
