import { datesAgree } from './dates.ts';
import type { Match } from './findings.ts';
import { relationOf } from './meaning.ts';
import { agrees, type Quantity } from './numbers.ts';
import { CHANGES } from './predicates.ts';
import { areOpposedRoles } from './roles.ts';
import type { Statement } from './statements.ts';
import type { Word } from './words.ts';

/** Nouns that come before what they count. */
const COUNTS = /^(?:population|attendance|capacity|membership|enrolment|enrollment|number|staff|workforce)$/;

/** Words for one and the same extent of a thing. */
const DIMENSIONS: readonly (readonly string[])[] =
  'height tall taller high higher elevation rise rises stand altitude;length long longer;width wide wider broad across;depth deep deeper;weight heavy heavier weigh;age old older'
    .split(';')
    .map((names) => names.split(' '));

/** The noun that a number counts: the content word behind it. */
function countedBy(word: Word, { rest, subject }: Statement): Word | undefined {
  const at = rest.indexOf(word);
  const next = rest
    .slice(at + 1)
    .find(({ part, isName, number, date }) => part === 'n' && !isName && !number && !date);
  if (next && next.start - word.end < 30) return next;
  // "A population of 300"
  const measured = rest[at - 1];
  if (measured && COUNTS.test(measured.lemma) && word.start - measured.end < 12) return measured;
  return subject.find(({ start }) => start > word.end && start - word.end < 30);
}

/** What a measure is of, where the words around it say so: `82 m wide`, `taller than 100 metres`. */
function dimensionOf(word: Word, { rest, verb }: Statement): string | undefined {
  const near = rest.filter(
    (each) => each !== word && each.start < word.end + 20 && each.end > word.start - 30,
  );
  const words = [...word.text.toLowerCase().split(' '), ...near.map(({ lemma }) => lemma), verb?.lemma ?? ''];
  return DIMENSIONS.find((names) => words.some((each) => names.includes(each)))?.[0];
}

const PERIODS =
  /^(?:quarter|half|day|week|month|year|season|round|match|game|race|set|act|session|meeting|edition|volume|chapter|phase|stage|term)$/;

const slotsOf = (words: readonly Word[]) => words.filter(({ date, number }) => date ?? number);

const isSameMeasure = (a: Quantity, b: Quantity) =>
  a.isOrdinal === b.isOrdinal && a.isRelative === b.isRelative && a.unit?.kind === b.unit?.kind;

export function numberConflict(word: Word, claim: Statement, passage: Statement): Match {
  const number = word.number as Quantity;
  const ours = countedBy(word, claim);
  const role = claim.roles.get(word) ?? '';
  const isChange = (statement: Statement, each: Word) =>
    CHANGES.test(statement.verb?.lemma ?? '') && !/^(?:to|at|from)$/.test(statement.roles.get(each) ?? '');
  const candidates = passage.rest.filter((each) => {
    if (
      !each.number ||
      each.number.isRelative !== number.isRelative ||
      isChange(claim, word) !== isChange(passage, each)
    )
      return false;
    const [a, b] = [dimensionOf(word, claim), dimensionOf(each, passage)];
    if (a !== undefined && b !== undefined && a !== b) return false;
    const theirs = each.number.unit ? undefined : countedBy(each, passage);
    return (
      (each.number.unit ?? number.unit) !== undefined ||
      (ours && theirs ? relationOf(ours, theirs) === 'same' : ours === theirs)
    );
  });
  const alike = candidates.filter((each) => isSameMeasure(number, each.number as Quantity));
  const isFrom = (each: Word) => passage.roles.get(each) === 'from';
  for (const each of alike) {
    if (
      (isFrom(each) && role !== 'from' && slotsOf(claim.rest).length < 2) ||
      (role === 'from' && !isFrom(each))
    )
      continue;
    const result = agrees(number, each.number as Quantity);
    if (areOpposedRoles(role, passage.roles.get(each) ?? '') && result === true)
      return {
        kind: 'opposite',
        claimed: `${role} ${word.text}`,
        found: `${passage.roles.get(each)} ${each.text}`,
      };
    if (result === true) return 'same';
    if (result === undefined) return 'open';
    // Another quarter is another event.
    if (alike.length > 1 || (number.isOrdinal && ours && PERIODS.test(ours.lemma))) return 'open';
    return { kind: 'number', claimed: word.text, found: each.text };
  }
  const [other] = candidates;
  // The same figure in another currency, or percent for percentage points.
  if (
    alike.length === 0 &&
    other?.number?.unit &&
    number.unit &&
    other.number.low === number.low &&
    !number.isOrdinal
  )
    return { kind: 'unit', claimed: word.text, found: other.text };
  return 'open';
}

export function dateConflict(word: Word, passage: Statement): Match {
  const dates = passage.rest.filter(({ date }) => date);
  const [only] = dates;
  if (!only?.date || !word.date || dates.length > 1) return 'open';
  const result = datesAgree(word.date, only.date);
  return result === true
    ? 'same'
    : result === false
      ? { kind: 'date', claimed: word.text, found: only.text }
      : 'open';
}

/** "Until 2010 it was powered by coal" says nothing of today. */
export function isOfAnotherTime(claim: Statement, passage: Statement): boolean {
  const isOver = ({ rest }: Statement) =>
    rest.some(({ date }) => date?.isUntil === true || date?.isPeriod === true);
  const hasDate = ({ rest }: Statement) => rest.some(({ date }) => date);
  return (isOver(passage) && !hasDate(claim)) || (isOver(claim) && !hasDate(passage));
}
