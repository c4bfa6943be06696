/** Everything a call can fail with. The sentence and the HTTP status of each stand in `lib/http/errors.ts`. */
export type ErrorCode =
  | 'body_empty'
  | 'invalid_request'
  | 'user_exists'
  | 'unauthorized'
  | 'second_factor_required'
  | 'totp_required'
  | 'inactive'
  | 'forbidden'
  | 'insufficient_credits'
  | 'user_not_found'
  | 'transaction_not_found'
  | 'task_not_found'
  | 'upload_not_found'
  | 'rate_not_found'
  | 'route_not_found'
  | 'method_not_allowed'
  | 'idempotency_mismatch'
  | 'idempotency_running'
  | 'task_started'
  | 'gone'
  | 'too_large'
  | 'unsupported_attachment'
  | 'rate_limited'
  | 'internal'
  | 'unavailable';

export interface FailureDetails {
  /** What the caller gets in `data`; null unless the contract says otherwise. */
  data?: unknown;
  /** Seconds after which another try can succeed; becomes `Retry-After`. */
  retryAfter?: number;
  /**
   * Sentences for the caller that name what is wrong with what it sent, and may quote it; becomes `X-Error-Detail`. It
   * is never logged.
   */
  detail?: string | undefined;
  cause?: unknown;
}

/**
 * A refusal with two sides: `code` decides what the caller reads, `because` is for the log only.
 * `because` never holds an e-mail, a code, a token or anything else the caller sent.
 */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly code: ErrorCode;
  readonly data: unknown;
  readonly retryAfter: number | undefined;
  readonly detail: string | undefined;

  constructor(code: ErrorCode, because: string, details: FailureDetails = {}) {
    super(because, { cause: details.cause });
    this.code = code;
    this.data = details.data ?? null;
    this.retryAfter = details.retryAfter;
    this.detail = details.detail;
  }
}

/** Makes any failure; verbs get it as `ctx.fail`, narrowed to those that their types name. */
export const failure = (code: ErrorCode, because: string, details?: FailureDetails): Failure =>
  new Failure(code, because, details);

/** A dependency did not do its part: answer 503 and leave nothing half done. */
export const unavailable = (dependency: string, cause: unknown): Failure =>
  new Failure('unavailable', `${dependency}: ${cause instanceof Error ? cause.name : 'no answer'}`, {
    cause,
  });
