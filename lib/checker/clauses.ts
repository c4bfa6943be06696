import { isReport } from './frames.ts';
import type { Word } from './words.ts';

export type Kind =
  'main' | 'inherit' | 'participle' | 'relative' | 'apposition' | 'reduced' | 'complement' | 'aside';

export interface Clause {
  kind: Kind;
  words: Word[];
  parent: Clause | undefined;
}

const RELATIVE = /^(?:which|who|whom|whose|where)$/;

const SUBORDINATE =
  /^(?:while|whereas|although|though|because|when|but|so|after|before|since|until|as|once)$/;

export const isVerbal = (word: Word | undefined) => word?.pos === 'VERB' || word?.pos === 'AUX';

export const isFinite = (word: Word | undefined) => isVerbal(word) && !/ing$/.test(word?.plain ?? '');

export const isParticiple = (word: Word | undefined) =>
  word?.pos === 'VERB' && /(?:ed|en|wn|orn|ught|ade|lt|un)$/.test(word.plain);

const isNominal = (word: Word | undefined) =>
  word !== undefined && (word.part === 'n' || word.isName || word.pos === 'PRON');

const startsPhrase = (word: Word | undefined) =>
  word !== undefined && (/^(?:DET|ADJ|NUM)$/.test(word.pos) || isNominal(word));

/** A verb follows here, before any mark: at once, or behind a noun phrase. */
function verbAhead(words: readonly Word[], from: number): 'at once' | 'behind a phrase' | undefined {
  for (let i = from; i < words.length; i++) {
    const word = words[i];
    if (
      !word ||
      (word.pos === 'PUNCT' && word.text !== "'") ||
      (i > from && (RELATIVE.test(word.plain) || word.plain === 'that' || word.pos === 'CCONJ'))
    )
      return undefined;
    if (isVerbal(word)) return words.slice(from, i).some(isNominal) ? 'behind a phrase' : 'at once';
  }
  return undefined;
}

/** What stands in brackets, apart from the sentence around it. */
export function takeAsides(words: readonly Word[]): { main: Word[]; asides: Word[][] } {
  const main: Word[] = [];
  const asides: Word[][] = [];
  let depth = 0;
  for (const word of words) {
    if (/^[([]$/.test(word.text)) {
      if (depth === 0) asides.push([]);
      depth++;
    } else if (/^[)\]]$/.test(word.text)) depth = Math.max(0, depth - 1);
    else (depth > 0 ? (asides.at(-1) ?? main) : main).push(word);
  }
  return { main, asides };
}

