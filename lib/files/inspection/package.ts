import { posix } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { directoryOf, type Member } from './zip.ts';

/** Office Open XML as a package of parts that name each other: ECMA-376 part 2. What inspects and what reads use it. */

/** A relationship from a part to another one. */
export interface Link {
  /** the end of its type's address: `slide`, `worksheet`, `footnotes` */
  type: string;
  /** the name of a part */
  target: string;
}

export interface OfficePackage {
  members: Member[];
  /** Names are compared without their case, as the standard says. */
  part: (name: string) => Member | undefined;
  /** The parts that a part names, by the ids of its relationships. Without a name, those of the package. */
  links: (name?: string) => Map<string, Link>;
}

const MAX_MEMBERS = 5_000;
/** Of a part that only names others. */
const MAX_LINKS_BYTES = 4_000_000;

/** @returns undefined for what is not a ZIP */
export function officePackage(bytes: Uint8Array): OfficePackage | 'too_large' | undefined {
  const members = directoryOf(bytes, MAX_MEMBERS);
  if (members === 'too_large' || members === undefined) return members;
  const byName = new Map(members.map((member) => [member.name.toLowerCase(), member]));
  const part = (name: string) => byName.get(name.toLowerCase());
  return {
    members,
    part,
    links(name = '') {
      const { dir, base } = posix.parse(name);
      const links = part(posix.join(dir, '_rels', `${base}.rels`));
      return new Map(
        tagsOf(links, 'Relationship')
          .filter(({ TargetMode }) => TargetMode !== 'External')
          .map(({ Id = '', Type = '', Target = '' }) => [
            Id,
            {
              type: Type.slice(Type.lastIndexOf('/') + 1),
              target: Target.startsWith('/') ? Target.slice(1) : posix.join(dir, Target),
            },
          ]),
      );
    },
  };
}

/** What a package is: the folder of its format, and the words by which its main part's type tells it. */
export interface OfficeFormat {
  main: string;
  types: RegExp;
}
export const OFFICE_FORMATS = {
  docx: { main: 'word/document.xml', types: /wordprocessingml|ms-word/i },
  pptx: { main: 'ppt/presentation.xml', types: /presentationml|ms-powerpoint/i },
  xlsx: { main: 'xl/workbook.xml', types: /spreadsheetml|ms-excel/i },
} satisfies Record<string, OfficeFormat>;

/**
 * The part that a document begins with: the one that the package names, or else the one with the usual name.
 * @returns undefined where it is not there, or is of another format
 */
export function mainPart(file: OfficePackage, { main, types }: OfficeFormat): Member | undefined {
  const listed = file.part('[Content_Types].xml');
  if (!listed) return undefined;
  const named = [...file.links().values()].find(({ type }) => type === 'officeDocument')?.target;
  const part = file.part(named ?? main) ?? file.part(main);
  if (!part) return undefined;
  const type = tagsOf(listed, 'Override').find(
    ({ PartName = '' }) => PartName.toLowerCase() === `/${part.name.toLowerCase()}`,
  )?.ContentType;
  // Some programs give their parts no type of their own: then the usual name must do.
  const isFormat = type ? types.test(type) : part.name.toLowerCase() === main;
  return isFormat ? part : undefined;
}

/**
 * The attributes of the elements of a name in a part that only lists, in order. No parser is needed for it.
 * @param part not larger than MAX_LINKS_BYTES; a larger one lists nothing
 */
function tagsOf(part: Member | undefined, name: string): Record<string, string>[] {
  if (!part || part.size > MAX_LINKS_BYTES) return [];
  const xml = Buffer.from(
    part.isDeflated && part.size > 0
      ? inflateRawSync(part.packed, { maxOutputLength: part.size })
      : part.packed,
  ).toString('utf8');
  const tags = xml.matchAll(new RegExp(`<(?:\\w{1,20}:)?${name}\\s([^<>]{0,4000})>`, 'g'));
  return Array.from(tags, ([, attributes = '']) =>
    Object.fromEntries(
      Array.from(
        attributes.matchAll(/([\w:]{1,50})\s*=\s*(?:"([^"]*)"|'([^']*)')/g),
        ([, key = '', a, b]) => [key, unescaped(a ?? b ?? '')],
      ),
    ),
  );
}

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const unescaped = (text: string) =>
  text.replace(/&(amp|lt|gt|quot|apos);/g, (_, name: string) => ENTITIES[name] ?? '');
