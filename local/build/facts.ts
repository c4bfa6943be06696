import { elements } from 'chemical-elements';
import countries from 'world-countries';
import { along, isInstance, type Synset, type WordNet } from './wordnet.ts';

/** The facts that the embedded engine knows by itself, one a line: `alias|alias<TAB>sentence<TAB>source`. */

interface Country {
  name: { common: string; official: string };
  cca3: string;
  altSpellings: string[];
  capital: string[];
  region: string;
  subregion: string;
  currencies: Record<string, { name: string }>;
  languages: Record<string, string>;
  landlocked: boolean;
  borders: string[];
  area: number;
  independent: boolean | null;
  demonyms: Record<string, { m: string; f: string } | undefined>;
}
const COUNTRIES = countries as unknown as Country[];

/** They lie in two continents, and the data names one. */
const IN_TWO = new Set('RUS TUR AZE GEO KAZ ARM CYP EGY IDN'.split(' '));

const list = (names: readonly string[]) =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
const lineOf = (aliases: readonly string[], sentence: string, source: string) =>
  [[...new Set(aliases)].join('|'), sentence, source].join('\t');

/** Spellings of a country that mean nothing else: no two-letter codes but those that are read as names. */
const namesOf = ({ name, altSpellings }: Country) => [
  ...new Set([
    name.common,
    name.official,
    ...altSpellings.filter((each) => each.length > 3 || each === 'USA'),
  ]),
];
const nameOf = new Map(COUNTRIES.map(({ cca3, name }) => [cca3, name.common]));

function countryFacts(country: Country): string[] {
  const { name, capital, region, subregion, currencies, languages, borders, area, landlocked } = country;
  const is = name.common;
  const capitals = capital.filter(Boolean);
  const spoken = Object.values(languages);
  const money = Object.values(currencies).map((each) => each.name);
  const near = borders.map((code) => nameOf.get(code) ?? '').filter(Boolean);
  const facts = [
    !IN_TWO.has(country.cca3) &&
      `${is} is a country or territory in ${subregion && subregion !== region ? `${subregion}, ${region}` : region}.`,
    capitals.length === 1 && `The capital of ${is} is ${list(capitals)}.`,
    money.length > 0 && `The currency of ${is} is the ${list(money)}.`,
    spoken.length > 0 && `The official languages of ${is} are ${list(spoken)}.`,
    near.length > 0 && `${is} borders ${list(near)}.`,
    `The area of ${is} is ${area} square kilometres.`,
    landlocked && `${is} is landlocked.`,
  ].filter((fact) => fact !== false);
  return facts.map((fact) => lineOf([...namesOf(country), ...capitals], fact, 'world-countries'));
}

const elementFacts = elements.flatMap(({ name, symbol, number, mass }) => [
  lineOf([name], `The chemical symbol of ${name.toLowerCase()} is ${symbol}.`, 'chemical-elements'),
  lineOf([name], `The atomic number of ${name.toLowerCase()} is ${number}.`, 'chemical-elements'),
  ...(mass === null
    ? []
    : [lineOf([name], `The atomic mass of ${name.toLowerCase()} is ${mass} daltons.`, 'chemical-elements')]),
]);

const withArticle = (phrase: string) =>
  /^(a|an|the|one|any|capital) /i.test(phrase)
    ? phrase
    : `${/^[aeiou](?!ni[tv]|uro)/i.test(phrase) ? 'an' : 'a'} ${phrase}`;

/** A gloss is a phrase: `the capital and largest city of France; …`. A surname alone names nobody. */
function instanceFact(synset: Synset): string | undefined {
  const gloss = synset.gloss.split(/; "|"/)[0]?.trim().replace(/;$/, '') ?? '';
  if (gloss.length < 15) return undefined;
  const capitalised = synset.words.filter((word) => /[A-Z]/.test(word));
  const names = (capitalised.length > 0 ? capitalised : synset.words).filter(
    (word, _, all) => word.includes(' ') || !all.some((other) => other.endsWith(` ${word}`)),
  );
  const [name] = names;
  // A life belongs to the name, wherever the gloss has it.
  const [life, born, died] = /\s*\((\d{3,4})-(\d{3,4})\)/.exec(gloss) ?? [];
  const told = withArticle(life === undefined ? gloss : gloss.replace(life, ''));
  const lived = life === undefined ? '' : ` (${born} – ${died})`;
  return name === undefined ? undefined : lineOf(names, `${name}${lived} is ${told}.`, 'WordNet 3.1');
}

