import { areSynonyms, familyOf, isKindOf, oppositesOf, type Part, sayingsOf, stepsUp } from './lexicon.ts';
import { isPlace, placesAround } from './places.ts';
import type { Word } from './words.ts';

/** How far a passage's word says what a claim's word says: 1 the same, 0 not. A shade narrower still says it. */
export type Strength = number;

const SUFFIX =
  /(ations?|ators?|ings?|ers?|ors?|ists?|ments?|ness|ities|ity|ism|ed|ies|es|s|al|ly|ic|ous|ive|ions?|e|y)$/;
const stemOf = (plain: string) => (plain.length > 5 ? plain.replace(SUFFIX, '') : plain);

/** Words that mean the same in a sentence about a work or a life, though no thesaurus says so: family of ideas. */
const ALIKE: readonly (readonly string[])[] = [
  [
    'act',
    'actor',
    'actress',
    'star',
    'co-star',
    'appear',
    'play',
    'role',
    'cast',
    'feature',
    'portray',
    'appearance',
  ],
  ['film', 'movie', 'picture', 'filming', 'shoot', 'footage', 'photography'],
  ['series', 'show', 'program', 'programme'],
  ['air', 'broadcast', 'premiere', 'debut'],
  ['song', 'single', 'track', 'record', 'album'],
  ['sing', 'singer', 'song', 'vocalist', 'vocal'],
  ['write', 'writer', 'author', 'screenwriter', 'screenplay', 'co-write', 'penned'],
  ['found', 'establish', 'create', 'form', 'start', 'begin', 'founder', 'creator', 'found', 'set'],
  ['husband', 'wife', 'marry', 'marriage', 'spouse', 'married'],
  ['child', 'son', 'daughter', 'kid'],
  ['parent', 'mother', 'father'],
  ['win', 'receive', 'award', 'earn', 'winner'],
  ['release', 'publish', 'issue', 'come', 'premiere'],
  ['locate', 'situate', 'lie', 'location', 'home'],
  ['die', 'death', 'dead', 'pass'],
  ['bear', 'birth', 'born', 'native'],
  ['television', 'tv'],
  ['genre', 'style'],
  ['book', 'novel'],
  ['work', 'career', 'employ', 'serve'],
  ['direct', 'director', 'filmmaker'],
  ['produce', 'producer', 'production'],
  ['country', 'nation', 'state'],
  ['team', 'club', 'side'],
  ['end', 'finish', 'conclude', 'stop', 'finale'],
  ['begin', 'start', 'commence'],
  ['big', 'large', 'great'],
  ['main', 'predominant', 'primary', 'chief', 'principal', 'primarily', 'mainly'],
  ['member', 'belong'],
  ['buy', 'purchase', 'acquire'],
  ['population', 'inhabitant', 'resident', 'people'],
  ['headquarter', 'headquarters'],
  ['name', 'title', 'call', 'entitle'],
  ['cancel', 'axe', 'scrap', 'discontinue', 'cancellation'],
  ['divorce', 'split', 'separate'],
  ['build', 'construct', 'erect', 'construction', 'create'],
  ['flow', 'empty', 'drain', 'discharge'],
  ['border', 'neighbour', 'neighbor', 'adjoin'],
  ['surpass', 'exceed', 'overtake'],
  ['hire', 'appoint', 'employ', 'recruit'],
  ['leave', 'depart', 'quit', 'resign'],
  ['job', 'profession', 'occupation', 'career'],
  ['participate', 'compete', 'part', 'participant', 'competitor'],
  ['disband', 'dissolve', 'collapse'],
  ['launch', 'open', 'inaugurate', 'start', 'begin'],
  ['nickname', 'dub', 'call', 'know'],
];
/** Of these, the first of each line says all that stand behind it, and none of them says the first. */
const IMPLIED: readonly (readonly string[])[] = [
  ['graduate', 'attend', 'study'],
  ['educate', 'attend', 'study'],
  ['educated', 'attend', 'study'],
  ['alumnus', 'attend', 'study'],
  ['kill', 'die', 'death'],
  ['murder', 'die', 'death', 'kill'],
  ['assassinate', 'die', 'death', 'kill'],
  ['execute', 'die', 'death', 'kill'],
  ['drown', 'die', 'death'],
  ['brother', 'sibling'],
  ['sister', 'sibling'],
  ['singer', 'artist'],
  ['rapper', 'artist'],
  ['minister', 'politician'],
  ['chancellor', 'politician'],
  ['councillor', 'politician'],
  ['congressman', 'politician'],
  ['memoir', 'book'],
  ['autobiography', 'book'],
  ['biography', 'book'],
  ['anthology', 'book'],
  ['sitcom', 'show', 'series', 'television', 'comedy'],
  ['miniseries', 'show', 'series', 'television'],
  ['soundtrack', 'album'],
  ['mixtape', 'album'],
  ['quartet', 'band', 'group'],
  ['quintet', 'band', 'group'],
  ['trio', 'band', 'group'],
  ['duo', 'band', 'group'],
  ['label', 'company'],
  ['publisher', 'company'],
  ['manufacturer', 'company'],
  ['airline', 'company'],
  ['broadcaster', 'company'],
  ['retailer', 'company'],
  ['brewery', 'company'],
  ['bank', 'company'],
  ['corporation', 'company'],
  ['republic', 'country', 'nation'],
  ['kingdom', 'country', 'nation'],
  ['midfielder', 'player', 'footballer'],
  ['striker', 'player', 'footballer'],
  ['goalkeeper', 'player', 'footballer'],
  ['professor', 'teach', 'teacher'],
  ['helm', 'direct'],
  ['compose', 'write'],
];
const impliedBy = new Map(IMPLIED.map(([word = '', ...others]) => [word, new Set(others)]));
const groupsOf = new Map<string, Set<number>>();
ALIKE.forEach((group, i) => {
  for (const word of group) groupsOf.set(word, (groupsOf.get(word) ?? new Set()).add(i));
});
const areAlike = (a: string, b: string) => {
  const ofB = groupsOf.get(b);
  return ofB !== undefined && [...(groupsOf.get(a) ?? [])].some((group) => ofB.has(group));
};

