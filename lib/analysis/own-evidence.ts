import type { Section } from '../files/files.ts';
import type { Claim, EvidenceSource, Material, Passage } from './analysis.ts';
import { SECTION_BREAK } from './material.ts';
import { indexOf } from './retrieval.ts';
import { sentencesOf } from './sentences.ts';

/** Evidence in what the sender sent: it can contradict a claim, and agree with one, but prove none. */

const MOST = 6;
/** Of all files together; what is beyond is not searched. */
const MAX_SENTENCES = 20_000;

interface Place {
  passage: Passage;
  /** where its sentence begins and ends in the joined text of its source */
  start: number;
  end: number;
}

/** A sentence that leans on the one before it is only understood together with it. */
const LEANS =
  /^(?:he|she|it|they|his|her|its|their|this|these|those|that|the|both|such|also|but|and|however|then)\b/i;

function placesIn(source: string, sections: readonly Section[]): Place[] {
  const places: Place[] = [];
  let offset = 0;
  for (const { text, locator } of sections) {
    const sentences = sentencesOf(text);
    sentences.forEach(({ start, end }, i) => {
      const before = sentences[i - 1];
      const from =
        before && LEANS.test(text.slice(start, end)) && end - before.start < 1_200 ? before.start : start;
      const where = [locator, `sentence ${i + 1}`].filter(Boolean).join(', ');
      places.push({
        passage: { text: text.slice(from, end), source, locator: where, isOwn: true },
        start: offset + start,
        end: offset + end,
      });
    });
    offset += text.length + SECTION_BREAK.length;
  }
  return places;
}

function sourceOf(
  name: string,
  places: readonly Place[],
  attachment: (place: Place) => string | null,
): EvidenceSource {
  const index = indexOf(places.map(({ passage }) => passage.text));
  return {
    name,
    find: ({ text, span }) =>
      Promise.resolve(
        // What is short is read whole, whatever words it has in common with the claim.
        (places.length <= MOST ? places.map((_, i) => i) : index.search(text, MOST + 2))
          .map((i) => places[i])
          .filter((place) => place !== undefined)
          // A claim is no evidence for itself.
          .filter(
            (place) =>
              attachment(place) !== span.attachment || place.end <= span.start || place.start >= span.end,
          )
          .slice(0, MOST)
          .map(({ passage }) => passage),
      ),
  };
}

export const attachmentEvidence = ({ attachments }: Material): EvidenceSource =>
  sourceOf(
    'attachments',
    attachments.flatMap(({ name, sections }) => placesIn(name, sections)).slice(0, MAX_SENTENCES),
    ({ passage }) => passage.source,
  );

/** The text's other sentences: a text may contradict itself. */
export const textEvidence = ({ text }: Material): EvidenceSource =>
  sourceOf('text', placesIn('text', [{ text, locator: '' }]).slice(0, MAX_SENTENCES), () => null);

/** Of a claim, for where an engine needs it as a passage of its own. */
export const passageOfClaim = ({ text, span }: Claim): Passage => ({
  text,
  source: span.attachment ?? 'text',
  locator: `characters ${span.start} to ${span.end}`,
  isOwn: true,
});
