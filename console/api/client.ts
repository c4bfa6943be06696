/** Below the page's own address, so that a stage in front of it (`/prod/console`) stays in front of the API, too. */
const API = new URL('api/v1/', document.baseURI);

/** Waiting this long, in s, for the rate limit or a dependency that is down is not worth a word. */
const PATIENCE_S = 3;
const MAX_RETRIES = 3;

/** What the API refused, in its own sentence. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  /** `X-Error-Code` */
  readonly code: string;
  /** s; from `Retry-After` */
  readonly retryAfter: number | undefined;

  constructor(message: string, status: number, code: string, retryAfter: number | undefined) {
    super(message);
    this.status = status;
    this.code = code;
    this.retryAfter = retryAfter;
  }
}

export interface Call {
  method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** the whole `Authorization` header */
  authorization?: string;
  json?: object;
  form?: FormData;
  idempotencyKey?: string;
  signal?: AbortSignal;
}

/** `Basic`, as RFC 7617 has it with UTF-8. */
export function basic(email: string, password: string): string {
  const bytes = new TextEncoder().encode(`${email}:${password}`);
  return `Basic ${btoa(String.fromCharCode(...bytes))}`;
}

export const bearer = (token: string): string => `Bearer ${token}`;

/** How long to wait, in s, before the same call may be made again without harm; undefined where it may not. */
function waitAfter(error: unknown, method: Call['method'] = 'GET'): number | undefined {
  if (!(error instanceof ApiError)) return undefined;
  // A call over the rate limit was not done; of one that met an outage that is only certain where it changes nothing.
  const isHarmless = error.status === 429 || (error.status === 503 && method === 'GET');
  return isHarmless ? (error.retryAfter ?? 1) : undefined;
}

/**
 * Calls the API, again where that is harmless and the wait short.
 * @param path below `/api/v1/`, its parts already encoded
 * @returns the envelope's `data`
 */
export async function callApi<T>(path: string, call: Call = {}): Promise<T> {
  for (let retries = 0; ; retries++) {
    try {
      return await callOnce<T>(path, call);
    } catch (error) {
      const wait = waitAfter(error, call.method);
      if (wait === undefined || wait > PATIENCE_S || retries === MAX_RETRIES) throw error;
      await new Promise((resolve) => setTimeout(resolve, wait * 1000));
      call.signal?.throwIfAborted();
    }
  }
}

async function callOnce<T>(path: string, call: Call): Promise<T> {
  const { method = 'GET', authorization, json, form, idempotencyKey, signal } = call;
  const headers = {
    ...(authorization && { Authorization: authorization }),
    ...(json && { 'Content-Type': 'application/json' }),
    ...(idempotencyKey && { 'Idempotency-Key': idempotencyKey }),
  };
  const body = form ?? (json && JSON.stringify(json));
  const response = await fetch(new URL(path, API), {
    method,
    headers,
    ...(body && { body }),
    ...(signal && { signal }),
    credentials: 'omit',
  });
  if (response.status === 204) return null as T;
  const envelope = (await response.json()) as { data: T; message: string };
  if (response.ok) return envelope.data;
  const retryAfter = Number(response.headers.get('Retry-After') ?? NaN);
  throw new ApiError(
    envelope.message,
    response.status,
    response.headers.get('X-Error-Code') ?? '',
    Number.isFinite(retryAfter) ? retryAfter : undefined,
  );
}

/** What is shown of anything that was thrown: the API's own sentence, or that it was not reached. */
export const sentenceOf = (error: unknown): string =>
  error instanceof ApiError
    ? error.message
    : 'The service could not be reached. Check the connection and try again.';
