import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';
import type { PropertyType, TypeDefinition } from '@aws-cdk/service-spec-types';

interface Resource {
  Type: string;
  Properties?: Record<string, unknown>;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
/** `Ref`, `Fn::Sub` and the like: what comes of one is known to AWS alone. */
const isIntrinsic = (value: unknown) =>
  isObject(value) &&
  Object.keys(value).length === 1 &&
  /^(Ref|Condition|Fn::\w+)$/.test(Object.keys(value)[0] ?? '');

/**
 * Holds a template to the schemas that CloudFormation publishes of its resources.
 * @returns what does not fit, each with its place
 */
export function misfitsOf(resources: Record<string, Resource>): string[] {
  const spec = loadAwsServiceSpecSync();
  const wrong: string[] = [];

  const checkObject = (
    place: string,
    value: Record<string, unknown>,
    properties: TypeDefinition['properties'],
  ) => {
    for (const [name, each] of Object.entries(value)) {
      const known = properties[name];
      if (known) check(`${place}.${name}`, each, known.type);
      else wrong.push(`${place}.${name} is unknown`);
    }
    for (const [name, { required }] of Object.entries(properties))
      if (required && !(name in value)) wrong.push(`${place}.${name} is missing`);
  };

  const check = (place: string, value: unknown, type: PropertyType): void => {
    if (isIntrinsic(value)) return;
    if (type.type === 'array') {
      if (!Array.isArray(value)) return void wrong.push(`${place} is no list`);
      for (const [index, each] of value.entries()) check(`${place}[${index}]`, each, type.element);
    } else if (type.type === 'ref') {
      const definition = spec.get('typeDefinition', type.reference.$ref);
      if (!isObject(value)) return void wrong.push(`${place} is no object`);
      checkObject(place, value, definition.properties);
    } else if (type.type === 'map') {
      if (!isObject(value)) return void wrong.push(`${place} is no map`);
      for (const [name, each] of Object.entries(value)) check(`${place}.${name}`, each, type.element);
    } else if (['number', 'integer'].includes(type.type)) {
      if (!/^-?\d+(\.\d+)?$/.test(String(value))) wrong.push(`${place} is no number`);
    } else if (type.type === 'boolean') {
      if (!/^(true|false)$/.test(String(value))) wrong.push(`${place} is no boolean`);
    } else if (type.type === 'string' && isObject(value)) wrong.push(`${place} is no text`);
  };

  for (const [id, { Type, Properties = {} }] of Object.entries(resources)) {
    const [known] = spec.lookup('resource', 'cloudFormationType', 'equals', Type);
    if (known) checkObject(id, Properties, known.properties);
    else wrong.push(`${id} is of no known type: ${Type}`);
  }
  return wrong;
}
