import type { Claim, EvidenceSource, Material, Passage, Table, TableCells } from './analysis.ts';
import { SECTION_BREAK } from './material.ts';
import { indexOf } from './retrieval.ts';
import { sentencesOf, type Stretch } from './sentences.ts';

/** Evidence in what the sender sent: it can contradict a claim, and agree with one, but prove none. */

const MOST = 8;
/** Of all files together; what is beyond is not searched. */
const MAX_SENTENCES = 20_000;
/** Sentences before one that tell what "it" is; the first of its source, which names its subject, comes on top. */
const CONTEXT = 5;

type File = Pick<Material['attachments'][number], 'sections' | 'isPartial'>;

interface Place {
  passage: Passage;
  /** what it is found by */
  indexed: string;
  /** the file; null for the user's own words */
  attachment: string | null;
  /** where its sentence begins and ends in the joined text of its source */
  start: number;
  end: number;
}

/** A sentence that leans on the one before it is only found together with it. */
const LEANS =
  /^(?:he|she|it|they|his|her|its|their|this|these|those|that|the|both|such|also|but|and|however|then)\b/i;

function placesIn(source: string, attachment: string | null, file: File, room: number): Place[] {
  const places: Place[] = [];
  const tables = new Map<number, Table & { rows: TableCells[] }>();
  const before: string[] = [];
  let offset = 0;
  for (const { text, locator, row } of file.sections) {
    if (places.length >= room) {
      // A sum over some of its rows would be wrong.
      for (const table of tables.values()) table.isPartial = true;
      break;
    }
    const place = (stretch: Stretch, passage: Passage, indexed: string) =>
      places.push({ passage, indexed, attachment, start: offset + stretch.start, end: offset + stretch.end });
    if (row) {
      const table = tables.get(row.table) ?? { header: [], rows: [], isPartial: file.isPartial === true };
      tables.set(row.table, table);
      if (row.isHeader) table.header = row.cells;
      else {
        const passage: Passage = { text, source, locator, isOwn: true, table };
        table.rows.push({ cells: row.cells, passage });
        // Its text names the columns already.
        place({ start: 0, end: text.length }, passage, text);
      }
    } else
      sentencesOf(text).forEach((stretch, i) => {
        const sentence = text.slice(stretch.start, stretch.end);
        const [first] = before;
        const latest = before.slice(-CONTEXT);
        const context = first === undefined || before.length <= CONTEXT ? latest : [first, ...latest];
        const where = [locator, `sentence ${i + 1}`].filter(Boolean).join(', ');
        const indexed = LEANS.test(sentence) ? `${before.at(-1) ?? ''} ${sentence}` : sentence;
        place(stretch, { text: sentence, source, locator: where, isOwn: true, context }, indexed);
        before.push(sentence);
      });
    offset += text.length + SECTION_BREAK.length;
  }
  return places.slice(0, room);
}

const plain = (text: string) =>
  text
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu)
    ?.join(' ') ?? '';

function sourceOf(name: string, places: readonly Place[]): EvidenceSource {
  const index = indexOf(places.map(({ indexed }) => indexed));
  return {
    name,
    find: ({ text, span }) => {
      const claim = plain(text);
      // What is short is read whole, whatever words it has in common with the claim.
      const found = places.length <= MOST ? places.map((_, i) => i) : index.search(text, MOST * 2);
      return Promise.resolve(
        found
          .flatMap((i) => places[i] ?? [])
          // A claim is no evidence for itself, nor is its repetition: it makes it no truer.
          .filter(
            (place) =>
              place.attachment !== span.attachment ||
              ((place.end <= span.start || place.start >= span.end) && plain(place.passage.text) !== claim),
          )
          .slice(0, MOST)
          .map(({ passage }) => passage),
      );
    },
  };
}

export function attachmentEvidence({ attachments }: Material): EvidenceSource {
  const places: Place[] = [];
  for (const file of attachments)
    places.push(...placesIn(file.name, file.name, file, MAX_SENTENCES - places.length));
  return sourceOf('attachments', places);
}

/** The text's other sentences: a text may contradict itself. */
export const textEvidence = ({ text }: Material): EvidenceSource =>
  sourceOf('text', placesIn('text', null, { sections: [{ text, locator: '' }] }, MAX_SENTENCES));

/** Of a claim, for where an engine needs it as a passage of its own. */
export const passageOfClaim = ({ text, span }: Claim): Passage => ({
  text,
  source: span.attachment ?? 'text',
  locator: `characters ${span.start} to ${span.end}`,
  isOwn: true,
});
