import { idOf } from '../domain/ids.ts';
import { Failure } from '../errors.ts';
import type { Tool } from '../mcp/server.ts';
import type { Declaration, Uses } from './endpoint.ts';
import { named } from './faults.ts';
import { type Derived, inputSchema, type JsonSchema, outputSchema, parsedSchema } from './json-schema.ts';
import { IDEMPOTENCY_KEY_FORM } from './request.ts';

/** One call of an endpoint, whichever way it goes there. */
export interface ToolRequest {
  /** by the names in the route's path */
  path: Record<string, string>;
  query: Record<string, string>;
  headers: Record<string, string>;
  body: string | FormData | undefined;
}

const IDEMPOTENCY_KEY = 'idempotency_key';

/** The caller is known; what else stands in the path is asked for. */
const holesOf = ({ path }: Pick<Declaration, 'path'>): string[] =>
  [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name).filter((name) => name !== 'user_id');

/** The public documentation names tools as endpoints, `task.view`; many clients take no dot, so they are listed as `task_view`. */
export const toolName = ({ id }: Pick<Declaration, 'id'>): string => id.replaceAll('.', '_');

/** What an agent is told of an endpoint. */
export function toolOf(route: Declaration): Tool {
  const reads = route.method === 'GET';
  return {
    name: toolName(route),
    alias: route.id,
    description: route.summary,
    inputSchema: argumentsSchema(route),
    outputSchema: envelopeSchema(route.output),
    annotations: {
      title: route.tool?.title ?? route.summary,
      readOnlyHint: reads,
      // No tool changes or removes what is there: each adds something.
      destructiveHint: false,
      idempotentHint: reads,
      openWorldHint: route.tool?.opensWorld ?? false,
    },
  };
}

const NOTHING: Derived = { schema: {}, $defs: {} };

/** One schema of its own, the named ones that it refers to within. */
const whole = (schema: JsonSchema, $defs: Derived['$defs']): JsonSchema => ({
  ...schema,
  ...(Object.keys($defs).length > 0 && { $defs }),
});

function argumentsSchema({ path, body, query, idempotent }: Declaration): JsonSchema {
  const { schema, $defs } = body ? inputSchema(body) : query ? parsedSchema(query) : NOTHING;
  const holes = holesOf({ path });
  const required = [...holes, ...(schema.required ?? [])];
  return whole(
    {
      type: 'object',
      properties: {
        ...Object.fromEntries(holes.map((hole) => [hole, holeSchema(hole)])),
        ...schema.properties,
        ...(idempotent && {
          [IDEMPOTENCY_KEY]: {
            type: 'string',
            minLength: 1,
            maxLength: 255,
            description: 'A name for this call: sent again with the same name, it is not done twice.',
          },
        }),
      },
      ...(required.length > 0 && { required }),
      additionalProperties: false,
    },
    $defs,
  );
}

const holeSchema = (hole: string): JsonSchema =>
  inputSchema(idOf(hole.replace(/_id$/, '') as Parameters<typeof idOf>[0])).schema;

/** What is answered; `data` is null beside an error. */
function envelopeSchema(output: Declaration['output']): JsonSchema {
  const { schema, $defs } = output ? outputSchema(output) : NOTHING;
  const none = { type: 'null' };
  return whole(
    {
      type: 'object',
      properties: {
        data: output ? { anyOf: [schema, none] } : none,
        message: { type: 'string' },
        status: { type: 'string', enum: ['success', 'error'] },
      },
      required: ['data', 'message', 'status'],
    },
    $defs,
  );
}

/**
 * The call that a tool's arguments stand for. The endpoint itself judges them; here they are only put in their places.
 * What is null counts as left out: strict function calling sends every argument.
 * @throws Failure that names the argument
 */
export function requestOf(route: Declaration, user_id: string, given: Record<string, unknown>): ToolRequest {
  const holes = holesOf(route);
  const path = Object.fromEntries(holes.map((hole) => [hole, segmentOf(hole, given[hole])]));
  const { [IDEMPOTENCY_KEY]: key, ...others } = withoutNulls(given);
  const rest = Object.fromEntries(Object.entries(others).filter(([name]) => !holes.includes(name)));
  if (key !== undefined && !route.idempotent) throw unknownArgument(IDEMPOTENCY_KEY);
  if (key !== undefined && !(typeof key === 'string' && IDEMPOTENCY_KEY_FORM.test(key)))
    throw invalid('the idempotency key is malformed', `\`${IDEMPOTENCY_KEY}\` ${KEY_FORM}`);
  const [unknown] = route.body || route.query ? [] : Object.keys(rest);
  if (unknown !== undefined) throw unknownArgument(unknown);
  const { body, type } = route.body ? bodyOf(route, rest) : {};
  return {
    path: { user_id, ...path },
    query: route.query ? queryOf(rest) : {},
    headers: {
      ...(type !== undefined && { 'Content-Type': type }),
      ...(key !== undefined && { 'Idempotency-Key': key }),
    },
    body,
  };
}

