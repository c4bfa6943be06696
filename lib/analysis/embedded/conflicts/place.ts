import { isInName, isPeople, isPlace, placesAround } from '../places.ts';
import type { Reading } from '../reading.ts';
import { type Finding, firmly, NOTHING, type Pair } from './conflict.ts';

interface PlaceMention {
  name: string;
  from: number;
  to: number;
  /** what it says: where something is, of which people or origin it is, in which language, or by whom */
  as: 'where' | 'people' | 'language' | 'agent';
}

/** `in Spanish`, `Spanish-language`: an adjective with no noun to itself but that one. */
function isLanguage({ words }: Reading, from: number, to: number): boolean {
  const next = words[to]?.text === '-' ? words[to + 1] : words[to];
  if (/^(language|languages|dialogue|subtitles)$/.test(next?.plain ?? '')) return true;
  return (
    /^(in|into|speak|spoke|spoken|speaks)$/.test(words[from - 1]?.plain ?? '') && next?.part === undefined
  );
}

/** `a singer from Oslo`, `comes from Oslo`; not `graduated from Oslo`. */
function isOrigin({ words }: Reading, from: number): boolean {
  const before = words[from - 2];
  return (
    words[from - 1]?.plain === 'from' &&
    (before?.part === 'n' || /^(be|come|hail|originate)$/.test(before?.lemma ?? ''))
  );
}

const LAND =
  /^(continent|mainland|country|nation|state|city|town|capital|province|region|island|coast|territory)$/;

function useOf(reading: Reading, { name, from, to }: Omit<PlaceMention, 'as'>): PlaceMention['as'] {
  if (reading.words[from - 1]?.plain === 'by') return 'agent';
  if (!isPeople(name)) return isOrigin(reading, from) ? 'people' : 'where';
  if (isLanguage(reading, from, to)) return 'language';
  // "In the European continent" says where.
  return LAND.test(reading.words[to]?.lemma ?? '') ? 'where' : 'people';
}

/** Longest place name first: `New Zealand`, not `Zealand`. */
export function placesOf(reading: Reading): PlaceMention[] {
  const { words } = reading;
  const found: PlaceMention[] = [];
  for (let from = 0; from < words.length; from++)
    for (let length = 4; length >= 1; length--) {
      const phrase = words.slice(from, from + length);
      const name = phrase.map(({ text }) => text).join(' ');
      if (
        phrase.length < length ||
        !phrase.every(({ isName, pos }) => isName || pos === 'ADP' || pos === 'DET') ||
        !phrase[0]?.isName ||
        !isPlace(name) ||
        isInName(reading, from, from + length)
      )
        continue;
      const mention = { name, from, to: from + length };
      found.push({ ...mention, as: useOf(reading, mention) });
      from += length - 1;
      break;
    }
  return found;
}

/**
 * A place, a people or a language of the claim, where the passage has another in that use. Where a singer comes from is
 * not where she died; but nobody is a Swedish painter who comes from Lisbon.
 */
export function placeConflict({ claim, passage, alignment }: Pair): Finding {
  const own = new Set(claim.words.map(({ text }) => text));
  const there = placesOf(passage).filter(
    ({ name, from }) => !passage.negated[from] && !name.split(' ').every((part) => own.has(part)),
  );
  const claimed = placesOf(claim);
  for (const { name, from, to, as } of claimed) {
    if (from < claim.verb && to <= claim.verb && claim.verb < claim.words.length && from === 0) continue;
    if (as === 'agent') continue;
    // "Longer than the Thames" says not where.
    if (claim.words.slice(Math.max(0, from - 2), from).some(({ plain }) => plain === 'than')) continue;
    if (alignment.matched.has(from) || alignment.matched.has(to - 1)) continue;
    // Where one was born says not where one worked.
    const isOfVerb = as === 'where' && claim.words[claim.verb]?.pos === 'VERB';
    if (isOfVerb && alignment.missing.includes(claim.verb)) continue;
    const others = claimed.filter((place) => place.name !== name).map((place) => place.name.toLowerCase());
    const comparable = there.filter(
      (place) =>
        (as === 'people'
          ? place.as === 'people' || place.as === 'where'
          : place.as === as || (as === 'where' && !isPeople(place.name))) &&
        // "From Austria to America": Vienna is the one, and says nothing of the other.
        !others.some((each) => placesAround(place.name).has(each)),
    );
    const lies = comparable.some((place) => placesAround(place.name).has(name.toLowerCase()));
    const isWider = comparable.some((place) => placesAround(name).has(place.name.toLowerCase()));
    const other = comparable[0];
    if (other && !lies && !isWider) return firmly('place', name, other.name);
  }
  return NOTHING;
}
