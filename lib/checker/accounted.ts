import { datesAgree } from './dates.ts';
import { isOfAnotherTime } from './figures.ts';
import { NEGATING } from './frames.ts';
import { relationOf } from './meaning.ts';
import { agrees } from './numbers.ts';
import { isRoleAlike } from './roles.ts';
import { resolve, type Topic } from './resolve.ts';
import type { Sentence } from './sentences.ts';
import { isPerson, type Statement } from './statements.ts';
import { isSameSubject } from './subjects.ts';
import type { Word } from './words.ts';

/**
 * Whether a sentence accounts for every word of a claim, though it does not say them in one statement: "a film by Ann
 * Lee that was shot in Oslo" for "Ann Lee's film was shot in Oslo". Only for plain sentences: nothing is denied in
 * them, framed, or told of two figures.
 */
export function accountsFor(
  claim: Statement,
  sentence: Sentence,
  topic: Topic,
): { isAssumed: boolean } | undefined {
  const resolved = sentence.statements.map((each) => resolve(each, topic, claim.subject));
  const isPlain = ({ isNegated, frames, verb, share, particle }: Statement) =>
    !isNegated && frames.size === 0 && !(verb && NEGATING.has(verb.lemma)) && !share && !particle;
  if (
    claim.frames.size > 0 ||
    claim.share !== undefined ||
    claim.particle !== undefined ||
    !resolved.every(({ statement }) => isPlain(statement)) ||
    TURNED.test(sentence.text)
  )
    return undefined;
  const ofSubject = resolved.filter(
    ({ statement, isAssumed }) => isAssumed || isSameSubject(claim.subject, statement.subject),
  );
  const [first] = ofSubject;
  if (!first || ofSubject.length < resolved.length) return undefined;
  if (ofSubject.some(({ statement }) => isOfAnotherTime(claim, statement))) return undefined;
  // Who is what, of two names: that is told by their places alone.
  if (new Set(claim.rest.flatMap((word) => (word.isName ? [claim.roles.get(word)] : []))).size > 1)
    return undefined;
  const { verb } = claim;
  const said = ofSubject.flatMap(({ statement }) =>
    statement.rest.map((word) => ({ word, role: statement.roles.get(word) ?? '', of: statement })),
  );
  const isComplement = ({ role, of }: Said) => of.verb?.lemma === 'be' && role === '';
  const isDone =
    !verb ||
    /^(?:be|have|do)$/.test(verb.lemma) ||
    ofSubject.some(
      ({ statement }) =>
        statement.verb &&
        relationOf(verb, statement.verb) === 'same' &&
        statement.isPassive === claim.isPassive,
    );
  const isAll = claim.rest.every((word, i) => {
    const role = claim.roles.get(word) ?? '';
    const isHead = verb?.lemma === 'be' && role === '' && word.part === 'n';
    return isSaid(word, role, claim.rest[i + 1], isHead ? said.filter(isComplement) : said);
  });
  return isDone && claim.rest.length > 0 && isAll ? { isAssumed: first.isAssumed } : undefined;
}

interface Said {
  word: Word;
  role: string;
  of: Statement;
}

/** Words that undo what stands around them. */
const TURNED =
  /\b(?:turn(?:ed|s)? down|pass(?:ed|es)? (?:along|on|up)|offer(?:ed|s)?|former|except|besides|instead|rather|other|than|unlike|like|nominat\w*|nominee|candidate)\b/i;

/** @param counted what a figure is of */
function isSaid(word: Word, role: string, counted: Word | undefined, said: readonly Said[]): boolean {
  const { number, date } = word;
  if (number) {
    const figures = said.filter((each) => each.word.number?.isOrdinal === number.isOrdinal);
    const [only] = figures;
    const other = only?.word.number;
    if (!only || !other || figures.length > 1 || other.unit?.kind !== number.unit?.kind) return false;
    const next = only.of.rest[only.of.rest.indexOf(only.word) + 1];
    const isOfSame = number.unit !== undefined || (counted && next && relationOf(counted, next) === 'same');
    const isMove = (each: string) => /^(?:by|to|from|up|down)$/.test(each);
    if ((isMove(role) || isMove(only.role)) && role !== only.role) return false;
    return isOfSame === true && agrees(number, other) === true;
  }
  if (date) {
    const dates = said.flatMap((each) => each.word.date ?? []);
    const [only] = dates;
    return only !== undefined && dates.length === 1 && datesAgree(date, only) === true;
  }
  return said.some(
    (each) =>
      !each.word.number &&
      !each.word.date &&
      isRoleAlike(role, each.role) &&
      isPerson(word) === isPerson(each.word) &&
      /same|implied/.test(relationOf(word, each.word)),
  );
}
