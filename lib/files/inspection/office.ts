import { inflateRawSync } from 'node:zlib';
import type { Refusal } from '../files.ts';
import { isTooDeep } from './markup.ts';
import { mainPart, OFFICE_FORMATS, type OfficeFormat, officePackage } from './package.ts';
import type { Member } from './zip.ts';

/** The XML of one part: a novel has 5 MB. Sheets and styles are read as a stream and keep little: they may have more. */
const MAX_PART_BYTES = 12_000_000;
const MAX_STREAMED_BYTES = 40_000_000;
/** Of all that is read. */
const MAX_XML_BYTES = 80_000_000;
/** XML that repeats itself packs to a three-hundredth; what packs to less than this is one letter over and over. */
const MAX_RATIO = 600;
const ALWAYS_FINE_BYTES = 1_000_000;
const MAX_DEPTH = 200;

/** Parts without text of the document. Pictures, embedded files and these are never unpacked, so no limit holds for them. */
const UNREAD =
  /(^|\/)(charts?|chartex|chartsheets|drawings|diagrams|theme|embeddings|customXml|media|activeX|ctrlProps|externalLinks|pivotCache|pivotTables|printerSettings|slideLayouts|slideMasters|fonts|tables|queryTables|revisions|threadedComments|persons|richData|comments)\/|(^|\/)(calcChain|connections|comments\w*|fontTable|webSettings|people)\.xml$/i;
const STREAMED = /(^|\/)(worksheets\/[^/]+|styles)\.xml$/i;

/** Whether a part may be read: the gate has measured these, and only these. */
export const isReadPart = (name: string): boolean => /\.(xml|rels)$/i.test(name) && !UNREAD.test(name);

/**
 * Office Open XML (ECMA-376): a ZIP with a list of its parts' types and the main part of its kind.
 * The XML that is read is unpacked once, under a limit, as a directory may lie; then its nesting is measured.
 */
export function inspectOffice(bytes: Uint8Array, format: keyof typeof OFFICE_FORMATS): Refusal | undefined {
  const file = officePackage(bytes);
  if (file === undefined || file === 'too_large') return file ?? 'unsupported_attachment';
  const parts = file.members.filter(({ name }) => isReadPart(name));
  if (parts.some(isTooLarge) || parts.reduce((sum, { size }) => sum + size, 0) > MAX_XML_BYTES)
    return 'too_large';
  for (const part of parts) {
    const refusal = inspectPart(part);
    if (refusal) return refusal;
  }
  // Last, as it unpacks parts: by now they are known to be what the directory says.
  const main = mainPart(file, OFFICE_FORMATS[format] satisfies OfficeFormat);
  return main && isReadPart(main.name) ? undefined : 'unsupported_attachment';
}

function isTooLarge({ name, size, packed }: Member): boolean {
  if (STREAMED.test(name)) return size > MAX_STREAMED_BYTES;
  return size > MAX_PART_BYTES || (size > ALWAYS_FINE_BYTES && size > MAX_RATIO * packed.length);
}

function inspectPart({ packed, isDeflated, size }: Member): Refusal | undefined {
  const xml = isDeflated ? unpacked(packed, size) : packed;
  if (!(xml instanceof Uint8Array)) return xml;
  if (xml.length !== size) return 'unsupported_attachment';
  // No office writes one, and its entities can expand without end.
  if (Buffer.from(xml.buffer, xml.byteOffset, xml.byteLength).includes('<!DOCTYPE'))
    return 'unsupported_attachment';
  return isTooDeep(xml, 'xml', MAX_DEPTH) ? 'too_large' : undefined;
}

function unpacked(packed: Uint8Array, size: number): Uint8Array | Refusal {
  if (size === 0) return new Uint8Array();
  try {
    return inflateRawSync(packed, { maxOutputLength: size });
  } catch (error) {
    const isLarger = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    return isLarger ? 'too_large' : 'unsupported_attachment';
  }
}
