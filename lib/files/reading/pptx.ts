import { posix } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import type { ReadFormat } from './formats.ts';
import { DRAWING, elementsOf, paragraphsOf } from './office-text.ts';

const MAX_SLIDES = 300;

/** Slides in the order of the deck, each with its notes: ECMA-376 part 1, §13.3. */
export const readPptx: ReadFormat = (bytes, sections) => {
  const parts = unzipSync(bytes, { filter: ({ name }) => /^ppt\/.*\.(xml|rels)$/.test(name) });
  const partOf = (name: string) => strFromU8(parts[name] ?? new Uint8Array());
  const textOf = (name: string) => paragraphsOf(partOf(name), DRAWING).join('\n');
  const main = 'ppt/presentation.xml';
  const linked = linksOf(partOf, main);
  const slides = elementsOf(partOf(main), 'p:sldId').flatMap(({ 'r:id': id = '' }) => linked.get(id) ?? []);
  let number = 0;
  let hasRoom = true;
  for (const { target } of slides.slice(0, MAX_SLIDES)) {
    number++;
    hasRoom = sections.add(textOf(target), `slide ${number}`);
    for (const { type, target: notes } of linksOf(partOf, target).values())
      if (hasRoom && type.endsWith('/notesSlide'))
        hasRoom = sections.add(textOf(notes), `notes of slide ${number}`);
    if (!hasRoom) break;
  }
  if (hasRoom && slides.length > MAX_SLIDES)
    sections.cut(`Only the first ${MAX_SLIDES} of ${slides.length} slides were read.`);
  return sections.reading(slides.length);
};

/** The parts that a part names in its relationships, by their ids: ECMA-376 part 2, §6.5. */
function linksOf(
  partOf: (name: string) => string,
  part: string,
): Map<string, { type: string; target: string }> {
  const { dir, base } = posix.parse(part);
  const links = elementsOf(partOf(`${dir}/_rels/${base}.rels`), 'Relationship');
  return new Map(
    links.map(({ Id = '', Type = '', Target = '' }) => [
      Id,
      { type: Type, target: Target.startsWith('/') ? Target.slice(1) : posix.join(dir, Target) },
    ]),
  );
}
