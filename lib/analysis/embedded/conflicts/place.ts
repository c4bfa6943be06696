import { isPlace, placesAround } from '../places.ts';
import { type Finding, NOTHING, type Pair } from './conflict.ts';

/** Longest place name first: `New Zealand`, not `Zealand`. */
function placesOf(words: Pair['claim']['words']): { name: string; from: number; to: number }[] {
  const found: { name: string; from: number; to: number }[] = [];
  for (let from = 0; from < words.length; from++)
    for (let length = 4; length >= 1; length--) {
      const phrase = words.slice(from, from + length);
      const name = phrase.map(({ text }) => text).join(' ');
      if (
        phrase.length < length ||
        !phrase.every(({ isName, pos }) => isName || pos === 'ADP' || pos === 'DET') ||
        !phrase[0]?.isName ||
        !isPlace(name)
      )
        continue;
      found.push({ name, from, to: from + length });
      from += length - 1;
      break;
    }
  return found;
}

/** A place, or people of a place, of the claim, where the passage has one that lies elsewhere. */
export function placeConflict({ claim, passage, alignment }: Pair): Finding {
  const there = placesOf(passage.words);
  const own = new Set(claim.words.map(({ text }) => text));
  for (const { name, from, to } of placesOf(claim.words)) {
    if (from < claim.verb && to <= claim.verb && claim.verb < claim.words.length && from === 0) continue;
    // "West" in "Kanye West" is none.
    const beside = claim.words[from - 1];
    if (beside?.isName && !isPlace(beside.text)) continue;
    if (alignment.matched.has(from) || alignment.matched.has(to - 1)) continue;
    const other = there.find(
      (place) =>
        !placesAround(place.name).has(name.toLowerCase()) &&
        !place.name.split(' ').every((part) => own.has(part)),
    );
    const wider = there.some((place) => placesAround(name).has(place.name.toLowerCase()));
    if (other && !wider)
      return { open: 0, conflict: { kind: 'place', claimed: name, found: other.name, firm: true } };
  }
  return NOTHING;
}
