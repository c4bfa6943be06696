import type { APIGatewayProxyEvent } from 'aws-lambda';
import type * as z from 'zod/mini';
import { Failure } from '../errors.ts';
import { faultsIn, named } from './faults.ts';

const invalid = (because: string) => new Failure('invalid_request', because);

/** Parses by a schema; whatever does not fit is the caller's fault. */
export function parsed<S extends z.ZodMiniType>(schema: S, value: unknown, what: string): z.output<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new Failure('invalid_request', `${what} does not fit its schema`, {
    detail: faultsIn(result.error.issues, value),
  });
}

export const isForm = ({ multiValueHeaders }: APIGatewayProxyEvent): boolean =>
  /^multipart\/form-data\s*(;|$)/i.test(multiValueHeaders['content-type']?.at(-1)?.trim() ?? '');

/** More than any list that a call takes. */
const MAX_ITEMS = 1_000;

/** The JSON object in the body. @returns undefined when there is none, which for most routes is an error of its own */
export function jsonBody(
  { body, isBase64Encoded, multiValueHeaders }: APIGatewayProxyEvent,
  maxBytes: number,
): object | undefined {
  if (!body) return undefined;
  const bytes = Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.length > maxBytes) throw new Failure('too_large', `a body of ${bytes.length} bytes`);
  const type = multiValueHeaders['content-type']?.at(-1)?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json') throw new Failure('body_empty', 'the body is not declared as JSON');
  const json = parsedJson(bytes);
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    throw invalid('the body is no JSON object');
  // A schema looks at every item before it counts them, and notes what is wrong with each.
  for (const [name, value] of Object.entries(json))
    if (Array.isArray(value) && value.length > MAX_ITEMS)
      throw new Failure('invalid_request', `a list of ${value.length} items`, {
        detail: `${named(name)} has more than ${MAX_ITEMS} items.`,
      });
  return Object.keys(json).length === 0 ? undefined : json;
}

function parsedJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw invalid('the body is not JSON');
  }
}

/** The query, each name once. */
export function queryOf({ multiValueQueryStringParameters }: APIGatewayProxyEvent): Record<string, string> {
  const query: Record<string, string> = {};
  for (const [name, values] of Object.entries(multiValueQueryStringParameters ?? {})) {
    if (values?.length !== 1) throw invalid('a query parameter is repeated');
    Object.defineProperty(query, name, { value: values[0], enumerable: true });
  }
  return query;
}

/**
 * A route's path as API Gateway takes it, which allows one name for a parameter at a place: `{user_id}` and
 * `{user_email}` both become `{user}`.
 */
export const gatewayPath = (path: string): string => path.replace(/\{([a-z]+)_[a-z]+\}/g, '{$1}');

/**
 * Longer than any id or e-mail address, which have 254 characters at most. So much of a longer one is as wrong as all of
 * it, and no pattern that it meets has more to work on.
 */
const MAX_NAME_LENGTH = 1_024;

/** The path's parameters by the route's names for them; API Gateway hands them over as encoded in the URL. */
export function pathOf(path: string, { pathParameters }: APIGatewayProxyEvent): Record<string, string> {
  const holes = [...path.matchAll(/\{(([a-z]+)_[a-z]+)\}/g)];
  return Object.fromEntries(
    holes.map(([, name = '', gatewayName = '']) => [
      name,
      decoded(pathParameters?.[gatewayName] ?? '').slice(0, MAX_NAME_LENGTH),
    ]),
  );
}

/** The other way round: what API Gateway would hand over for these. */
export const pathParametersOf = (path: Record<string, string>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(path).map(([name, value]) => [
      gatewayPath(`{${name}}`).slice(1, -1),
      encodeURIComponent(value),
    ]),
  );

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

/** At most 255 characters, and none that a log, a header or a key could trip over. */
export const IDEMPOTENCY_KEY_FORM = /^[\x20-\x7e]{1,255}$/;

/** As the IETF draft idempotency-key-header has it. */
export function idempotencyKeyOf({ headers }: APIGatewayProxyEvent): string | undefined {
  const key = headers['idempotency-key'];
  if (key !== undefined && !IDEMPOTENCY_KEY_FORM.test(key)) throw invalid('the idempotency key is malformed');
  return key;
}

/** HTTP Basic credentials (RFC 7617): UTF-8, the first colon separates, a password may hold more of them. */
export function basicCredentials(authorization: string | undefined) {
  const [, encoded] = /^Basic +([A-Za-z0-9+/]+={0,2})$/i.exec(authorization ?? '') ?? [];
  const plain = Buffer.from(encoded ?? '', 'base64').toString('utf8');
  const colon = plain.indexOf(':');
  if (colon < 1) return undefined;
  return { email: plain.slice(0, Math.min(colon, MAX_NAME_LENGTH)), password: plain.slice(colon + 1) };
}
