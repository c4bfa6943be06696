import { areSynonyms, familyOf, isWord, oppositesOf, stepsUp } from './lexicon.ts';
import { isPeople, isPlace, placesAround } from './places.ts';
import type { Word } from './words.ts';

/** How a passage's word stands to a claim's word. */
export type Relation = 'same' | 'implied' | 'opposite' | 'unrelated';

/** Words that say the same of a thing, a work or a life, though no thesaurus has them together. */
const ALIKE: readonly (readonly string[])[] = (
  'film movie;series show program programme;song single track;write author pen;found establish set create form;husband wife spouse marry;' +
  'win receive;release publish;situate locate lie;die death;begin start commence;big large great;main primary chief principal predominant;air broadcast premiere debut;buy purchase acquire;' +
  'inhabitant resident person people citizen population;build construct erect;name call title;tv television;country nation;begin open launch;end finish;pupil student;' +
  'employ work;hire appoint elect;rise increase grow climb go;fall drop decrease decline sink;earn salary pay;actor actress act;novel book;plant factory;price cost;' +
  'direct director;produce producer;sing singer vocalist;star appear act play feature;film shoot;approve accept adopt pass;reject refuse;sale revenue turnover;network channel station;occur happen;band group;location place site;job position post;kid child;movie picture'
)
  .split(';')
  .map((group) => group.split(' '));
const alike = new Map<string, Set<number>>();
ALIKE.forEach((group, i) => {
  for (const word of group) alike.set(word, (alike.get(word) ?? new Set()).add(i));
});
const areAlike = (a: string, b: string) =>
  [...(alike.get(a) ?? [])].some((group) => alike.get(b)?.has(group));

const OPPOSITES: readonly (readonly [string, string])[] = (
  'open close,approve reject,accept reject,adopt reject,pass reject,approve refuse,rise fall,increase decrease,increase fall,rise drop,rise decline,increase drop,increase decline,grow fall,grow shrink,win lose,' +
  'begin end,start end,start finish,start stop,begin stop,buy sell,admit deny,confirm deny,allow forbid,permit prohibit,allow prohibit,allow ban,' +
  'many few,more few,first last,safe dangerous,large small,big small,high low,long short,old new,old young,good bad,good worst,male female,man woman,boy girl,father mother,son daughter,' +
  'brother sister,husband wife,king queen,north south,east west,northern southern,eastern western,summer winter,majority minority,success failure,succeed fail,birth death,bear die,' +
  'guilty innocent,convict acquit,dead alive,public private,legal illegal,arrive depart,arrive leave,join leave,enter leave,hire fire,hire dismiss,appoint dismiss,build demolish,construct demolish,' +
  'create destroy,raise lower,raise cut,support oppose,free imprison,positive negative,positive mixed,profit loss,expand shrink,gain lose,import export,friend enemy,victory defeat,ally enemy,' +
  'unanimous split,presence absence,present absent,include exclude,marry divorce,love hate,day night,dry wet,hot cold,warm cold,early late,rich poor,strong weak,full empty,top bottom,inside outside,major minor,real fictional'
)
  .split(',')
  .map((pair) => pair.split(' ') as [string, string]);
const opposed = new Set(OPPOSITES.flatMap(([a, b]) => [`${a} ${b}`, `${b} ${a}`]));

const NEGATIVE = /^(?:un|in|im|ir|il|dis|non-?)(?=\w{3})/;
const isDenialOf = (a: string, b: string) => NEGATIVE.test(a) && a.replace(NEGATIVE, '') === b;

const remembered = new Map<string, Relation>();
const MAX_REMEMBERED = 50_000;

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

function relate(claim: Word, passage: Word): Relation {
  const [a, b] = [claim.lemma, passage.lemma];
  if (
    a === b ||
    claim.plain === passage.plain ||
    NUMERALS[claim.plain] === b ||
    NUMERALS[passage.plain] === a
  )
    return 'same';
  if (
    claim.plain.replace(/'?s$/, '') === passage.plain.replace(/'?s$/, '') &&
    claim.isName === passage.isName
  )
    return 'same';
  if (
    isDenialOf(a, b) ||
    isDenialOf(b, a) ||
    opposed.has(`${a} ${b}`) ||
    opposed.has(`${claim.plain} ${passage.plain}`)
  )
    return 'opposite';
  if ((isPlace(claim.text) || isPeople(claim.text)) && (isPlace(passage.text) || isPeople(passage.text)))
    return placesAround(passage.text).has(claim.plain) ? 'implied' : 'unrelated';
  if (claim.isName || passage.isName) return 'unrelated';
  if (oppositesOf(a).has(b)) return 'opposite';
  if (areAlike(a, b) || familyOf(a).has(b)) return 'same';
  const part = claim.part ?? passage.part;
  const parts = claim.part === passage.part && part !== undefined ? [part] : [];
  for (const each of parts) {
    if (areSynonyms(a, b, each, each === 'v' ? 1 : 2)) return 'same';
    if (each !== 'n') continue;
    const steps = stepsUp(b, a, each, 2);
    if (steps !== undefined && steps <= 5) return 'implied';
  }
  return 'unrelated';
}

export function relationOf(claim: Word, passage: Word): Relation {
  const key = `${claim.text} ${claim.pos} ${claim.isName} ${passage.text} ${passage.pos} ${passage.isName}`;
  const known = remembered.get(key);
  if (known !== undefined) return known;
  if (remembered.size >= MAX_REMEMBERED) remembered.clear();
  const relation = relate(claim, passage);
  remembered.set(key, relation);
  return relation;
}

/** Kinds of thing, each line a realm: nothing is in two realms, nor of two kinds of a realm that lists them apart. */
const REALMS: readonly (readonly string[])[] = (
  'film movie;series show sitcom drama program programme miniseries;album soundtrack;song single;book novel novella memoir biography;poem;magazine newspaper;painting sculpture;video|' +
  'city town village;county;country nation republic kingdom;river;lake;mountain;planet|' +
  'band duo trio quartet;company firm corporation manufacturer retailer airline bank;party;university school college;team club|' +
  'building bridge tower house stadium castle;ship;car truck aircraft airplane vehicle;hat shirt dress'
)
  .split('|')
  .map((realm) => realm.split(';'));
const kindOf = new Map<string, string>(
  REALMS.flatMap((realm, i) =>
    realm.flatMap((kind, j) => kind.split(' ').map((word) => [word, `${i} ${j}`] as const)),
  ),
);
const kindOfNoun = ({ lemma }: Word) =>
  kindOf.get(lemma) ??
  ['person', 'animal'].find((root) => lemma === root || stepsUp(lemma, root, 'n', 1) !== undefined);

/** Whether both are kinds of thing that exclude each other: a dog is not an actress. */
export function areOtherKinds(a: Word, b: Word): boolean {
  if (a.part !== 'n' || b.part !== 'n' || a.isName || b.isName) return false;
  const [x, y] = [kindOfNoun(a), kindOfNoun(b)];
  return x !== undefined && y !== undefined && x !== y;
}

export const isCommonNoun = ({ lemma, plain }: Word) => isWord(lemma, 'n') || isWord(plain, 'n');
