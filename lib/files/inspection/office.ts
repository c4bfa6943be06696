import { inflateRawSync } from 'node:zlib';
import type { Refusal } from '../files.ts';
import { isTooDeep } from './markup.ts';
import { directoryOf, type Member } from './zip.ts';

const MAX_MEMBERS = 5_000;
/** All that a file unpacks to, pictures included. */
const MAX_UNPACKED_BYTES = 200_000_000;
/** The XML of one part: a novel has 5 MB, and its parser needs some 20 times as much memory. */
const MAX_PART_BYTES = 12_000_000;
const MAX_XML_BYTES = 40_000_000;
/** Large XML packs to a twentieth; what packs to less than a hundredth was made for it. */
const MAX_RATIO = 100;
const ALWAYS_FINE_BYTES = 1_000_000;
const MAX_DEPTH = 200;

/**
 * Office Open XML (ECMA-376): a ZIP with a list of its parts' types and the main part of its kind.
 * Its XML is unpacked once, under a limit, as a directory may lie; then its nesting is measured.
 */
export function inspectOffice(bytes: Uint8Array, main: string): Refusal | undefined {
  const members = directoryOf(bytes, MAX_MEMBERS);
  if (!members) return 'unsupported_attachment';
  if (members === 'too_large') return members;
  const names = new Set(members.map(({ name }) => name));
  if (!names.has('[Content_Types].xml') || !names.has(main)) return 'unsupported_attachment';
  const parts = members.filter(({ name }) => /\.(xml|rels|vml)$/i.test(name));
  if (
    total(members) > MAX_UNPACKED_BYTES ||
    total(parts) > MAX_XML_BYTES ||
    parts.some(({ size }) => size > MAX_PART_BYTES) ||
    members.some(({ size, packed }) => size > ALWAYS_FINE_BYTES && size > MAX_RATIO * packed.length)
  )
    return 'too_large';
  for (const part of parts) {
    const refusal = inspectPart(part);
    if (refusal) return refusal;
  }
  return undefined;
}

const total = (members: readonly Member[]) => members.reduce((sum, { size }) => sum + size, 0);

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
