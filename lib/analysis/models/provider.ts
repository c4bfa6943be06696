import type { LanguageModel } from 'ai';
import { EngineFailure } from '../engine-failure.ts';

export type Provider = 'anthropic' | 'openai-compatible' | 'bedrock';

/** Which language model is asked, and where. */
export interface ModelSettings {
  provider: Provider;
  /** as its provider calls it; for Bedrock also the ARN or id of an inference profile */
  model: string;
  /** none for Bedrock, where the role of the function or `AWS_BEARER_TOKEN_BEDROCK` stands for it */
  apiKey?: string;
  /** where the API is, unless at its provider's own address; `openai-compatible` has none of its own */
  baseUrl?: string;
  /** of Bedrock, unless it is the function's own */
  region?: string;
  /** the most that one answer may take */
  maxOutputTokens: number;
  /** of one call */
  timeoutMs: number;
}

/** Far more than the largest answer takes. */
const MAX_ANSWER_BYTES = 4_000_000;

/** Follows no redirect, which would take the key along, and reads no endless answer. */
const guardedFetch: typeof fetch = async (input, init) => {
  const response = await fetch(input, { ...init, redirect: 'error' }).catch(() => {
    throw new EngineFailure('unreachable', '');
  });
  let bytes = 0;
  const limit = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      bytes += chunk.length;
      if (bytes > MAX_ANSWER_BYTES) controller.error(new RangeError('the answer is too large'));
      else controller.enqueue(chunk);
    },
  });
  return new Response(response.body?.pipeThrough(limit) ?? null, response);
};

/** Only the module of the provider that is used is loaded. */
export async function languageModel(settings: ModelSettings): Promise<LanguageModel> {
  const { provider, model, apiKey = '', baseUrl, region } = settings;
  switch (provider) {
    case 'anthropic': {
      const { createAnthropic } = await import('@ai-sdk/anthropic');
      return createAnthropic({
        apiKey,
        baseURL: baseUrl ?? 'https://api.anthropic.com/v1',
        fetch: guardedFetch,
      })(model);
    }
    case 'openai-compatible': {
      if (baseUrl === undefined) throw new EngineFailure('rejected', 'no address');
      const { createOpenAICompatible } = await import('@ai-sdk/openai-compatible');
      return createOpenAICompatible({
        name: 'openai-compatible',
        baseURL: baseUrl,
        ...(apiKey !== '' && { apiKey }),
        supportsStructuredOutputs: true,
        fetch: guardedFetch,
      })(model);
    }
    case 'bedrock': {
      const { createAmazonBedrock } = await import('@ai-sdk/amazon-bedrock');
      return createAmazonBedrock({
        ...(region !== undefined && { region }),
        ...(baseUrl !== undefined && { baseURL: baseUrl }),
        ...(apiKey !== '' && { apiKey }),
        fetch: guardedFetch,
      })(model);
    }
  }
}
