import { dateConflict, isOfAnotherTime, numberConflict } from './figures.ts';
import type { Conflict, Finding, Match } from './findings.ts';
import { areOtherKinds, relationOf } from './meaning.ts';
import { isPlaceWord, nameConflict } from './names.ts';
import { verbConflict } from './predicates.ts';
import { areOpposedRoles, isMovable, isRoleAlike } from './roles.ts';
import { shareConflict } from './shares.ts';
import type { Statement } from './statements.ts';
import { isSameSubject, phrasesOf, written } from './subjects.ts';
import type { Word } from './words.ts';

/** Holds one statement of a claim against one of a passage. */
export function compare(claim: Statement, passage: Statement, isAssumed: boolean): Finding | undefined {
  if (!haveSameFrames(claim, passage)) return undefined;
  const { conflicts, isOpen, rest } =
    isAssumed || isSameSubject(claim.subject, passage.subject)
      ? compareParts(claim, passage)
      : compareSwapped(claim, passage);
  if (isOpen) return undefined;
  const isDenial = claim.isNegated !== passage.isNegated;
  if (conflicts.length > 1 || (conflicts.length === 1 && (claim.isNegated || passage.isNegated)))
    return undefined;
  const [conflict] = conflicts;
  if (conflict) return { holds: false, ...conflict, isDenial: false, isAssumed };
  if (isDenial) return { holds: false, kind: 'negation', isDenial, isAssumed };
  return rest === 0 ? undefined : { holds: true, kind: 'said', isDenial: claim.isNegated, isAssumed };
}

function haveSameFrames(claim: Statement, passage: Statement): boolean {
  const implied = (frame: string) => frame === 'only';
  return (
    [...passage.frames].every((frame) => claim.frames.has(frame) || implied(frame)) &&
    [...claim.frames].every((frame) => passage.frames.has(frame))
  );
}

interface Comparison {
  conflicts: Conflict[];
  /** something of the claim is not accounted for */
  isOpen: boolean;
  /** how many words of the claim, besides its subject, were found */
  rest: number;
}

const OPEN: Comparison = { conflicts: [], isOpen: true, rest: 0 };

function compareParts(claim: Statement, passage: Statement): Comparison {
  const verb = verbConflict(claim, passage);
  if (verb === 'open') return OPEN;
  const conflicts: Conflict[] = verb === 'same' ? [] : [verb];
  if (isOfAnotherTime(claim, passage)) return OPEN;
  const share = shareConflict(claim, passage);
  if (share === 'open') return OPEN;
  if (share !== 'same') conflicts.push(share);
  // "Lost fights" and "won 12 fights" may both be so.
  const hasFigure = ({ rest }: Statement) => rest.some(({ number }) => number && !number.isOrdinal);
  if (verb !== 'same' && hasFigure(passage) && !hasFigure(claim)) return OPEN;
  let found = 0;
  const kind = kindConflict(claim, passage);
  if (kind) conflicts.push(kind.conflict);
  for (const word of claim.rest) {
    if (kind?.phrase.includes(word)) {
      found++;
      continue;
    }
    const result = word.number
      ? numberConflict(word, claim, passage)
      : word.date
        ? dateConflict(word, passage)
        : wordConflict(word, claim, passage);
    if (result === 'open') return OPEN;
    if (result !== 'same') conflicts.push(result);
    found++;
  }
  const distinct = conflicts.filter(
    (each, i) => i === conflicts.findIndex((other) => other.kind === each.kind && other.found === each.found),
  );
  if (
    found === 0 &&
    verb === 'same' &&
    !(claim.verb && claim.verb.lemma !== 'be' && claim.verb.lemma !== 'have')
  )
    return OPEN;
  return { conflicts: distinct, isOpen: false, rest: found + 1 };
}

