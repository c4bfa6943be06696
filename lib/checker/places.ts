import { packed } from './data/places.ts';
import { lazily, unpack } from './unpack.ts';

const MAX_DEPTH = 8;

interface Place {
  names: string[];
  within: string[];
  /** its people, and what is theirs: `swede`, `swedish` */
  people: string[];
}

const places = lazily(() => {
  const byName = new Map<string, Place[]>();
  for (const line of unpack(packed).split('\n')) {
    const [names = [], within = [], people = []] = line
      .split('\t')
      .map((list) => list.toLowerCase().split('|').filter(Boolean));
    const place: Place = { names, within, people };
    for (const name of new Set([...place.names, ...place.people]))
      byName.set(name, [...(byName.get(name) ?? []), place]);
  }
  return byName;
});

const called = (name: string) => places().get(name.toLowerCase()) ?? [];

export const isPlace = (name: string) => called(name).length > 0;

const calledPeople = (name: string) =>
  called(name).filter(({ people }) => people.includes(name.toLowerCase()));

/** `Swede`, `Swedish`: not the land, but whose it is. */
export const isPeople = (name: string) => calledPeople(name).length > 0;

const around = new Map<string, Set<string>>();
const MAX_REMEMBERED = 2_000;

/** The names of what a place is and of what it lies in, and of their peoples, by any of its names: lower case. */
export function placesAround(name: string): ReadonlySet<string> {
  const known = around.get(name);
  if (known) return known;
  if (around.size >= MAX_REMEMBERED) around.clear();
  const found = new Set<string>();
  // "Canadian" is a river too.
  const start = isPeople(name) ? calledPeople(name) : called(name);
  // "America" is the continent's name and a country's: on the way up, only a place's first name leads on.
  const first = start.filter(({ names }) => names[0] === name.toLowerCase());
  const seen = new Set<Place>();
  let level = first.length > 0 ? first : start;
  for (let step = 0; level.length > 0 && step < MAX_DEPTH; step++) {
    for (const place of level) seen.add(place);
    for (const { names, people } of level) for (const each of [...names, ...people]) found.add(each);
    const wider = level.flatMap(({ names, within }) => [...names.slice(0, 1), ...within]);
    for (const each of wider) found.add(each);
    level = wider.flatMap((each) =>
      called(each).filter((place) => place.names[0] === each && !seen.has(place)),
    );
  }
  around.set(name, found);
  return found;
}

/** The same place, or one inside the other; undefined: one of them is not known. */
export function placesAgree(a: string, b: string): boolean | undefined {
  if (!isPlace(a) || !isPlace(b)) return undefined;
  return placesAround(a).has(b.toLowerCase()) || placesAround(b).has(a.toLowerCase());
}
