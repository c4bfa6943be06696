import type * as z from 'zod/mini';
import { Purpose } from '../domain/codes.ts';
import { idOf } from '../domain/ids.ts';
import { SessionId } from '../domain/session-list.ts';
import { Email } from '../domain/values.ts';
import type { ErrorCode } from '../errors.ts';
import type { Profile } from '../profile.ts';
import type { Declaration } from './endpoint.ts';
import { ERRORS } from './errors.ts';
import {
  type Derived,
  inputSchema,
  type JsonSchema,
  mapped,
  outputSchema,
  parsedSchema,
} from './json-schema.ts';
import { infoOf, SECURITY, SECURITY_SCHEMES, SIGNATURES, TAGS } from './openapi-prose.ts';
import { refusalsOf, WHEN } from './refusals.ts';
import { IDEMPOTENCY_KEY_FORM } from './request.ts';

/** The part of an OpenAPI 3.1 document that is written here: https://spec.openapis.org/oas/v3.1.1.html */
export interface OpenApi {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: {
    schemas: Record<string, JsonSchema>;
    responses: Record<string, Response>;
    headers: Record<string, unknown>;
    securitySchemes: Record<string, unknown>;
  };
  [field: string]: unknown;
}
export interface Operation {
  operationId: string;
  responses: Record<string, Response | Reference>;
  [field: string]: unknown;
}
export interface Response {
  description: string;
  headers: Record<string, unknown>;
  content?: { 'application/json': { schema: JsonSchema; examples?: Record<string, { value: unknown }> } };
}
interface Reference {
  $ref: string;
}

const PATH_PARAMETERS: Record<string, [description: string, schema: z.ZodMiniType] | undefined> = {
  user_id: ['The user’s own id; the operator’s server may give any user’s.', idOf('user')],
  user_email: ['The e-mail address that the account was registered with.', Email],
  otp_type: ['What the code is for.', Purpose],
  session_id: ['One of the user’s sessions.', SessionId],
  transaction_id: ['One of the user’s transactions.', idOf('transaction')],
  task_id: ['One of the user’s tasks.', idOf('task')],
};

const header = (description: string, schema: JsonSchema, required = false) => ({
  description,
  ...(required && { required }),
  schema,
});
const HEADERS = {
  'X-Request-Id': header('Names the call in the log.', { type: 'string' }, true),
  'Retry-After': header('Seconds after which another try can succeed.', { type: 'integer', minimum: 0 }),
  'RateLimit-Limit': header('Calls a second that the caller has.', { type: 'integer' }),
  'RateLimit-Remaining': header('Calls left in this second.', { type: 'integer', minimum: 0 }),
  'RateLimit-Reset': header('Seconds until the next window.', { type: 'integer' }),
};
const headers = (...names: (keyof typeof HEADERS)[]) =>
  Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
const RATE = ['RateLimit-Limit', 'RateLimit-Remaining', 'RateLimit-Reset'] as const;

const envelope = (
  data: JsonSchema,
  messages: readonly string[],
  status: 'success' | 'error',
): JsonSchema => ({
  type: 'object',
  properties: {
    data,
    message: { type: 'string', enum: [...new Set(messages)] },
    status: { type: 'string', const: status },
  },
  required: ['data', 'message', 'status'],
});

/** The module of `<module>.<action>`. */
const tagOf = (id: string) => id.split('.')[0] ?? '';

const callersOf = ({ callers, inactiveToo }: Declaration): string => {
  if (callers.includes('NOBODY')) return 'Open to all, without credentials.';
  const kinds = callers.join(', ').replace(/, (\w+)$/, ' or $1');
  return `For ${kinds}.${inactiveToo ? ' An account that is not active yet may call it, too.' : ''}`;
};

/** A body as a profile has it: without the fields that are marked, by `only`, as another's. */
const inProfile = (schema: JsonSchema, profile: Profile): JsonSchema =>
  mapped(schema, (each) => {
    if (!each.properties) return each;
    const fields = Object.entries(each.properties).flatMap(([name, { only, ...field }]) =>
      only === undefined || only === profile ? [[name, field] as const] : [],
    );
    return { ...each, properties: Object.fromEntries(fields) };
  });