const ACRONYM = /^[A-Z][A-Z.&]+$/;

function nounStrength(claim: string, passage: string): Strength {
  if (areSynonyms(passage, claim, 'n')) return 0.9;
  const steps = stepsUp(passage, claim, 'n', 2);
  return steps !== undefined && steps <= 6 ? 0.85 : 0;
}

/** "World War II", "the Second World War"; "Henry VIII", "Henry the Eighth" */
const NUMERALS: Record<string, string> = {
  i: 'first',
  ii: 'second',
  iii: 'third',
  iv: 'fourth',
  v: 'fifth',
  vi: 'sixth',
  vii: 'seventh',
  viii: 'eighth',
};
const isNumeralOf = (a: Word, b: Word) => /^[IV]+$/.test(a.text) && NUMERALS[a.plain] === b.plain;

function sameWord(claim: Word, passage: Word): boolean {
  if (claim.plain === passage.plain || (claim.lemma === passage.lemma && !(claim.isName && passage.isName)))
    return true;
  if (isNumeralOf(claim, passage) || isNumeralOf(passage, claim)) return true;
  if (ACRONYM.test(claim.text) || ACRONYM.test(passage.text))
    return claim.plain.replace(/[.]/g, '') === passage.plain.replace(/[.]/g, '');
  // "BBC", "BBC's"; "Beatles", "Beatle"
  return (
    claim.isName && passage.isName && claim.plain.replace(/'?s$/, '') === passage.plain.replace(/'?s$/, '')
  );
}

const remembered = new Map<string, Strength>();
const MAX_REMEMBERED = 50_000;

function compute(claim: Word, passage: Word): Strength {
  const [a, b] = [claim.lemma, passage.lemma];
  if (claim.isName || passage.isName) {
    if (claim.isName && passage.isName)
      return isPlace(claim.text) && placesAround(passage.text).has(claim.plain) ? 0.95 : 0;
  }
  if (oppositesOf(a).has(b)) return 0;
  if (familyOf(a).has(b) || familyOf(claim.plain).has(b)) return 0.95;
  if (stemOf(claim.plain).length >= 4 && stemOf(claim.plain) === stemOf(passage.plain)) return 0.9;
  if (areAlike(a, b) || impliedBy.get(b)?.has(a)) return 0.85;
  // "Wing" is a word for flying, and wings are not.
  const areOfOnePart = claim.part === passage.part || claim.part === undefined || passage.part === undefined;
  const parts = new Set(
    (areOfOnePart ? [claim.part, passage.part] : []).filter((part): part is Part => part !== undefined),
  );
  let best = 0;
  for (const part of parts)
    best = Math.max(
      best,
      part === 'n'
        ? nounStrength(a, b)
        : areSynonyms(a, b, part)
          ? 0.85
          : part === 'v' && isKindOf(b, a, 'v', 2)
            ? 0.7
            : 0,
    );
  if (best > 0) return best;
  if (passage.part === 'n') {
    const said = sayingsOf(b);
    if (said.includes(a) || said.includes(claim.plain) || said.includes(`${a}s`)) return 0.75;
  }
  // One step along a family, then a synonym: a politician's politics, an acted role.
  for (const relative of familyOf(b)) if (relative === claim.plain || familyOf(a).has(relative)) return 0.7;
  return 0;
}

export function strengthOf(claim: Word, passage: Word): Strength {
  if (sameWord(claim, passage)) return 1;
  if (passage.part === undefined && !passage.isName) return 0;
  const key = `${claim.text} ${claim.pos} ${passage.text} ${passage.pos} ${claim.isName} ${passage.isName}`;
  const known = remembered.get(key);
  if (known !== undefined) return known;
  if (remembered.size >= MAX_REMEMBERED) remembered.clear();
  const strength = compute(claim, passage);
  remembered.set(key, strength);
  return strength;
}
