import * as z from 'zod/mini';

/** A JSON Schema (2020-12), as far as this project writes and reads one. */
export interface JsonSchema {
  [keyword: string]: unknown;
  $ref?: string;
  type?: string;
  description?: string;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  items?: JsonSchema;
  additionalProperties?: boolean | JsonSchema;
}

/** A schema and the named ones it refers to, as `#/$defs/<name>`. */
export interface Derived {
  schema: JsonSchema;
  $defs: Record<string, JsonSchema>;
}

/** What a caller may send: fields with a default may be left out, unknown ones are refused. */
export const inputSchema = (schema: z.ZodMiniType): Derived => derived(schema, 'input');

/** What a caller's text becomes, such as the whole number that a query holds as digits. */
export const parsedSchema = (schema: z.ZodMiniType): Derived => derived(schema, 'output');

/** What a caller is sent. A client must bear fields that come later: unlike zod's own, this closes no object. */
export function outputSchema(schema: z.ZodMiniType): Derived {
  const { schema: sent, $defs } = derived(schema, 'output');
  return {
    schema: opened(sent),
    $defs: Object.fromEntries(Object.entries($defs).map(([name, each]) => [name, opened(each)])),
  };
}

/** Bytes have no JSON: where they stand in one, they stand in base64. */
function derived(schema: z.ZodMiniType, io: 'input' | 'output'): Derived {
  const { $defs = {}, ...rest } = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      if ((zodSchema._zod.bag as { Class?: unknown }).Class === Uint8Array)
        Object.assign(jsonSchema, { type: 'string', contentEncoding: 'base64' });
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
      // A regular expression of ours says less to a reader, and nothing to some generators.
      if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
    },
  });
  delete rest.$schema;
  return { schema: rest as JsonSchema, $defs: $defs as Record<string, JsonSchema> };
}

const opened = (schema: JsonSchema): JsonSchema =>
  mapped(schema, ({ additionalProperties, ...rest }) =>
    additionalProperties === undefined || additionalProperties === false
      ? rest
      : { ...rest, additionalProperties },
  );

/** A schema with a change made to each schema in it, the innermost first. */
export function mapped(schema: JsonSchema, change: (each: JsonSchema) => JsonSchema): JsonSchema {
  const within = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(within);
    return typeof value === 'object' && value !== null ? mapped(value as JsonSchema, change) : value;
  };
  const entries = Object.entries(schema).map(([keyword, value]) => {
    if (keyword !== 'properties' && keyword !== '$defs') return [keyword, within(value)];
    const named = Object.entries(value as Record<string, JsonSchema>);
    return [keyword, Object.fromEntries(named.map(([name, each]) => [name, mapped(each, change)]))];
  });
  return change(Object.fromEntries(entries) as JsonSchema);
}
