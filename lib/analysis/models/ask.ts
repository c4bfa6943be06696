import type { LanguageModel } from 'ai';
import type * as z from 'zod/mini';
import type { Usage } from '../analysis.ts';
import { DeadlineExceeded, within } from '../../deadline.ts';
import { EngineFailure } from '../engine-failure.ts';
import { retryDelay, type Waiting } from './retry-delay.ts';

export interface Question<T> {
  schema: z.ZodMiniType<T>;
  instructions: string;
  prompt: string;
}

export interface Asking {
  model: LanguageModel;
  maxOutputTokens: number;
  timeoutMs: number;
  waiting: Waiting;
  /** is told what each call took, whether or not its answer is of use */
  spent: (usage: Usage) => void;
}

const TRIES = 3;

/**
 * Asks a language model for an answer of a shape. Only what passes by itself (429, 529, 5xx) is tried again.
 * @throws `EngineFailure`
 */
export async function ask<T>(asking: Asking, question: Question<T>, signal: AbortSignal): Promise<T> {
  for (let tried = 1; ; tried++) {
    try {
      return await within(asking.timeoutMs, (limited) => askOnce(asking, question, limited), signal);
    } catch (error) {
      if (signal.aborted) throw new EngineFailure('aborted', '');
      if (error instanceof DeadlineExceeded) throw new EngineFailure('timeout', error.message);
      if (error instanceof EngineFailure) throw error;
      const { APICallError, LoadAPIKeyError, LoadSettingError } = await import('ai');
      if (LoadAPIKeyError.isInstance(error) || LoadSettingError.isInstance(error))
        throw new EngineFailure('rejected', typeOf(error));
      if (!APICallError.isInstance(error)) throw new EngineFailure('malformed', typeOf(error));
      const { statusCode, responseHeaders = {}, data } = error;
      // What is no error and still not of the provider's wire format, or broke off.
      if (statusCode === undefined || statusCode < 400) throw new EngineFailure('malformed', typeOf(error));
      const detail = [`status ${statusCode}`, errorTypeOf(data)].filter(Boolean).join(', ');
      if (statusCode !== 429 && statusCode < 500) throw new EngineFailure('rejected', detail);
      const delay = retryDelay(tried, responseHeaders, asking.waiting);
      if (tried === TRIES || delay === undefined) throw new EngineFailure('overloaded', detail);
      await asking.waiting.wait(delay, signal).catch(() => {
        throw new EngineFailure('aborted', '');
      });
    }
  }
}

async function askOnce<T>(
  { model, maxOutputTokens, spent }: Asking,
  { schema, instructions, prompt }: Question<T>,
  signal: AbortSignal,
): Promise<T> {
  const { generateText, NoObjectGeneratedError, Output } = await import('ai');
  try {
    const answer = await generateText({
      model,
      instructions,
      prompt,
      output: Output.object({ schema }),
      maxOutputTokens,
      maxRetries: 0,
      abortSignal: signal,
    });
    spent(usageOf(answer.usage));
    refuseUnfinished(answer.finishReason);
    return answer.output;
  } catch (error) {
    if (!NoObjectGeneratedError.isInstance(error)) throw error;
    spent(usageOf(error.usage));
    refuseUnfinished(error.finishReason);
    throw new EngineFailure('malformed', typeOf(error.cause));
  }
}

function refuseUnfinished(reason: string | undefined): void {
  if (reason === 'content-filter') throw new EngineFailure('refused', '');
  if (reason === 'length') throw new EngineFailure('truncated', '');
}

const usageOf = (
  usage: { inputTokens: number | undefined; outputTokens: number | undefined } | undefined,
) => ({
  input_tokens: usage?.inputTokens ?? 0,
  output_tokens: usage?.outputTokens ?? 0,
});

/** The names of errors are of code and tell nothing of what was asked. */
const typeOf = (error: unknown) => (error instanceof Error ? error.name : '');

/** `overloaded_error` and the like; anything that is not plainly such a word may hold more than it should. */
function errorTypeOf(data: unknown): string {
  const { error } = (data ?? {}) as { error?: { type?: unknown } | null };
  const type = error?.type;
  return typeof type === 'string' && /^[a-z_]{1,40}$/.test(type) ? type : '';
}
