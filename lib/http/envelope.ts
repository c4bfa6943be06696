import type { APIGatewayProxyResult } from 'aws-lambda';
import type { Failure } from '../errors.ts';
import { ERRORS } from './errors.ts';

/** On every answer, gateway errors included. Answers hold tokens and personal data, so nothing may keep them. */
export const FIXED_HEADERS = {
  'Content-Type': 'application/json; charset=utf-8',
  'Cache-Control': 'no-store',
  'Strict-Transport-Security': 'max-age=31536000; includeSubDomains',
  'X-Content-Type-Options': 'nosniff',
} as const;

/** What a page of another origin may read. */
export const EXPOSED_HEADERS = [
  'X-Request-Id',
  'X-Error-Code',
  'X-Error-Detail',
  'Retry-After',
  'RateLimit-Limit',
  'RateLimit-Remaining',
  'RateLimit-Reset',
  'WWW-Authenticate',
  'Idempotent-Replayed',
].join(', ');

export const errorBody = (message: string, data: unknown = null) =>
  JSON.stringify({ data, message, status: 'error' });

export type Answer = APIGatewayProxyResult & { headers: Record<string, string | number> };

export const success = (status: number, data: unknown, message: string): Answer => ({
  statusCode: status,
  headers: { ...FIXED_HEADERS },
  body: status === 204 ? '' : JSON.stringify({ data, message, status: 'success' }),
});

const MAX_DETAIL = 600;

/** As a header can hold it: printable ASCII, whatever else as `\\u` and four hex digits, as in JSON. */
const asHeader = (detail: string): string =>
  detail
    .slice(0, MAX_DETAIL)
    .replace(
      /[^\x20-\x5b\x5d-\x7e]/g,
      (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
    )
    .trim();

/** What {@link refusal} wrote into `X-Error-Detail`. @returns undefined where there is none */
export const detailIn = (header: string | null | undefined): string | undefined =>
  header
    ? header.replace(/\\u([0-9a-f]{4})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))
    : undefined;

/** @param challenge what a 401 says of how to come back (RFC 9110 §15.5.2 demands that it does) */
export function refusal({ code, data, retryAfter, detail }: Failure, challenge = 'Bearer'): Answer {
  const [statusCode, message] = ERRORS[code];
  return {
    statusCode,
    headers: {
      ...FIXED_HEADERS,
      'X-Error-Code': code,
      ...(statusCode === 401 && { 'WWW-Authenticate': challenge }),
      ...(detail !== undefined && { 'X-Error-Detail': asHeader(detail) }),
      ...(retryAfter !== undefined && { 'Retry-After': retryAfter }),
    },
    body: errorBody(message, data),
  };
}