const KEY_FORM = 'must be text of 1 to 255 printable ASCII characters.';

const invalid = (because: string, detail: string) => new Failure('invalid_request', because, { detail });
const unknownArgument = (name: string) =>
  invalid('there is no such argument', `${named(name)} is not a parameter of this call.`);

const withoutNulls = (given: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null));

/** A segment of a URL that cannot become another path. */
function segmentOf(hole: string, value: unknown): string {
  if (value === undefined || value === null) throw invalid('an id is missing', `\`${hole}\` is required.`);
  if (typeof value !== 'string' || !/^\w{1,255}$/.test(value))
    throw invalid('an id is malformed', `\`${hole}\` is not an id.`);
  return value;
}

function queryOf(given: Record<string, unknown>): Record<string, string> {
  const entries = Object.entries(given).map(([name, value]) => {
    if (typeof value !== 'number' && typeof value !== 'string')
      throw invalid('an argument is no number', `${named(name)} must be a number.`);
    return [name, String(value)] as const;
  });
  return Object.fromEntries(entries);
}

function bodyOf(route: Declaration, given: Record<string, unknown>) {
  const { files, ...fields } = given;
  if (!route.form || files === undefined || (Array.isArray(files) && files.length === 0))
    return { body: jsonOf(route.form ? fields : given), type: 'application/json' };
  return { body: formOf(files, fields), type: undefined };
}

/** What was read from JSON of any depth is not written to such a depth again. */
function jsonOf(given: Record<string, unknown>): string {
  try {
    return JSON.stringify(given);
  } catch {
    throw invalid('the arguments are nested too deeply', 'The arguments are nested too deeply.');
  }
}

/** Files stand in a form; it has no place for lists beside them. */
function formOf(files: unknown, fields: Record<string, unknown>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) {
    if (Array.isArray(value) && value.length === 0) continue;
    if (Array.isArray(value))
      throw invalid(
        'beside files, an argument is a list',
        `${named(name)} cannot come together with \`files\`.`,
      );
    if (typeof value !== 'string')
      throw invalid('beside files, an argument is no text', `${named(name)} must be text.`);
    form.append(name, value);
  }
  if (!Array.isArray(files))
    throw invalid('the files are no list', '`files` must be a list of objects with `name` and `bytes`.');
  files.forEach((file: unknown, i) => {
    const at = `files[${i}]`;
    if (typeof file !== 'object' || file === null)
      throw invalid('a file is no object', `\`${at}\` must be an object with \`name\` and \`bytes\`.`);
    const { name, bytes, ...more } = withoutNulls(file as Record<string, unknown>);
    if (typeof name !== 'string') throw invalid('a file has no name', `\`${at}.name\` must be text.`);
    if (typeof bytes !== 'string') throw invalid('a file has no bytes', `\`${at}.bytes\` must be base64.`);
    const [unknown] = Object.keys(more);
    if (unknown !== undefined)
      throw invalid(
        'a file has more than name and bytes',
        `${named(unknown)} of \`${at}\` is not a parameter of this call.`,
      );
    const decoded = bytesOf(bytes);
    if (!decoded) throw invalid('a file is no base64', `\`${at}.bytes\` is not base64.`);
    form.append(name, new Blob([decoded]), name);
  });
  return form;
}

/**
 * What base64 stands for, as senders write it: RFC 4648 in either alphabet, padded or not, on several lines, or in a
 * `data:` URL.
 * @returns undefined when it is none
 */
function bytesOf(text: string): Uint8Array<ArrayBuffer> | undefined {
  const digits = text
    .trim()
    .replace(/^data:[^,]{0,200};base64,/i, '')
    .replace(/\s+/g, '')
    .replace(/=+$/, '');
  // A last digit alone is six bits of a byte.
  if (!/^[\w+/-]*$/.test(digits) || digits.length % 4 === 1) return undefined;
  return new Uint8Array(Buffer.from(digits, 'base64'));
}

/** What the function may do: what any of its tools may. */
export function usesOfAll(tools: readonly { uses: Uses }[]): Uses {
  const all = tools.flatMap(({ uses }) => Object.entries(uses));
  return Object.fromEntries(
    all.map(([port]) => {
      const actions = all.flatMap(([name, use]): readonly string[] =>
        name === port && typeof use === 'object' ? use : [],
      );
      return [port, actions.length > 0 ? [...new Set(actions)] : true];
    }),
  );
}