/** The whole API of a profile as one OpenAPI document. @throws for a path parameter or a tag that nothing is known of */
export function openApi(profile: Profile, routes: readonly Declaration[], version: string): OpenApi {
  const schemas: Record<string, JsonSchema> = {};
  const responses: Record<string, Response> = {};
  const paths: OpenApi['paths'] = {};

  /** Keeps the named schemas among the components, and points to them there. */
  const placed = ({ schema, $defs }: Derived): JsonSchema => {
    const pointed = (each: JsonSchema) =>
      mapped(each, (part) =>
        part.$ref === undefined
          ? part
          : { ...part, $ref: part.$ref.replace('#/$defs/', '#/components/schemas/') },
      );
    for (const [name, each] of Object.entries($defs)) schemas[name] = pointed(each);
    return pointed(schema);
  };

  for (const route of routes) {
    const path = (paths[route.path] ??= {});
    path[route.method.toLowerCase()] = operationOf(route);
  }
  const asked = new Set(routes.flatMap(securityOf).flatMap((each) => Object.keys(each)));
  return {
    openapi: '3.1.1',
    info: { ...infoOf(profile), version },
    // Beside the document itself, wherever it is served.
    servers: [{ url: 'api/v1' }],
    tags: TAGS.filter(({ name }) => routes.some(({ id }) => tagOf(id) === name)),
    paths,
    components: {
      schemas: Object.fromEntries(Object.entries(schemas).sort(([a], [b]) => (a < b ? -1 : 1))),
      responses,
      headers: HEADERS,
      securitySchemes: Object.fromEntries(
        Object.entries(SECURITY_SCHEMES).filter(([name]) => asked.has(name)),
      ),
    },
  };

  function operationOf(route: Declaration): Operation {
    const tag = tagOf(route.id);
    if (!TAGS.some(({ name }) => name === tag)) throw new Error(`the tag ${tag} is not described`);
    const parameters = parametersOf(route);
    const body = requestBodyOf(route);
    return {
      operationId: route.id,
      summary: route.summary.replace(/\.$/, ''),
      description: callersOf(route),
      tags: [tag],
      security: securityOf(route),
      ...(parameters.length > 0 && { parameters }),
      ...(body && { requestBody: body }),
      responses: { [route.status]: successOf(route), ...refusedOf(route) },
    };
  }

  function securityOf({ callers, signature = '' }: Declaration) {
    return callers.flatMap((kind) => {
      if (kind !== 'SIGNATURE') return SECURITY[kind];
      const required = SIGNATURES[signature];
      if (!required) throw new Error(`the signature in ${signature} is not described`);
      return required;
    });
  }

  function parametersOf({ path, query, idempotent }: Declaration) {
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => {
      const [description, schema] = PATH_PARAMETERS[name] ?? [];
      if (!schema) throw new Error(`the path parameter ${name} is not described`);
      return { name, in: 'path', description, required: true, schema: placed(inputSchema(schema)) };
    });
    const { properties = {}, required = [] } = query ? placed(parsedSchema(query)) : {};
    const inQuery = Object.entries(properties).map(([name, { description, ...schema }]) => ({
      name,
      in: 'query',
      ...(description !== undefined && { description }),
      required: required.includes(name),
      schema,
    }));
    const inHeader = {
      name: 'Idempotency-Key',
      in: 'header',
      description: 'The same key with the same body gives the first answer again, for 24 hours.',
      required: false,
      schema: { type: 'string', pattern: IDEMPOTENCY_KEY_FORM.source },
    };
    return [...inPath, ...inQuery, ...(idempotent ? [inHeader] : [])];
  }

  function requestBodyOf(route: Declaration) {
    if (route.callers.includes('SIGNATURE'))
      return {
        description: 'An event, as its sender signed it.',
        required: true,
        content: { 'application/json': { schema: { type: ['object', 'array'] } } },
      };
    if (!route.body) return undefined;
    const required = !route.body.safeParse(undefined).success;
    const schema = inProfile(placed(inputSchema(route.body)), profile);
    if (!route.form) return { required, content: { 'application/json': { schema } } };
    const { files, ...properties } = schema.properties ?? {};
    if (!files) throw new Error(`the form of ${route.id} takes no files`);
    const texts = Object.entries(properties).filter(([, { type }]) => type === 'string');
    const form = {
      type: 'object',
      properties: Object.fromEntries(texts),
      additionalProperties: {
        type: 'string',
        contentMediaType: 'application/octet-stream',
        description: 'A file, in a field that is named after it.',
      },
    };
    return {
      required,
      content: {
        'multipart/form-data': { schema: form },
        'application/json': { schema: { ...schema, properties } },
      },
    };
  }

  function successOf({ status, message, otherMessages = [], output, callers }: Declaration): Response {
    const isCounted = callers.includes('USER') || callers.includes('KEY');
    const given = { description: message, headers: headers('X-Request-Id', ...(isCounted ? RATE : [])) };
    if (status === 204) return given;
    const data = output ? placed(outputSchema(output)) : { type: 'null' };
    // What a webhook answers with, it answers in its sender's form.
    const isBare = output && callers.includes('SIGNATURE');
    const schema = isBare ? data : envelope(data, [message, ...otherMessages], 'success');
    return { ...given, content: { 'application/json': { schema } } };
  }

  function refusedOf(route: Declaration): Record<string, Reference> {
    const byStatus = new Map<number, ErrorCode[]>();
    for (const code of refusalsOf(route)) {
      const [status] = ERRORS[code];
      byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
    }
    return Object.fromEntries(
      [...byStatus].map(([status, codes]) => {
        const name = codes.join('-or-');
        responses[name] ??= refusedWith(codes);
        return [status, { $ref: `#/components/responses/${name}` }];
      }),
    );
  }
}