/** "A political party", where it is a television series: the whole phrase is another kind of thing. */
function kindConflict(
  claim: Statement,
  passage: Statement,
): { conflict: Conflict; phrase: Word[] } | undefined {
  if (claim.verb?.lemma !== 'be' || claim.isPassive) return undefined;
  const complement = (statement: Statement) =>
    statement.rest.filter((word) => (statement.roles.get(word) ?? '') === '' && !word.date && !word.number);
  const [ours, theirs] = [complement(claim), complement(passage).filter((word) => isHead(word, passage))];
  const heads = ours.filter((word) => isHead(word, claim));
  const [head] = heads;
  const [found] = theirs;
  if (!head || heads.length > 1 || !found || !theirs.every((each) => areOtherKinds(head, each)))
    return undefined;
  return { conflict: { kind: 'kind', claimed: head.text, found: found.text }, phrase: ours };
}

/** Words that only say what a measure is of; by the kind of unit, '' for any. */
const EXTENTS: Record<string, string> = Object.fromEntries(
  'long length,length length,tall length,high length,height length,wide length,deep length,heavy mass,weight mass,warm temperature,hot temperature,cold temperature,old months,warranty ,range length'
    .split(',')
    .map((pair) => pair.split(' ') as [string, string]),
);

function wordConflict(word: Word, claim: Statement, passage: Statement): Match {
  const role = claim.roles.get(word) ?? '';
  // "Starring Ann Lee as the queen and Tom Ray as the king": who is what is not told by these words alone.
  if (role === 'as' && phrasesOf(passage.rest.filter((each) => passage.roles.get(each) === 'as')).length > 1)
    return 'open';
  const others = passage.rest.filter(({ number, date }) => !number && !date);
  const hasRole = (each: Word) => (passage.roles.get(each) ?? '') === role;
  const related = others.map((each) => ({ each, relation: relationOf(word, each) }));
  const match = related.find(
    ({ relation, each }) =>
      (relation === 'same' || (relation === 'implied' && !passage.isNegated)) &&
      (isRoleAlike(role, passage.roles.get(each) ?? '') ||
        (isPlaceWord(word, claim) && isPlaceWord(each, passage) && claim.verb?.lemma === 'be') ||
        word.pos === 'ADV' ||
        (word.pos === 'ADJ' && isMovable(role) && isMovable(passage.roles.get(each) ?? ''))),
  );
  if (match) {
    const rank = rankBefore(match.each, passage);
    if (rank && /est$|^most$/.test(word.plain) && !rankBefore(word, claim))
      return { kind: 'number', claimed: word.text, found: `${rank.text} ${match.each.text}` };
    return isNarrowed(match.each, claim, passage) ? 'open' : 'same';
  }
  const turned = related.find(
    ({ relation, each }) => relation === 'same' && areOpposedRoles(role, passage.roles.get(each) ?? ''),
  );
  if (turned)
    return {
      kind: 'opposite',
      claimed: `${role} ${word.text}`,
      found: `${passage.roles.get(turned.each)} ${turned.each.text}`,
    };
  const opposite = related.find(({ relation, each }) => relation === 'opposite' && hasRole(each));
  if (opposite) return { kind: 'opposite', claimed: word.text, found: opposite.each.text };
  // "412 metres long", where the passage only says that it measures 412 metres.
  const extent = EXTENTS[word.lemma];
  if (
    extent !== undefined &&
    claim.rest.some(({ number }) => number?.unit && (extent === '' || number.unit.kind === extent)) &&
    !others.some(({ lemma }) => EXTENTS[lemma] === extent)
  )
    return 'same';
  if (word.isName) return nameConflict(word, role, claim, passage);
  return 'open';
}

/** Words that make of a thing something else: a former mayor is none. */
const NARROWING =
  /^(?:former|ex|fake|alleged|would-be|vice|deputy|assistant|honorary|acting|aspiring|mock|proposed|planned|failed|potential|future|retired|late|unofficial)$/;

/** "The second longest" */
const rankBefore = (word: Word, { rest }: Statement) =>
  rest.find(({ number, end }) => number?.isOrdinal === true && end < word.start && word.start - end <= 2);

