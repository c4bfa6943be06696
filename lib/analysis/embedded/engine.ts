import type { Claim, Engine, Judgement, Passage } from '../analysis.ts';
import { passageOfClaim } from '../own-evidence.ts';
import { sentencesOf } from '../sentences.ts';
import { miscalculationIn } from './arithmetic.ts';
import { claimsOf, looseness } from './claims.ts';
import { CLOSED_WORLD, type Opinion, opinionOf } from './judge.ts';
import { type Reading, readingOf } from './reading.ts';
import { restated } from './restate.ts';

export const MAX_CONFIDENCE = 0.85;
/** The sender's own files can be wrong together. */
const MAX_CONFIDENCE_OWN = 0.75;
const MAX_QUOTE = 400;
const MAX_EVIDENCE = 3;

interface Finding {
  opinion: Opinion;
  passage: Passage;
  quote: string;
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

/** Reads each passage once, however many claims it is held against. */
function findingsOf(
  claim: Reading,
  passages: readonly Passage[],
  read: (text: string) => Reading,
): Finding[] {
  const findings: Finding[] = [];
  for (const passage of passages) {
    const sentences = sentencesOf(passage.text).map(({ start, end }) => passage.text.slice(start, end));
    sentences.forEach((sentence, i) => {
      const opinion = opinionOf(claim, read(sentence));
      if (!opinion) return;
      // "It" is of whom the sentence before speaks, when there is one.
      const before = sentences[i - 1];
      if (!opinion.named && before !== undefined && !speaksOf(claim, read(before))) return;
      // That a text says a thing twice makes it no truer.
      if (opinion.holds && passage.source === 'text') return;
      findings.push({ opinion, passage, quote: quoteOf(sentence, opinion.conflict?.found) });
    });
  }
  findings.sort((a, b) => b.opinion.confidence - a.opinion.confidence);
  // Passages overlap: a sentence is told once.
  const isFirst = ({ passage, quote }: Finding, i: number) =>
    i === findings.findIndex((each) => each.quote === quote && each.passage.source === passage.source);
  return findings.filter(isFirst);
}

const speaksOf = (claim: Reading, before: Reading) => {
  const subject = claim.content.filter((i) => i < claim.verb).map((i) => claim.words[i]?.plain);
  return subject.length === 0 || before.words.some(({ plain }) => subject.includes(plain));
};

const sourceName = ({ source, isOwn }: Passage) =>
  source === 'text'
    ? 'the text itself'
    : isOwn
      ? `the attached file “${source.slice(0, 100).toWellFormed()}”`
      : source === 'embedded facts'
        ? 'the bundled facts'
        : source;

function reasoningOf({ opinion, passage }: Finding, disagreeing: Finding | undefined): string {
  const { conflict, holds, isDenial } = opinion;
  const from = sourceName(passage);
  const said =
    conflict && !isDenial
      ? `The claim says “${conflict.claimed}”, but it is “${conflict.found}” in ${from} (${conflict.kind}).`
      : holds
        ? passage.isOwn
          ? `The claim is consistent with ${from}; that the sender's own file agrees does not make it true.`
          : `The claim agrees with ${from}.`
        : `The claim is denied by ${from}.`;
  const own = !holds && passage.isOwn ? " It is measured against the sender's own material only." : '';
  const other = disagreeing
    ? ` ${disagreeing.opinion.holds ? 'Against that, it agrees with' : 'Against that, it conflicts with'} ${sourceName(disagreeing.passage)}.`
    : '';
  return said + own + other;
}

/**
 * Whether the same source has elsewhere what the claim has: then the other names here may be names of something else.
 * That France borders Andorra makes Paris no less its capital. A collection of facts must say it of the same thing.
 */
const isSaidOtherwise = (
  { opinion: { conflict }, passage }: Finding,
  passages: readonly Passage[],
  supporting: readonly Finding[],
): boolean =>
  conflict !== undefined &&
  !conflict.displaced &&
  CLOSED_WORLD.has(conflict.kind) &&
  (passage.isOwn
    ? passages.some(({ source, text }) => source === passage.source && hasPhrase(text, conflict.claimed))
    : supporting.some((each) => each.passage.source === passage.source && !each.opinion.isDenial));

const hasPhrase = (text: string, phrase: string) =>
  ` ${plainWords(text)} `.includes(` ${plainWords(phrase)} `);
const plainWords = (text: string) =>
  text
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu)
    ?.join(' ') ?? '';

function judgementOf(claim: Claim, passages: readonly Passage[], read: (text: string) => Reading): Judgement {
  const sum = miscalculationIn(claim.text);
  if (sum)
    return {
      verdict: 'refuted',
      confidence: 0.8,
      reasoning: `The arithmetic does not come out: it says ${sum.stated}, and its own numbers give ${sum.computed}.`,
      evidence: [{ quote: quoteOf(sum.quote), passage: passageOfClaim(claim) }],
    };
  const loose = looseness(claim.text);
  if (loose !== undefined) return open(loose);
  if (passages.length === 0) return open('Nothing was found that speaks for or against it.');
  const plain = restated(claim.text);
  const found = findingsOf(readingOf(claim.text, true), passages, read);
  const findings =
    found.length > 0 || plain === claim.text ? found : findingsOf(readingOf(plain, true), passages, read);
  const supporting = findings.filter(({ opinion }) => opinion.holds);
  const refuting = findings.filter(
    (each) => !each.opinion.holds && !isSaidOtherwise(each, passages, supporting),
  );
  // Where both are found, a conflict is what the reader must see; but with less confidence.
  const [chosen, others] = refuting.length > 0 ? [refuting, supporting] : [supporting, refuting];
  const [first] = chosen;
  if (!first) return open('What was found does not settle it.');
  const cap = chosen.every(({ passage }) => passage.isOwn) ? MAX_CONFIDENCE_OWN : MAX_CONFIDENCE;
  const confidence = Math.min(cap, first.opinion.confidence) * (others.length > 0 ? 0.7 : 1);
  return {
    verdict: first.opinion.holds ? 'supported' : 'refuted',
    confidence: Math.round(confidence * 100) / 100,
    reasoning: reasoningOf(first, others[0]),
    evidence: [...chosen, ...others].slice(0, MAX_EVIDENCE).map(({ quote, passage }) => ({ quote, passage })),
  };
}

/** Rules and word lists, no model and no network: the same input gives the same output. */
export const embeddedEngine = (): Engine => ({
  name: 'embedded',
  version: '1',
  limits: [
    'It compares words, names, numbers and dates; it does not understand a text as a reader does.',
    'It only knows what the sent material and a small set of bundled facts say, and nothing of current events.',
    'It reads English; other languages give no verdict.',
    "The sender's own files can agree with a claim or contradict it, but cannot prove it.",
  ],
  claims: (material) => Promise.resolve({ claims: claimsOf(material), usage: USAGE }),
  judge(claims, signal) {
    const readings = new Map<string, Reading>();
    const read = (text: string) => {
      const reading = readings.get(text) ?? readingOf(text);
      readings.set(text, reading);
      return reading;
    };
    const judgements: Judgement[] = [];
    for (const { claim, passages } of claims) {
      signal.throwIfAborted();
      judgements.push(judgementOf(claim, passages, read));
    }
    return Promise.resolve({ judgements, usage: USAGE });
  },
});
