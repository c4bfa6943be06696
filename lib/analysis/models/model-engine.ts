import { setTimeout as wait } from 'node:timers/promises';
import type { LanguageModel } from 'ai';
import type { Engine, Usage } from '../analysis.ts';
import { EngineFailure } from '../engine-failure.ts';
import { ask, type Question } from './ask.ts';
import { CLAIMS_LIMIT, claimsOf, MATERIAL_LIMIT, MAX_CLAIMS, readings } from './find-claims.ts';
import { batches, EVIDENCE_NOTE, judgementsOf, shown, withoutEvidence } from './judge-claims.ts';
import { languageModel, type ModelSettings } from './provider.ts';
import type { Waiting } from './retry-delay.ts';

/** Calls at a time, of one analysis. */
const PARALLEL = 3;

const CLOCK: Waiting = {
  now: Date.now,
  random: Math.random,
  wait: (ms, signal) => wait(ms, undefined, { signal }),
};

/**
 * An engine that asks a language model. It fails with `EngineFailure`, which tells whether another try may help and
 * what was spent.
 */
export function modelEngine(settings: ModelSettings, waiting: Waiting = CLOCK): Engine {
  let loaded: Promise<LanguageModel> | undefined;
  const model = () => (loaded ??= languageModel(settings));

  /** Runs work on each item, a few at a time; the first failure ends all of it. */
  async function each<T, R>(
    items: readonly T[],
    signal: AbortSignal,
    work: (item: T, asked: <A>(question: Question<A>) => Promise<A>) => Promise<R>,
  ): Promise<{ results: R[]; usage: Usage }> {
    const usage: Usage = { input_tokens: 0, output_tokens: 0 };
    const stop = new AbortController();
    const either = AbortSignal.any([signal, stop.signal]);
    const asking = {
      model: await model(),
      maxOutputTokens: settings.maxOutputTokens,
      timeoutMs: settings.timeoutMs,
      waiting,
      spent: (more: Usage) => {
        usage.input_tokens += more.input_tokens;
        usage.output_tokens += more.output_tokens;
      },
    };
    let failure: EngineFailure | undefined;
    const results: R[] = [];
    const queue = items.entries();
    const worker = async () => {
      for (const [i, item] of queue) {
        try {
          results[i] = await work(item, (question) => ask(asking, question, either));
        } catch (error) {
          failure ??= error instanceof EngineFailure ? error : new EngineFailure('malformed', '');
          stop.abort();
        }
      }
    };
    await Promise.all(Array.from({ length: PARALLEL }, worker));
    if (failure) throw new EngineFailure(failure.kind, failure.detail, usage);
    return { results, usage };
  }

  return {
    name: settings.provider,
    version: settings.model,
    limits: [
      'A language model judged the claims by the evidence that is quoted; it may misread what it quotes.',
      'It knows nothing but the evidence it was given.',
      MATERIAL_LIMIT,
      CLAIMS_LIMIT,
    ],

    async claims(material, signal) {
      const { readings: read, isCut } = readings(material);
      const { results, usage } = await each(read, signal, claimsOf);
      const claims = results.flat();
      const notes = [
        ...(isCut ? ['The material is long: its end was not searched for claims.'] : []),
        ...(claims.length > MAX_CLAIMS ? [`Only ${MAX_CLAIMS} of ${claims.length} claims were judged.`] : []),
      ];
      return { claims: claims.slice(0, MAX_CLAIMS), usage, notes };
    },

    async judge(claims, signal) {
      const cases = claims.map((each, index) => ({ ...shown(each), index }));
      const batched = batches(cases);
      const { results, usage } = await each(batched, signal, judgementsOf);
      const judgements = claims.map(withoutEvidence);
      for (const [b, batch] of batched.entries())
        for (const [i, { index }] of batch.entries()) {
          const judgement = results[b]?.[i];
          if (judgement) judgements[index] = judgement;
        }
      return { judgements, usage, notes: cases.some(({ isCut }) => isCut) ? [EVIDENCE_NOTE] : [] };
    },
  };
}
