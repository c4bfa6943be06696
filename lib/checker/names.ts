import type { Match } from './findings.ts';
import { relationOf } from './meaning.ts';
import { isPeople, isPlace, placesAgree } from './places.ts';
import type { Statement } from './statements.ts';
import { phrasesOf, plain, written } from './subjects.ts';
import type { Word } from './words.ts';

/** A place, or whose it is: by its whole name, so that the Oslo School is none. */
export function isPlaceWord(word: Word, { rest }: Statement): boolean {
  const phrase = phrasesOf(rest.filter(({ isName }) => isName)).find((words) => words.includes(word)) ?? [
    word,
  ];
  const name = written(phrase);
  return phrase.length === 1
    ? isPlace(name) || isPeople(name)
    : isPlace(name) || phrase.every(({ text }) => isPlace(text));
}

/** Prepositions of what there is mostly one of: `aired on`, `studied at`. */
const NAMED_ONCE = /^(?:in|on|from|at|of|for)$/;

/** Another name in the same place of the sentence. */
export function nameConflict(word: Word, role: string, claim: Statement, passage: Statement): Match {
  const ours = claim.rest.filter((each) => each.isName && (claim.roles.get(each) ?? '') === role);
  const all = [...passage.subject, ...passage.rest];
  if (all.some((each) => ours.some((other) => plain(other) === plain(each)))) return 'open';
  if (isPlaceWord(word, claim)) return placeConflict(word, role, claim, passage);
  const theirs = passage.rest.filter((each) => each.isName && (passage.roles.get(each) ?? '') === role);
  const isSameVerb = claim.verb && passage.verb && relationOf(claim.verb, passage.verb) === 'same';
  if (theirs.length === 0 || !isSameVerb) return 'open';
  const isTold =
    (role === 'by' && claim.isPassive && passage.isPassive) ||
    (NAMED_ONCE.test(role) && !theirs.some((each) => isPlaceWord(each, passage))) ||
    isIdentity(claim, passage) ||
    (passage.isClosed === true && theirs.length === passage.rest.length);
  return isTold ? { kind: 'name', claimed: written(ours), found: written(theirs) } : 'open';
}

/** "The chair of the board is Anna Berg": one thing is one person, and no other. */
const isIdentity = (claim: Statement, passage: Statement) =>
  [claim, passage].every(({ verb, subject, rest, roles }) => {
    const head = subject.find(({ isName }) => !isName);
    const isOne = head?.part === 'n' && !head.plain.endsWith('s');
    return (
      verb?.lemma === 'be' && isOne && rest.every((word) => word.isName && (roles.get(word) ?? '') === '')
    );
  });

/** "In Norway", where it was in Denmark; "a British band", where it is one from Gothenburg. */
function placeConflict(word: Word, role: string, claim: Statement, passage: Statement): Match {
  const isOrigin = (of: string) => claim.verb?.lemma === 'be' && /^(?:|from|in)$/.test(of);
  const theirs = passage.rest.filter((each) => {
    const other = passage.roles.get(each) ?? '';
    if (!isPlaceWord(each, passage)) return false;
    return isOrigin(role) ? isOrigin(other) : other === role && isPeople(each.text) === isPeople(word.text);
  });
  const [found] = theirs;
  if (!found || !(isOrigin(role) || /^(?:in|at|from)$/.test(role) || passage.isClosed === true))
    return 'open';
  if (!theirs.every((each) => placesAgree(word.text, each.text) === false)) return 'open';
  return { kind: 'place', claimed: word.text, found: found.text };
}
