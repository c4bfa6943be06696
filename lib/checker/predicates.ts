import type { Conflict } from './findings.ts';
import { relationOf } from './meaning.ts';
import { areOpposedRoles } from './roles.ts';
import type { Statement } from './statements.ts';
import type { Word } from './words.ts';

/** Verbs that only lead to a figure, by what the figure measures; `be` and `have` lead to any. */
const MEASURING: Record<string, string> = {
  measure: 'length',
  weigh: 'mass',
  cost: 'money',
  last: 'time',
  take: 'time',
  run: 'time',
  span: 'length',
  extend: 'length',
  total: '',
  amount: '',
  number: '',
  average: '',
  stand: '',
  reach: '',
  hold: '',
  carry: '',
};

export const CHANGES =
  /^(?:rise|fall|increase|decrease|grow|shrink|drop|climb|decline|jump|surge|sink|raise|lower|go)$/;

const MONEY = /^(?:euro|dollar|sterling|yen|franc)$/;

export function verbConflict(claim: Statement, passage: Statement): Conflict | 'same' | 'open' {
  const [a, b] = [claim.verb, passage.verb];
  if (!a || !b) return 'open';
  if (claim.particle !== undefined && passage.particle !== undefined && claim.particle !== passage.particle)
    return areOpposedRoles(claim.particle, passage.particle) && a.lemma === b.lemma
      ? { kind: 'opposite', claimed: `${a.text} ${claim.particle}`, found: `${b.text} ${passage.particle}` }
      : 'open';
  if (a.lemma === b.lemma)
    return claim.isPassive === passage.isPassive || !isTransitive(claim, passage) ? 'same' : 'open';
  const relation = relationOf(a, b);
  if (relation === 'opposite') return { kind: 'opposite', claimed: a.text, found: b.text };
  if (relation === 'same')
    return claim.isPassive === passage.isPassive || claim.isPassive === (a.lemma !== 'be') ? 'same' : 'open';
  const units = [...claim.rest, ...passage.rest].flatMap(({ number }) => number?.unit?.kind ?? []);
  const leads = ({ lemma }: Word) => {
    if (/^(?:be|have)$/.test(lemma)) return true;
    const measured = MEASURING[lemma];
    return (
      measured !== undefined &&
      (measured === '' ||
        units.some(
          (unit) =>
            unit === measured ||
            (measured === 'money' && MONEY.test(unit)) ||
            (measured === 'time' && unit === 'months'),
        ))
    );
  };
  const hasFigure = claim.rest.some(({ number }) => number) && passage.rest.some(({ number }) => number);
  if (hasFigure && leads(a) && leads(b)) return 'same';
  if (
    hasFigure &&
    leads(a) &&
    CHANGES.test(b.lemma) &&
    passage.rest.some((word) => word.number && /^(?:to|at|from)$/.test(passage.roles.get(word) ?? ''))
  )
    return 'same';
  const isPlaced = ({ verb, isPassive }: Statement) =>
    verb?.lemma === 'lie' || (isPassive && /^(?:locate|situate|base)$/.test(verb?.lemma ?? ''));
  if (a.lemma === 'be' && isPlaced(passage) && claim.rest.every((word) => claim.roles.get(word) === 'in'))
    return 'same';
  // Who was it in 1984 need not have become it then.
  if (/^(?:be|become|remain)$/.test(a.lemma) && /^(?:be|become|remain)$/.test(b.lemma))
    return claim.rest.some(({ date }) => date) ? 'open' : 'same';
  return 'open';
}

/** "Opened in 1998" and "was opened in 1998" are alike, "defeated Bert" and "was defeated" are not. */
const isTransitive = (claim: Statement, passage: Statement) =>
  [claim, passage].some(
    ({ isPassive, rest, roles }) =>
      !isPassive && rest.some((word) => roles.get(word) === '' && !word.number && !word.date),
  );