function isNarrowed(noun: Word, claim: Statement, passage: Statement): boolean {
  if (noun.part !== 'n' || noun.isName) return false;
  const before = passage.rest.filter(({ end }) => end < noun.start && noun.start - end < 25);
  return before.some(
    (word) => NARROWING.test(word.lemma) && !claim.rest.some(({ lemma }) => lemma === word.lemma),
  );
}

/** The last noun of its phrase. */
const isHead = (word: Word, { rest }: Statement) => {
  const next = rest[rest.indexOf(word) + 1];
  return word.part === 'n' && !word.isName && !(next && next.part === 'n' && next.start - word.end <= 1);
};

/** Relations that hold both ways. */
const MUTUAL =
  /^(?:marry|meet|border|face|equal|date|divorce|resemble|adjoin|collaborate|work|play|be|debate|fight)$/;

/** "Bert defeated Anna", where Anna defeated Bert; "Anna was defeated by Bert", where Bert defeated her. */
function compareSwapped(claim: Statement, passage: Statement): Comparison {
  if (!claim.verb || !passage.verb || claim.verb.lemma !== passage.verb.lemma) return OPEN;
  if (claim.isPassive && !passage.isPassive && !claim.rest.some((word) => claim.roles.get(word) === 'by')) {
    // "Bogart was ranked", where they ranked Bogart.
    const object = phrasesOf(passage.rest.filter((word) => (passage.roles.get(word) ?? '') === '')).find(
      (phrase) => isSameSubject(claim.subject, phrase),
    );
    if (object)
      return compareParts(claim, {
        ...passage,
        subject: object,
        isPassive: true,
        rest: passage.rest.filter((word) => !object.includes(word)),
      });
  }
  const objects = (statement: Statement, role: string) =>
    statement.rest.filter((word) => (statement.roles.get(word) ?? '') === role && !word.number && !word.date);
  const roleOf = (statement: Statement) =>
    statement.isPassive ? 'by' : objects(statement, 'than').length > 0 ? 'than' : '';
  const [ours, theirs] = [objects(claim, roleOf(claim)), objects(passage, roleOf(passage))];
  const names = phrasesOf(theirs);
  const isListed = names.some(
    (name) =>
      isSameSubject(claim.subject, name) && (name.length >= claim.subject.length || names.length === 1),
  );
  if (
    passage.isPassive &&
    !claim.isPassive &&
    names.length > 0 &&
    isSameSubject(ours, passage.subject) &&
    claim.rest.length === ours.length
  ) {
    if (isListed) return { conflicts: [], isOpen: false, rest: 2 };
    const isOther = claim.subject.every(({ isName }) => isName) && theirs.every(({ isName }) => isName);
    return isOther
      ? {
          conflicts: [{ kind: 'name', claimed: written(claim.subject), found: written(theirs) }],
          isOpen: false,
          rest: 2,
        }
      : OPEN;
  }
  if (!isSameSubject(claim.subject, theirs) || !isSameSubject(ours, passage.subject)) return OPEN;
  const without = (statement: Statement, objects_: Word[]) => ({
    ...statement,
    subject: [],
    rest: statement.rest.filter((word) => !objects_.includes(word)),
  });
  const held = compareParts(without(claim, ours), {
    ...without(passage, theirs),
    isPassive: claim.isPassive,
  });
  if (claim.isPassive !== passage.isPassive)
    return held.isOpen && ours.length + theirs.length > 0 && claim.rest.length === ours.length
      ? { conflicts: [], isOpen: false, rest: 2 }
      : held;
  if (MUTUAL.test(claim.verb.lemma) && roleOf(claim) !== 'than') return OPEN;
  if (
    held.conflicts.length > 0 ||
    claim.rest
      .filter((word) => !ours.includes(word))
      .some((word) => !passage.rest.some((other) => relationOf(word, other) !== 'unrelated'))
  )
    return OPEN;
  return {
    conflicts: [
      {
        kind: 'roles',
        claimed: written([...claim.subject, claim.verb, ...ours]),
        found: written([...passage.subject, passage.verb, ...theirs]),
      },
    ],
    isOpen: false,
    rest: 2,
  };
}
