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
  let level = [name.toLowerCase()];
  for (let step = 0; level.length > 0 && step < MAX_DEPTH; step++) {
    const next: string[] = [];
    for (const each of level)
      for (const { names, within } of called(each)) {
        for (const alias of names) found.add(alias);
        next.push(...within.filter((wider) => !found.has(wider)));
      }
    for (const wider of next) found.add(wider);
    level = next;
  }
  return found;
}

/** The same place, or one inside the other; undefined: one of them is not known. */
export function placesAgree(a: string, b: string): boolean | undefined {
  if (!isPlace(a) || !isPlace(b)) return undefined;
  return placesAround(a).has(b.toLowerCase()) || placesAround(b).has(a.toLowerCase());
}
