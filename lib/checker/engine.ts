import type { Claim, Engine, Judgement, Passage } from '../analysis/analysis.ts';
import { passageOfClaim } from '../analysis/own-evidence.ts';
import { sentencesOf } from '../analysis/sentences.ts';
import { accountsFor } from './accounted.ts';
import { miscalculationIn } from './arithmetic.ts';
import { claimsOf, looseness } from './claims.ts';
import { compare } from './compare.ts';
import type { Finding } from './findings.ts';
import { confidenceOf } from './confidence.ts';
import { isEnglish } from './language.ts';
import { resolve, type Topic, topicAfter } from './resolve.ts';
import { restated } from './restate.ts';
import { readClaim, readSentence, type Sentence } from './sentences.ts';
import { mirror, type Statement } from './statements.ts';
import { findInTable } from './tables.ts';

const MAX_QUOTE = 400;
const MAX_EVIDENCE = 4;
/** Of what a verdict is worth where a source of another kind says the contrary. */
const WHEN_DISPUTED = 0.7;

/** A finding, and what it rests on. */
interface Found {
  finding: Finding;
  passage: Passage;
  quote: string;
  /** further rows of a table that the finding was computed from */
  beside: { quote: string; passage: Passage }[];
}

const USAGE = { input_tokens: 0, output_tokens: 0 };
const open = (reasoning: string): Judgement => ({
  verdict: 'not_enough_evidence',
  confidence: 0,
  reasoning,
  evidence: [],
});

/** Of a sentence that is too long, the part around what conflicts. */
function quoteOf(sentence: string, found = ''): string {
  if (sentence.length <= MAX_QUOTE) return sentence;
  const at = Math.max(0, sentence.indexOf(found) - MAX_QUOTE / 2);
  const cut = sentence.slice(at, at + MAX_QUOTE);
  // No half of a surrogate pair at either end: a quote is verbatim.
  return cut.replace(/^[\uDC00-\uDFFF]/, '').replace(/[\uD800-\uDBFF]$/, '');
}

const sourceName = ({ source, isOwn }: Passage) =>
  source === 'text'
    ? 'the text itself'
    : isOwn
      ? `the attached file “${source.slice(0, 100).toWellFormed()}”`
      : source === 'embedded facts'
        ? 'the bundled facts'
        : source;

function reasoningOf({ finding, passage }: Found, disagreeing: Found | undefined): string {
  const { claimed, found, holds, kind, isDenial } = finding;
  const from = sourceName(passage);
  const said = holds
    ? passage.isOwn
      ? `The claim is consistent with ${from}; that the sender's own file agrees does not make it true.`
      : `The claim agrees with ${from}.`
    : claimed !== undefined && found !== undefined && !isDenial
      ? `The claim says “${claimed}”, but it is “${found}” in ${from} (${kind}).`
      : `The claim is denied by ${from}.`;
  const own = !holds && passage.isOwn ? " It is measured against the sender's own material only." : '';
  const other = disagreeing
    ? ` ${disagreeing.finding.holds ? 'Against that, it agrees with' : 'Against that, it conflicts with'} ${sourceName(disagreeing.passage)}.`
    : '';
  return said + own + other;
}

/** Reads sentences, each once however many claims they are held against. */
class Reader {
  readonly #sentences = new Map<string, Sentence>();
  readonly #topics = new Map<readonly string[], Topic>();

  sentence(text: string): Sentence {
    const known = this.#sentences.get(text) ?? readSentence(text);
    this.#sentences.set(text, known);
    return known;
  }

  topic(context: readonly string[]): Topic {
    const known =
      this.#topics.get(context) ?? topicAfter(context.filter(isEnglish).map((text) => this.sentence(text)));
    this.#topics.set(context, known);
    return known;
  }
}

const NO_CONTEXT: readonly string[] = [];

/** What one passage says of one statement of a claim. */
function findIn(passage: Passage, statement: Statement, claim: Sentence, reader: Reader): Found[] {
  if (passage.table) {
    const found = findInTable(claim, statement, passage.table);
    if (!found) return [];
    const [first, ...others] = found.rows;
    if (!first) return [];
    const { holds, claimed } = found;
    const finding: Finding = {
      holds,
      kind: 'table',
      claimed,
      found: found.found,
      isDenial: false,
      isAssumed: false,
    };
    const quoted = (row: typeof first) => ({ quote: quoteOf(row.passage.text), passage: row.passage });
    return [{ finding, ...quoted(first), beside: others.slice(0, MAX_EVIDENCE - 1).map(quoted) }];
  }
  return sentencesOf(passage.text).flatMap(({ start, end }, i, all) => {
    const text = passage.text.slice(start, end);
    if (!isEnglish(text)) return [];
    const earlier = all.slice(0, i).map((each) => passage.text.slice(each.start, each.end));
    const topic = reader.topic(
      earlier.length > 0 ? [...(passage.context ?? NO_CONTEXT), ...earlier] : (passage.context ?? NO_CONTEXT),
    );
    const sentence = reader.sentence(text);
    const found = sentence.statements.flatMap((each) => {
      const resolved = resolve(each, topic, statement.subject);
      const said = { ...resolved.statement, isClosed: passage.source === 'embedded facts' };
      const finding = compare(statement, said, resolved.isAssumed);
      if (!finding) return [];
      // A text against itself speaks only where both sentences say the same thing but for one word of it.
      if (
        passage.source === 'text' &&
        (finding.holds || finding.isAssumed || !compare(resolved.statement, statement, false))
      )
        return [];
      return [{ finding, passage, quote: quoteOf(text, finding.found), beside: [] }];
    });
    if (found.length > 0 || passage.source === 'text') return found;
    const accounted = accountsFor(statement, sentence, topic);
    if (!accounted) return [];
    const { isNegated } = statement;
    const finding: Finding = { holds: !isNegated, kind: 'accounted', isDenial: isNegated, ...accounted };
    return [{ finding, passage, quote: quoteOf(text), beside: [] }];
  });
}

