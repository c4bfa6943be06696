import { Readable } from 'node:stream';
import type * as z from 'zod/mini';
import { DeadlineExceeded, within } from '../../deadline.ts';
import { bodyOf } from './body.ts';
import { Unfetchable } from './unfetchable.ts';

const TIMEOUT_MS = 6_000;
const MAX_BYTES = 2_000_000;

/** A search or a fact check gave no answer. It names a status at most: addresses hold what users wrote. */
export class SourceFailure extends Error {
  override readonly name = 'SourceFailure';
}

/** Where an API is, and what is sent with each call of it. */
export interface ApiSettings {
  baseUrl: string;
  userAgent: string;
}

/**
 * Asks an API that an operator chose; it may answer slowly, too much or nonsense all the same.
 * @param query without what is undefined
 * @throws `SourceFailure`
 */
export async function getJson<T>(
  { baseUrl, userAgent }: ApiSettings,
  path: string,
  query: Record<string, string>,
  { schema, headers = {} }: { schema: z.ZodMiniType<T>; headers?: Record<string, string> },
  signal: AbortSignal,
): Promise<T> {
  const url = new URL(baseUrl.replace(/\/$/, '') + path);
  url.search = new URLSearchParams(query).toString();
  try {
    const answered = async (limited: AbortSignal) => {
      const response = await fetch(url, {
        headers: { accept: 'application/json', 'user-agent': userAgent, ...headers },
        redirect: 'error',
        signal: limited,
      });
      if (!response.ok || !response.body) {
        await response.body?.cancel();
        throw new SourceFailure(`status ${response.status}`);
      }
      // fetch has unpacked it already
      const bytes = await bodyOf(Readable.fromWeb(response.body), undefined, MAX_BYTES);
      const answer = schema.safeParse(parsed(Buffer.from(bytes).toString()));
      if (!answer.success) throw new SourceFailure('unexpected answer');
      return answer.data;
    };
    return await within(TIMEOUT_MS, answered, signal);
  } catch (error) {
    if (error instanceof SourceFailure) throw error;
    if (error instanceof Unfetchable) throw new SourceFailure(error.reason);
    throw new SourceFailure(error instanceof DeadlineExceeded ? 'timeout' : 'no answer');
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new SourceFailure('no JSON');
  }
}
