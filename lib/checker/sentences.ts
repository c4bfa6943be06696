import { type Clause, clausesOf, takeAsides } from './clauses.ts';
import { type Frame, frameOfReport, framesOfClause, framesOfSentence, isSaying } from './frames.ts';
import { isContent, mirror, type Parts, partsOf, type Statement, statementOf } from './statements.ts';
import { plainOf, type Word, wordsOf } from './words.ts';

export interface Sentence {
  text: string;
  words: Word[];
  statements: Statement[];
  /** lower case, without accents */
  plain: string;
}

/** Brackets behind the first name of a claim that only tell namesakes apart: "Fantastic Four (2005 film)". */
const tellsApart = (aside: readonly Word[], main: readonly Word[]) =>
  aside.length <= 4 &&
  aside.some(({ part, isName }) => part === 'n' && !isName) &&
  main
    .filter(({ start }) => start < (aside[0]?.start ?? 0))
    .every(({ isName, pos, number }) => isName || pos === 'DET' || number);

/** Everything that a claim says. */
export const readClaim = (text: string): Sentence => read(text, false);

/** Everything that a sentence says. */
export const readSentence = (text: string): Sentence => read(text, true);

function read(text: string, hasAsides: boolean): Sentence {
  const words = wordsOf(text);
  const { main, asides } = takeAsides(words);
  const clauses = clausesOf(main).filter((clause) => clause.words.some(isContent));
  for (const aside of asides) {
    if (!hasAsides && tellsApart(aside, main)) continue;
    const start = aside[0]?.start ?? 0;
    const parent = clauses.findLast((clause) => (clause.words[0]?.start ?? Infinity) < start);
    if (parent && aside.some(({ date, number }) => date ?? number))
      clauses.push({ kind: 'aside', words: aside, parent });
  }
  const parts = new Map<Clause, Parts>();
  for (const clause of clauses)
    for (let each: Clause | undefined = clause; each; each = each.parent)
      if (!parts.has(each)) parts.set(each, partsOf(each));
  const around = framesOfSentence(text);
  let reported: Frame | undefined;
  const statements: Statement[] = [];
  for (const clause of clauses) {
    const statement = statementOf(clause, parts);
    const report = statement.verb && clause.kind !== 'aside' ? frameOfReport(statement.verb) : undefined;
    const [first] = clause.words;
    const own = framesOfClause(clause.words.map((word) => word.text).join(' '));
    const opener = words[words.findIndex(({ start }) => start === first?.start) - 1]?.plain ?? '';
    if (
      /^(?:before|without|instead|until)$/.test(
        first?.pos === 'SCONJ' || first?.pos === 'ADP' ? first.plain : opener,
      ) &&
      /ing$/.test(statement.verb?.plain ?? '')
    )
      own.push('before');
    const frames = new Set([
      ...around,
      ...own,
      ...statement.frames,
      ...(clause.kind === 'complement' || (reported && clause.kind === 'inherit')
        ? [reported ?? 'that']
        : []),
    ]);
    if (report !== undefined) {
      if (clauses[clauses.indexOf(clause) + 1]?.kind === 'complement') reported = report;
      // ", the blogger claimed": what stands before it is only reported.
      const hasObject = statement.rest.some(({ date, start }) => !date && start > (statement.verb?.end ?? 0));
      if (statement.verb && !isSaying(statement.verb) && !hasObject && clauses.indexOf(clause) > 0)
        for (const each of statements) each.frames.add(report);
    }
    const isQuoted = statement.verb !== undefined && isInQuotes(text, statement.verb.start);
    if (isQuoted) frames.add('quote');
    const lives = livesOf(statement);
    statements.push(
      ...lives,
      ...(lives.length > 0 && !statement.verb ? [] : unfold({ ...statement, frames }, words)),
    );
  }
  const all = hasAsides
    ? [...statements, ...statements.flatMap((each) => mirror(each) ?? []), ...underAliases(statements)]
    : statements;
  return {
    text,
    plain: plainOf(text),
    words,
    statements: all.map((statement) => withAntecedent(statement, statements)),
  };
}

const BORN = {
  text: 'born',
  plain: 'born',
  lemma: 'bear',
  pos: 'VERB',
  part: 'v',
  isName: false,
  start: 0,
  end: 0,
} as const;