/** The findings that count: where a source says in one place what a claim says, its other places speak of something else. */
function weigh(found: readonly Found[]): Found[] {
  const agreeing = new Set(found.filter(({ finding }) => finding.holds).map(({ passage }) => passage.source));
  const isFact = (each: Found) => !each.passage.isOwn && each.finding.holds;
  const isBorneOut = found.some(isFact);
  return found.filter(
    ({ finding, passage }) =>
      finding.holds || !(agreeing.has(passage.source) || (isBorneOut && passage.source === 'text')),
  );
}

const surest = (found: readonly Found[]) =>
  found.toSorted((a, b) => confidenceOf(b.finding) - confidenceOf(a.finding));

function judge(claim: Claim, passages: readonly Passage[], reader: Reader, observe: Observe): Judgement {
  if (!isEnglish(claim.text)) return open('It is not in English, the one language that is read.');
  const sum = miscalculationIn(claim.text);
  if (sum) {
    const finding = { holds: false, kind: 'arithmetic', isDenial: false, isAssumed: false } as const;
    observe(claim, finding);
    return {
      verdict: 'refuted',
      confidence: confidenceOf(finding),
      reasoning: `The arithmetic does not come out: it says ${sum.stated}, and its own numbers give ${sum.computed}.`,
      evidence: [{ quote: quoteOf(sum.quote), passage: passageOfClaim(claim) }],
    };
  }
  const loose = looseness(claim.text);
  if (loose !== undefined) return open(loose);
  if (passages.length === 0) return open('Nothing was found that speaks for or against it.');
  const sentence = readClaim(restated(claim.text));
  const statements = sentence.statements.filter(({ verb, rest }) => verb ?? rest.length > 0);
  const tables = new Set<unknown>();
  const heard = passages.filter(({ table }) => !table || (!tables.has(table) && tables.add(table)));
  const found = statements.map((statement) => {
    const ways = [statement, mirror(statement)].filter((each) => each !== undefined);
    return surest(
      weigh(heard.flatMap((passage) => ways.flatMap((each) => findIn(passage, each, sentence, reader)))),
    );
  });
  const refuting = found.flatMap((each) => each.filter(({ finding }) => !finding.holds));
  const isSupported = found.length > 0 && found.every((each) => each.some(({ finding }) => finding.holds));
  const supporting = isSupported ? found.flatMap((each) => each.filter(({ finding }) => finding.holds)) : [];
  // Where two sources are at odds, the conflict is what the reader must see; but with less confidence.
  const [chosen, others] = refuting.length > 0 ? [refuting, supporting] : [supporting, refuting];
  const [first] = chosen;
  if (!first) return open('What was found does not settle it.');
  // All parts of a claim must hold: it is as sure as the least sure of them.
  const parts = refuting.length > 0 ? [first] : found.flatMap(([best]) => best ?? []);
  const decisive = surest(parts).at(-1) ?? first;
  observe(claim, decisive.finding);
  const evidence = [...chosen, ...others].flatMap(({ quote, passage, beside }) => [
    { quote, passage },
    ...beside,
  ]);
  const isFirst = ({ quote, passage }: (typeof evidence)[number], i: number) =>
    i === evidence.findIndex((each) => each.quote === quote && each.passage.source === passage.source);
  return {
    verdict: first.finding.holds ? 'supported' : 'refuted',
    confidence:
      Math.round(confidenceOf(decisive.finding) * (others.length > 0 ? WHEN_DISPUTED : 1) * 100) / 100,
    reasoning: reasoningOf(first, others[0]),
    evidence: evidence.filter(isFirst).slice(0, MAX_EVIDENCE),
  };
}

/** Told of each verdict what decided it. */
export type Observe = (claim: Claim, finding: Finding) => void;

/** Rules and word lists, no model and no network: the same input gives the same output. */
export const embeddedEngine = (observe: Observe = () => undefined): Engine => ({
  name: 'embedded',
  version: '2',
  limits: [
    'It compares statements word by word; it does not understand a text as a reader does, and gives no verdict where in doubt.',
    'It only knows what the sent material and a small set of bundled facts say, and nothing of current events.',
    'It reads English; other languages give no verdict.',
    "The sender's own files can agree with a claim or contradict it, but cannot prove it.",
  ],
  claims: (material) => Promise.resolve({ claims: claimsOf(material), usage: USAGE }),
  judge(claims, signal) {
    const reader = new Reader();
    const judgements: Judgement[] = [];
    for (const { claim, passages } of claims) {
      signal.throwIfAborted();
      judgements.push(judge(claim, passages, reader, observe));
    }
    return Promise.resolve({ judgements, usage: USAGE });
  },
});
