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
  'Retry-After',
  'RateLimit-Limit',
  'RateLimit-Remaining',
  'RateLimit-Reset',
  'WWW-Authenticate',
].join(', ');

export const errorBody = (message: string, data: unknown = null) =>
  JSON.stringify({ data, message, status: 'error' });

export type Answer = APIGatewayProxyResult & { headers: Record<string, string | number> };

export const success = (status: number, data: unknown, message: string): Answer => ({
  statusCode: status,
  headers: { ...FIXED_HEADERS },
  body: status === 204 ? '' : JSON.stringify({ data, message, status: 'success' }),
});

export function refusal({ code, data, retryAfter }: Failure): Answer {
  const [statusCode, message] = ERRORS[code];
  return {
    statusCode,
    headers: {
      ...FIXED_HEADERS,
      'X-Error-Code': code,
      ...(retryAfter !== undefined && { 'Retry-After': retryAfter }),
    },
    body: errorBody(message, data),
  };
}