/** Splits a sentence where another statement begins. */
export function clausesOf(words: readonly Word[]): Clause[] {
  let clause: Clause = { kind: 'main', words: [], parent: undefined };
  const clauses = [clause];
  let opening: Clause | undefined = clause;
  const open = (kind: Kind, parent: Clause | undefined = clause) => {
    clause = { kind, words: [], parent };
    clauses.push(clause);
  };
  const hasVerb = (of = clause) => of.words.some(isFinite);
  for (let i = 0; i < words.length; i++) {
    const word = words[i];
    if (!word) continue;
    const [before, next] = [words[i - 1], words[i + 1]];
    if (word.text === ':' && !hasVerb()) continue;
    if (/^(?:;|:|—|–|--)$/.test(word.text))
      open(hasVerb(rootOf(clause)) ? 'inherit' : 'main', rootOf(clause));
    else if (
      word.text === ',' &&
      opening &&
      (isParticiple(opening.words[0]) || /ing$/.test(opening.words[0]?.plain ?? '')) &&
      opening.words[0]?.pos === 'VERB' &&
      verbAhead(words, i + 1) === 'behind a phrase'
    ) {
      // "Born in Trieste, he came": what stands before the comma is said of the subject behind it.
      clause = { kind: 'main', words: [], parent: undefined };
      clauses.push(clause);
      opening.kind = 'reduced';
      opening.parent = clause;
      opening = undefined;
    } else if (RELATIVE.test(word.plain) && clause.words.length > 0) open('relative');
    else if (
      word.plain === 'that' &&
      word.pos !== 'DET' &&
      before &&
      (isReport(before) || before.part === 'n' || before.pos === 'NUM') &&
      verbAhead(words, i + 1)
    )
      open(
        isReport(before) || !isFinite(words.slice(i + 1).find(({ pos }) => pos !== 'ADV'))
          ? 'complement'
          : 'relative',
      );
    else if (
      SUBORDINATE.test(word.plain) &&
      clause.words.length > 0 &&
      verbAhead(words, i + 1) &&
      !(next?.date ?? next?.number)
    ) {
      open(verbAhead(words, i + 1) === 'at once' ? 'inherit' : 'main', rootOf(clause));
    } else if (/^(?:,|and|or)$/.test(word.plain)) {
      const ahead = words[i + 1]?.plain === 'and' || words[i + 1]?.plain === 'but' ? i + 2 : i + 1;
      const found = verbAhead(words, ahead);
      const parent = clause.parent;
      if (
        word.text === ',' &&
        parent &&
        !hasVerb(parent) &&
        clause.kind !== 'main' &&
        (clause.kind === 'apposition' || hasVerb() || clause.kind === 'reduced') &&
        (isFinite(words[ahead]) ||
          (words[ahead]?.pos === 'ADV' && found === 'at once') ||
          clause.kind === 'complement')
      )
        clause = parent; // the main clause goes on
      else if (
        hasVerb() &&
        found === 'at once' &&
        !(word.plain !== ',' && clause.words.at(-1)?.pos === 'PART')
      )
        // ", associated with": a participle behind a comma is of the subject, and passive.
        open(
          word.text === ',' &&
            ahead === i + 1 &&
            isParticiple(words[ahead]) &&
            words[ahead + 1]?.pos === 'ADP'
            ? 'participle'
            : 'inherit',
          clause,
        );
      else if (
        hasVerb() &&
        found === 'behind a phrase' &&
        (word.plain !== ',' || ahead > i + 1 || isAttribution(words, ahead) || isSentence(words, ahead))
      )
        open('main');
      else if (
        word.text === ',' &&
        !hasVerb() &&
        clause.words.some(isNominal) &&
        words.slice(ahead).find(({ pos, plain }) => pos !== 'ADV' && plain !== 'better' && plain !== 'best')
          ?.pos === 'VERB'
      )
        open('reduced');
      else if (
        word.text === ',' &&
        !hasVerb() &&
        clause.words.some(isNominal) &&
        clause.words[0]?.pos !== 'ADP' &&
        clause.kind === 'main' &&
        isApposition(words, ahead)
      )
        open('apposition');
      else if (word.text === ',' && words[ahead]?.plain === 'not' && hasVerb()) open('inherit', clause);
      else clause.words.push(word);
    } else if (
      word.pos === 'VERB' &&
      hasVerb() &&
      isParticiple(word) &&
      before &&
      before.part === 'n' &&
      (next?.pos === 'ADP' || next?.pos === 'CCONJ')
    ) {
      open('reduced');
      clause.words.push(word);
    } else {
      // "said the bridge is unsafe": what is said is a clause of its own.
      const report = clause.words.find((each) => each.pos === 'VERB');
      if (
        report &&
        isReport(report) &&
        startsPhrase(word) &&
        !startsPhrase(before) &&
        before === report &&
        verbAhead(words, i) === 'behind a phrase'
      )
        open('complement');
      clause.words.push(word);
    }
  }
  return clauses;
}

const rootOf = (clause: Clause): Clause => (clause.parent ? rootOf(clause.parent) : clause);

/** ", the base is not": behind a comma, a noun phrase with a verb of its own, and no list. */
function isSentence(words: readonly Word[], from: number): boolean {
  const [first] = words.slice(from);
  const end = words.findIndex((word, i) => i > from && (word.text === ',' || word.pos === 'CCONJ'));
  const verb = words.findIndex((word, i) => i > from && isFinite(word));
  return (first?.pos === 'DET' || first?.pos === 'PRON') && verb > 0 && (end < 0 || verb < end);
}

/** ", the office said" */
function isAttribution(words: readonly Word[], from: number): boolean {
  const verb = words.slice(from).find(isVerbal);
  return verb !== undefined && isReport(verb);
}

/** ", a road bridge over the strait, was": a noun phrase between commas, and no verb in it. */
function isApposition(words: readonly Word[], from: number): boolean {
  const first = words[from];
  if (!first || !(first.pos === 'DET' || first.part === 'n' || first.pos === 'ADJ' || first.pos === 'NUM'))
    return false;
  const close = words.findIndex(({ text }, i) => i > from && text === ',');
  return (
    close > 0 && !words.slice(from, close).some(isFinite) && words.slice(close + 1, close + 4).some(isFinite)
  );
}
