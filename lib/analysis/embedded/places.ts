import { packed } from './data/places.ts';
import { lazily, unpack } from './unpack.ts';

const MAX_DEPTH = 8;

interface Place {
  names: string[];
  within: string[];
}

const places = lazily(() => {
  const byName = new Map<string, Place[]>();
  for (const line of unpack(packed).split('\n')) {
    const [names = '', within = ''] = line.split('\t').map((list) => list.toLowerCase());
    const place = { names: names.split('|'), within: within.split('|').filter(Boolean) };
    for (const name of place.names) byName.set(name, [...(byName.get(name) ?? []), place]);
  }
  return byName;
});

const called = (name: string) => places().get(name.toLowerCase()) ?? [];

export const isPlace = (name: string) => called(name).length > 0;

/** The names of what a place is, and of what it lies in, by any of its names or by its people's: lower case. */
export function placesAround(name: string): Set<string> {
  const found = new Set<string>();
  const start = called(name);
  // "America" is the continent's name and a country's: on the way up, only a place's first name leads on.
  const first = start.filter(({ names }) => names[0] === name.toLowerCase());
  let level = first.length > 0 ? first : start;
  for (const { names } of level) for (const alias of names) found.add(alias);
  for (let step = 0; level.length > 0 && step < MAX_DEPTH; step++) {
    const wider = level.flatMap(({ within }) => within).filter((each) => !found.has(each));
    for (const each of wider) found.add(each);
    level = wider.flatMap((each) => called(each).filter(({ names }) => names[0] === each));
  }
  return found;
}

/** The same place, or one inside the other; undefined: one of them is not known. */
export function placesAgree(a: string, b: string): boolean | undefined {
  if (!isPlace(a) || !isPlace(b)) return undefined;
  return placesAround(a).has(b.toLowerCase()) || placesAround(b).has(a.toLowerCase());
}
