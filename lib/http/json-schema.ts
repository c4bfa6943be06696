import * as z from 'zod/mini';

/** JSON Schema, draft 2020-12. */
export type JsonSchema = Record<string, unknown>;

const schemaOf = (schema: z.ZodMiniType, io: 'input' | 'output'): JsonSchema => {
  const made: JsonSchema = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      // Bytes travel in base64.
      if ((zodSchema._zod.bag as { Class?: unknown }).Class === Uint8Array)
        Object.assign(jsonSchema, { type: 'string', contentEncoding: 'base64' });
      // What every whole number is within.
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
      // An answer may grow.
      if (io === 'output') delete jsonSchema.additionalProperties;
    },
  });
  delete made.$schema;
  return made;
};

/** What a caller may send as a JSON body. */
export const bodySchema = (schema: z.ZodMiniType) => schemaOf(schema, 'input');

/** What a query holds, its numbers as numbers. */
export const querySchema = (schema: z.ZodMiniType) => schemaOf(schema, 'output');

/** What is answered; `data` is null beside an error. */
export const envelopeSchema = (data: z.ZodMiniType | null): JsonSchema => ({
  type: 'object',
  properties: {
    data: data ? { anyOf: [schemaOf(data, 'output'), { type: 'null' }] } : { type: 'null' },
    message: { type: 'string' },
    status: { type: 'string', enum: ['success', 'error'] },
  },
  required: ['data', 'message', 'status'],
});