const TWO_FACTOR_IS_ON = { is_2fa_enabled: true };
/** What a failure brings besides its sentence. */
const DATA: Partial<Record<ErrorCode, Record<string, unknown>>> = {
  second_factor_required: TWO_FACTOR_IS_ON,
  totp_required: TWO_FACTOR_IS_ON,
};

/** Where another try can succeed later; of those with 401, while a second factor is locked. */
const COMES_BACK: readonly ErrorCode[] = [
  'unauthorized',
  'second_factor_required',
  'totp_required',
  'rate_limited',
  'idempotency_running',
  'unavailable',
];

/** What comes with words on what was wrong with the call. */
const HAS_DETAIL: readonly ErrorCode[] = [
  'body_empty',
  'invalid_request',
  'upload_not_found',
  'too_large',
  'unsupported_attachment',
];

function refusedWith(codes: readonly ErrorCode[]): Response {
  const kept = new Set(codes.map((code) => DATA[code]).filter((data) => data !== undefined));
  const datas = [...kept].map((data): JsonSchema => ({
    type: 'object',
    properties: Object.fromEntries(Object.entries(data).map(([name, value]) => [name, { const: value }])),
    required: Object.keys(data),
  }));
  const nothing: JsonSchema = { type: 'null' };
  const schema = envelope(
    datas.length > 0 ? { anyOf: [nothing, ...datas] } : nothing,
    codes.map((code) => ERRORS[code][1]),
    'error',
  );
  const comesBack = codes.some((code) => COMES_BACK.includes(code));
  return {
    description: codes.map((code) => `\`${code}\`: ${WHEN[code]}`).join('\n\n'),
    headers: {
      ...headers('X-Request-Id'),
      'X-Error-Code': header('The failure, for machines.', { type: 'string', enum: [...codes] }, true),
      ...(codes.some((code) => HAS_DETAIL.includes(code)) && {
        'X-Error-Detail': header('Sentences that name what is wrong with the call.', { type: 'string' }),
      }),
      // Whoever is known by then, is counted.
      ...headers(...(comesBack ? (['Retry-After'] as const) : []), ...RATE),
    },
    content: {
      'application/json': {
        schema,
        examples: Object.fromEntries(
          codes.map((code) => [
            code,
            { value: { data: DATA[code] ?? null, message: ERRORS[code][1], status: 'error' } },
          ]),
        ),
      },
    },
  };
}
