import { createHash } from 'node:crypto';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { type Answer, FIXED_HEADERS } from './envelope.ts';

/** All that can be done to what only is to be read. */
export const READING = ['GET', 'HEAD'] as const;

/**
 * What anyone may keep: it is tagged by what it holds, and not sent again to whoever has it already.
 * @param cacheControl for how long it may be kept without asking
 */
export function tagged(
  { httpMethod, headers }: Pick<APIGatewayProxyEvent, 'httpMethod' | 'headers'>,
  { type, text }: { type: string; text: string },
  cacheControl: string,
): Answer {
  const etag = `"${createHash('sha256').update(text).digest('base64url')}"`;
  // A proxy that compresses marks the tag as weak.
  const known = headers['if-none-match']?.split(',').map((tag) => tag.trim().replace(/^W\//, '')) ?? [];
  const isKnown = known.includes(etag) || known.includes('*');
  return {
    statusCode: isKnown ? 304 : 200,
    headers: { ...FIXED_HEADERS, 'Content-Type': type, 'Cache-Control': cacheControl, ETag: etag },
    body: isKnown || httpMethod === 'HEAD' ? '' : text,
  };
}