export function factsOf(wordnet: WordNet): string {
  const instances = [...wordnet.synsets.noun.values()]
    .filter(isInstance)
    .map(instanceFact)
    .filter((line) => line !== undefined);
  return [...COUNTRIES.flatMap(countryFacts), ...elementFacts, ...instances].join('\n');
}

/** Of a place, by its synset's offset: the adjectives that mean it, and the words for those who live there. */
function demonymsOf(wordnet: WordNet): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  // "American" is of a nation before it is of a continent.
  const ofNations = new Set(COUNTRIES.map(({ demonyms }) => demonyms.eng?.m));
  const nations = new Set(COUNTRIES.map(({ name }) => name.common));
  const add = (place: Synset, ...words: string[]) => {
    const known = found.get(place.offset) ?? new Set();
    const isNation = place.words.some((word) => nations.has(word));
    for (const word of words)
      if (/^[A-Z]\p{L}+$/u.test(word) && (isNation || !ofNations.has(word))) known.add(word);
    found.set(place.offset, known);
  };
  for (const adjective of wordnet.synsets.adj.values())
    for (const place of along(wordnet, adjective, '\\'))
      if (isInstance(place)) add(place, ...adjective.words);
  for (const place of wordnet.synsets.noun.values())
    for (const people of isInstance(place) ? along(wordnet, place, '%m') : [])
      if (/\b(?:native|inhabitant|resident)\b/.test(people.gloss))
        add(
          place,
          ...people.words.flatMap((word) => [
            word,
            word.replace(/(?<=[hst])man$/, 'men').replace(/(?:[^hns]|(?<!me)n)$/, '$&s'),
          ]),
        );
  return found;
}

/**
 * Places by name: `alias|alias<TAB>what it lies in<TAB>its people and what is theirs`, from the countries, and from
 * WordNet's `part of`, `member of` and `pertaining to`.
 */
export function placesOf(wordnet: WordNet): string {
  const ofCountries = COUNTRIES.map((country) => {
    // "French" is of France, and not of each of its islands.
    const { m, f } = (country.independent && country.demonyms.eng) || { m: '', f: '' };
    const around = [...new Set([country.region, country.subregion].filter(Boolean))];
    return [namesOf(country), around, [...new Set([m, f].filter(Boolean))]]
      .map((names) => names.join('|'))
      .join('\t');
  });
  const countryNames = new Set(COUNTRIES.map(({ name }) => name.common));
  // Where countries lie is told above, and better; continents lie in nothing, least of all in "the West".
  const isKnown = (synset: Synset) => {
    const kinds = along(wordnet, synset, '@i').flatMap(({ words }) => words);
    return (
      (synset.words.some((word) => countryNames.has(word)) && !kinds.includes('American state')) ||
      kinds.includes('continent')
    );
  };
  const demonyms = demonymsOf(wordnet);
  const ofWordNet = [...wordnet.synsets.noun.values()]
    .filter((synset) => isInstance(synset) && synset.words.some((word) => /^[A-Z]/.test(word)))
    .map((synset) => ({
      words: synset.words,
      people: [...(demonyms.get(synset.offset) ?? [])],
      isKnown: isKnown(synset),
      within: along(wordnet, synset, '#p'),
    }))
    .filter(({ within, people }) => within.length > 0 || people.length > 0)
    .map(({ words, isKnown, within, people }) => {
      const around = isKnown ? [] : [...new Set(within.map((wider) => wider.words[0] ?? ''))];
      return [words, around, people].map((names) => names.join('|')).join('\t');
    });
  return [...ofCountries, ...ofWordNet].join('\n');
}
