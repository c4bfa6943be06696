import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { type JsonSchema, mapped } from '../../lib/http/json-schema.ts';
import type { OpenApi, Response } from '../../lib/http/openapi.ts';
import { forEachProfile, type Profile } from '../../lib/profile.ts';
import { OPENAPI_FILES } from '../../local/build/openapi-files.ts';

/** The document of a profile as it is committed and served. */
export const documentOf = (profile: Profile) =>
  JSON.parse(readFileSync(join(import.meta.dirname, '../..', OPENAPI_FILES[profile]), 'utf8')) as OpenApi;

interface Answer {
  status: number;
  /** names in lower case */
  headers: Record<string, string>;
  text: string;
}

/** What any test of this file was answered, and the document does not say; `declared-answers.ts` fails the test for it. */
export const undeclared: string[] = [];

/** A client must bear fields that come later; we must not send one that is not declared. */
const closed = (schema: JsonSchema): JsonSchema =>
  mapped(schema, (each) => (each.properties ? { additionalProperties: false, ...each } : each));

type Hold = (method: string, path: string, answer: Answer) => void;

/** Holds an answer to what the profile's document declares for its call. @param path below `/api/v1`, as it was asked for */
export const holdToOpenApi = (profile: Profile, method: string, path: string, answer: Answer): void => {
  // What HEAD answers is what the document says of GET, without a body.
  if (method !== 'HEAD') HOLDS[profile](method, path, answer);
};

const HOLDS = forEachProfile((profile) => holdTo(documentOf(profile)));

interface Header {
  required?: boolean;
  schema: JsonSchema;
}
const SPOKEN_OF = /^(x-error-code|retry-after|ratelimit-.*)$/;

function holdTo(document: OpenApi): Hold {
  const ajv = new Ajv2020({ allErrors: true, strict: false, formats: { 'idn-email': true } });
  formats.default(ajv);
  const schemas = Object.entries(document.components.schemas).map(([name, schema]) => [name, closed(schema)]);
  ajv.addSchema({ $id: 'openapi', components: { schemas: Object.fromEntries(schemas) as object } });
  const compiled = new WeakMap<JsonSchema, ValidateFunction>();

  function faultsOf(schema: JsonSchema, value: unknown): string[] {
    let validate = compiled.get(schema);
    if (!validate) {
      const absolute = mapped(closed(schema), ({ $ref, ...each }) =>
        $ref === undefined ? each : { ...each, $ref: `openapi${$ref}` },
      );
      compiled.set(schema, (validate = ajv.compile(absolute)));
    }
    return validate(value) ? [] : (validate.errors ?? []).map((error) => ajv.errorsText([error]));
  }

  /** What a pointer into the document points to. */
  function pointed<T extends object>(value: T | { $ref: string }): T {
    if (!('$ref' in value)) return value;
    const steps = value.$ref.slice(2).split('/');
    return steps.reduce<unknown>((at, step) => (at as Record<string, unknown>)[step], document) as T;
  }

  const templates = Object.keys(document.paths).map(
    (path) => [new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}$`), path] as const,
  );

  return (method, path, answer) => {
    // As what calls does it: without dots, though they be encoded, and without the query.
    const pathname = new URL(`http://host/api/v1${path}`).pathname.replace(/^\/api\/v1/, '');
    const [, template = ''] = templates.find(([pattern]) => pattern.test(pathname)) ?? [];
    const operation = document.paths[template]?.[method.toLowerCase()];
    const faults = operation
      ? faultsOfAnswer(operation.responses[answer.status], answer)
      : [204, 404, 405].includes(answer.status)
        ? []
        : ['no such operation'];
    const call = operation?.operationId ?? `${method} ${pathname}`;
    undeclared.push(...faults.map((fault) => `${call} ${answer.status}: ${fault}`));
  };

  function faultsOfAnswer(declared: Response | { $ref: string } | undefined, answer: Answer): string[] {
    if (!declared) return ['the status is not declared'];
    const response = pointed(declared);
    const headers = new Map(
      Object.entries(response.headers).map(([name, each]) => [
        name.toLowerCase(),
        pointed(each as Header | { $ref: string }),
      ]),
    );
    const faults = Object.keys(answer.headers)
      .filter((name) => SPOKEN_OF.test(name) && !headers.has(name))
      .map((name) => `the header ${name} is not declared`);
    for (const [name, { required, schema }] of headers) {
      const text = answer.headers[name];
      if (text === undefined) faults.push(...(required ? [`the header ${name} is missing`] : []));
      else
        faults.push(
          ...faultsOf(schema, schema.type === 'integer' ? Number(text) : text).map(
            (fault) => `${name}: ${fault}`,
          ),
        );
    }
    const content = response.content?.['application/json'];
    if (!content) return answer.text === '' ? faults : [...faults, 'there is a body'];
    if (answer.headers['content-type'] !== 'application/json; charset=utf-8')
      return [...faults, 'the body is not said to be JSON'];
    return [...faults, ...faultsOf(content.schema, JSON.parse(answer.text))];
  }
}
