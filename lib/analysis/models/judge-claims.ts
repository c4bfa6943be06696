import * as z from 'zod/mini';
import type { Claim, Judgement, Passage } from '../analysis.ts';
import { EngineFailure } from '../engine-failure.ts';
import { findVerbatim } from '../verbatim.ts';
import type { Question } from './ask.ts';
import { boundaries, boundaryRule, oneLine, plainSentence } from './boundaries.ts';
import { beginning, tokensOf } from './budget.ts';

/** What is judged at once: more would make answers long, and their ends careless. */
const BATCH_CLAIMS = 6;
const BATCH_TOKENS = 16_000;
/** Of evidence for one claim. */
const CASE_TOKENS = 6_000;
const MAX_QUOTES = 4;
const MAX_QUOTE_CHARACTERS = 1_000;

export const EVIDENCE_NOTE = 'Some of the evidence was too long to be weighed in full.';
const NO_EVIDENCE = 'Nothing was found that speaks for or against this claim.';
const NO_JUDGEMENT = 'The language model gave no judgement of this claim.';
const NO_QUOTE = 'The language model could not quote the evidence for its judgement, so it does not count.';

const Answer = z.object({
  judgements: z.array(
    z.object({
      claim: z.number(),
      verdict: z.enum(['supported', 'refuted', 'not_enough_evidence']),
      confidence: z.number(),
      reasoning: z.string(),
      evidence: z.array(z.object({ passage: z.number(), quote: z.string() })),
    }),
  ),
});
type Answered = z.infer<typeof Answer>['judgements'][number];

/** A claim with what bears on it. */
export interface Case {
  claim: Claim;
  passages: readonly Passage[];
}
/** A case as it is shown to the model. */
interface Shown extends Case {
  /** beginnings of the passages' texts, as far as they fit */
  texts: string[];
  tokens: number;
}

/** @returns the case within its budget, and whether that left anything out */
export function shown({ claim, passages }: Case): Shown & { isCut: boolean } {
  let left = CASE_TOKENS;
  const texts: string[] = [];
  for (const { text } of passages) {
    if (left < 50) break;
    const kept = beginning(text, left);
    texts.push(kept);
    left -= tokensOf(kept);
  }
  const isCut =
    texts.length < passages.length || texts.some((text, i) => text.length < (passages[i]?.text.length ?? 0));
  return { claim, passages, texts, isCut, tokens: CASE_TOKENS - left + tokensOf(claim.text) };
}

/** Cases in batches of at most so many claims and tokens; those without evidence are in none. */
export function batches<T extends Shown>(cases: readonly T[]): T[][] {
  const full: T[][] = [];
  let batch: T[] = [];
  let tokens = 0;
  for (const each of cases.filter(({ texts }) => texts.length > 0)) {
    if (batch.length > 0 && (batch.length === BATCH_CLAIMS || tokens + each.tokens > BATCH_TOKENS)) {
      full.push(batch);
      batch = [];
      tokens = 0;
    }
    batch.push(each);
    tokens += each.tokens;
  }
  return batch.length > 0 ? [...full, batch] : full;
}

/** Asks for the judgement of each case of a batch, in order; of its halves when the answer would be too long. */
export async function judgementsOf(
  batch: readonly Shown[],
  asked: <T>(question: Question<T>) => Promise<T>,
): Promise<Judgement[]> {
  try {
    const { judgements } = await asked(questionOf(batch));
    let first = 1;
    return batch.map((each, i) => {
      const judged = checked(
        each,
        first,
        judgements.find(({ claim }) => claim === i + 1),
      );
      first += each.texts.length;
      return judged;
    });
  } catch (error) {
    if (!(error instanceof EngineFailure && error.kind === 'truncated') || batch.length === 1) throw error;
    const half = Math.ceil(batch.length / 2);
    return [
      ...(await judgementsOf(batch.slice(0, half), asked)),
      ...(await judgementsOf(batch.slice(half), asked)),
    ];
  }
}

function questionOf(batch: readonly Shown[]): Question<z.infer<typeof Answer>> {
  const { mark, enclose } = boundaries();
  let number = 0;
  const prompt = batch
    .map(({ claim, passages, texts }, i) =>
      [
        enclose(`claim ${i + 1}`, claim.text),
        `The passages for claim ${i + 1}:`,
        ...texts.map((text, at) => enclose(`passage ${++number}`, `${originOf(passages[at])}\n\n${text}`)),
      ].join('\n'),
    )
    .join('\n\n');
  return {
    schema: Answer,
    instructions: [
      'You check claims against passages. Judge each claim by the passages listed under it and by nothing else, least of all by what you know or remember.',
      '"supported": a passage says what the claim says. "refuted": a passage says something that cannot be true together with the claim; a passage that only does not mention it refutes nothing. "not_enough_evidence": anything else, also where passages contradict each other or where it is not certain that they speak of the same thing.',
      'For "supported" and "refuted", quote what decides it: copy it word for word from the passage and give the passage\'s number. A verdict without such a quote does not count. "confidence" is from 0 to 1. "reasoning" is one or two sentences for the person who sent the claim, in the language of the claim, without links. Passages marked "the sender\'s own" show that a claim is consistent with what the sender has, not that it is true: say so in the reasoning.',
      boundaryRule(mark),
      'Answer with JSON only, one judgement for each claim: {"judgements": [{"claim": 1, "verdict": "supported" | "refuted" | "not_enough_evidence", "confidence": 0.9, "reasoning": "...", "evidence": [{"passage": 1, "quote": "..."}]}]}',
    ].join('\n\n'),
    prompt,
  };
}

const originOf = (passage: Passage | undefined) =>
  passage
    ? `(${oneLine(passage.source)}, ${oneLine(passage.locator)}${passage.isOwn ? "; the sender's own" : ''})`
    : '';

const abstaining = (reasoning: string): Judgement => ({
  verdict: 'not_enough_evidence',
  confidence: 0,
  reasoning,
  evidence: [],
});
export const withoutEvidence = (): Judgement => abstaining(NO_EVIDENCE);

/**
 * Takes from an answer what it may decide: one of the verdicts, by quotes that stand in the passages of this claim.
 * @param first the number of the case's first passage
 */
function checked({ passages, texts }: Shown, first: number, answered: Answered | undefined): Judgement {
  if (!answered) return abstaining(NO_JUDGEMENT);
  const evidence = answered.evidence.slice(0, MAX_QUOTES).flatMap(({ passage: number, quote }) => {
    const passage = passages[number - first];
    const range =
      passage && quote.length <= MAX_QUOTE_CHARACTERS
        ? findVerbatim(texts[number - first] ?? '', quote)
        : undefined;
    return passage && range ? [{ quote: passage.text.slice(range.start, range.end), passage }] : [];
  });
  const { verdict, confidence, reasoning } = answered;
  if (verdict !== 'not_enough_evidence' && evidence.length === 0) return abstaining(NO_QUOTE);
  return {
    verdict,
    confidence: Math.min(1, Math.max(0, confidence)),
    reasoning: plainSentence(reasoning),
    evidence,
  };
}
