import { packed as facts } from '../../lib/checker/data/facts.ts';
import { packed as lexicon } from '../../lib/checker/data/lexicon.ts';
import { packed as places } from '../../lib/checker/data/places.ts';
import { isKindOf, areSynonyms, oppositesOf, sayingsOf } from '../../lib/checker/lexicon.ts';
import { isPeople, placesAgree } from '../../lib/checker/places.ts';
import { unpack } from '../../lib/checker/unpack.ts';
import { knowledge } from '../../local/build/knowledge.ts';

describe('what the engine knows', () => {
  it('is what its sources say (npm run compile:knowledge)', async () => {
    const compiled = await knowledge();
    // Not toEqual: nobody wants to see three megabytes of difference.
    expect(unpack(lexicon) === compiled.lexicon).toBe(true);
    expect(unpack(facts) === compiled.facts).toBe(true);
    expect(unpack(places) === compiled.places).toBe(true);
  }, 180_000);

  it('weighs no more than two megabytes in a bundle', () => {
    expect(lexicon.length + facts.length + places.length).toBeLessThan(2_000_000);
  });

  it('is words and how they hang together', () => {
    expect(areSynonyms('film', 'movie', 'n')).toBe(true);
    expect(isKindOf('actor', 'person')).toBe(true);
    expect(isKindOf('person', 'actor')).toBe(false);
    expect([...oppositesOf('begin')]).toContain('end');
    expect(sayingsOf('playwright')).toContain('plays');
  });

  it('is places and what they lie in', () => {
    expect(placesAgree('Munich', 'Germany')).toBe(true);
    expect(placesAgree('Canadian', 'American')).toBe(false);
    expect(placesAgree('Mexico', 'United States')).toBe(false);
    expect(placesAgree('Munich', 'Nowhere at all')).toBeUndefined();
    expect(placesAgree('Gothenburg', 'Swedes')).toBe(true);
    expect(placesAgree('Leeds', 'British')).toBe(true);
    expect(isPeople('Scottish') && isPeople('Canadian')).toBe(true);
    expect(isPeople('Scotland')).toBe(false);
  });
});