const DIED = { ...BORN, text: 'died', plain: 'died', lemma: 'die' } as const;

/** A life in brackets, as statements: "(8 April 1974 – 2 February 2013)". */
function livesOf(statement: Statement): Statement[] {
  return statement.rest.flatMap((word) => {
    const of = word.date?.of;
    if (!of) return [];
    return [
      {
        ...statement,
        verb: of === 'birth' ? BORN : DIED,
        isPassive: of === 'birth',
        rest: [word],
        roles: new Map([[word, 'on']]),
        isNegated: false,
        frames: new Set<Frame>(),
      },
    ];
  });
}

const kindOfSlot = ({ date, number }: Word) =>
  date
    ? 'date'
    : number && !number.isRelative
      ? number.isOrdinal
        ? 'rank'
        : `number ${number.unit?.kind ?? ''}`
      : '';

/** "Costs 12 euros for adults and 5 euros for children" says two things: each figure with what stands around it. */
function unfold(statement: Statement, words: readonly Word[]): Statement[] {
  const kinds = statement.rest.map(kindOfSlot).filter(Boolean);
  if (new Set(kinds).size === kinds.length) return [statement];
  const groups: Word[][] = [[]];
  for (const word of statement.rest) {
    const at = words.indexOf(word);
    const group = groups.at(-1) ?? [];
    const gap = words.slice(words.indexOf(group.at(-1) ?? word) + 1, at);
    const breaks =
      gap.some(({ text, pos }) => /^[,;(]$/.test(text) || pos === 'CCONJ') ||
      (kindOfSlot(word) !== '' && group.some((each) => kindOfSlot(each) === kindOfSlot(word)));
    if (breaks && group.some((each) => kindOfSlot(each) !== '')) groups.push([word]);
    else group.push(word);
  }
  const slotted = groups.filter((group) => group.some((word) => kindOfSlot(word) !== ''));
  const shared = groups.filter((group) => !slotted.includes(group)).flat();
  const [first = []] = slotted;
  /** "An adult ticket costs 22 euros, a child ticket 11 euros": the second has a subject of its own, and no verb. */
  const elided = (group: readonly Word[], i: number, before: readonly Word[]): Statement | undefined => {
    const slot = group.findIndex((word) => kindOfSlot(word) !== '');
    const own = group.slice(0, slot);
    const isSubject =
      own.length > 0 &&
      own.every(
        (word) =>
          (statement.roles.get(word) ?? '') === (statement.roles.get(before[0] as Word) ?? '') &&
          (word.part === 'n' || word.pos === 'ADJ'),
      );
    if (i === 0 || !isSubject || own.at(-1)?.part !== 'n' || kindOfSlot(before[0] as Word) === '')
      return undefined;
    return { ...statement, subject: own, rest: group.slice(slot) };
  };
  const firstSlot = first.findIndex((word) => kindOfSlot(word) !== '');
  return slotted.map(
    (group, i) =>
      elided(group, i, first) ?? {
        ...statement,
        rest:
          i === 0
            ? [...shared, ...group]
            : [...shared, ...first.slice(0, firstSlot).filter((word) => !kindOfSlot(word)), ...group],
      },
  );
}

/** "Seo Ju-hyun, known as Seohyun, is a singer": said of Seohyun, too. */
function underAliases(statements: readonly Statement[]): Statement[] {
  return statements.flatMap(({ verb, isPassive, rest, roles, subject, isNegated }) => {
    const alias = rest.filter((word) => word.isName && roles.get(word) === 'as');
    if (verb?.lemma !== 'know' || !isPassive || isNegated || alias.length === 0) return [];
    return statements
      .filter((each) => each.subject === subject && each.verb !== verb)
      .map((each) => ({ ...each, subject: alias }));
  });
}

/** A later "it" of a sentence is what the sentence is about. */
function withAntecedent(statement: Statement, statements: readonly Statement[]): Statement {
  const [first] = statements;
  const isLater =
    first !== undefined && statement !== first && statement.subject.length === 0 && first.subject.length > 0;
  return isLater && /^(?:it|he|she|they)$/.test(statement.pronoun ?? '')
    ? { ...statement, subject: first.subject }
    : statement;
}

function isInQuotes(text: string, at: number): boolean {
  const before = text.slice(0, at);
  return (before.match(/["“”]/g)?.length ?? 0) % 2 === 1;
}
