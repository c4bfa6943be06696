import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';
import type { PropertyType, TypeDefinition } from '@aws-cdk/service-spec-types';

export interface Resource {
  Type: string;
  Properties?: Record<string, unknown>;
  DependsOn?: string | string[];
  Condition?: string;
}

export interface Template {
  Resources: Record<string, Resource>;
  Conditions?: Record<string, unknown>;
  Outputs?: Record<string, unknown>;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
/** `Ref`, `Fn::Sub` and the like: what comes of one is known to AWS alone. */
const isIntrinsic = (value: unknown) =>
  isObject(value) &&
  Object.keys(value).length === 1 &&
  /^(Ref|Condition|Fn::\w+)$/.test(Object.keys(value)[0] ?? '');

/**
 * Holds a template to the schemas that CloudFormation publishes of its resources. The linter on npm, `cfn-lint`, knows them
 * as they were in April 2019.
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

/**
 * Looks for what is referred to and is not there, whichever of the conditions hold: a resource, an attribute that its
 * schema publishes, a condition, or a resource that is left out where what refers to it is not.
 * @returns each with where it is referred to
 */
export function danglingOf({ Resources, Conditions = {}, Outputs = {} }: Template): string[] {
  const spec = loadAwsServiceSpecSync();
  const wrong = new Set<string>();
  const compared = [...new Set(JSON.stringify(Conditions).match(/\{"Fn::Equals":\[[^\]]*\]\}/g) ?? [])];

  for (let chosen = 0; chosen < 2 ** compared.length; chosen++) {
    const holds = (place: string, condition: unknown): boolean => {
      const [[kind, of] = ['', undefined]] = Object.entries(condition as object) as [string, unknown][];
      if (kind === 'Fn::Equals') return Boolean((chosen >> compared.indexOf(JSON.stringify(condition))) & 1);
      if (kind === 'Condition') return isNamed(place, of);
      const parts = (of as unknown[]).map((part) => holds(place, part));
      if (kind === 'Fn::Not') return !parts[0];
      return kind === 'Fn::And' ? parts.every(Boolean) : parts.some(Boolean);
    };
    const isNamed = (place: string, name: unknown): boolean => {
      const condition = Conditions[String(name)];
      if (condition === undefined) wrong.add(`${place}: there is no condition ${String(name)}`);
      return condition !== undefined && holds(place, condition);
    };
    const isMade = (id: string) => {
      const { Condition } = Resources[id] ?? {};
      return id in Resources && (Condition === undefined || isNamed(id, Condition));
    };
    const find = (place: string, id: string, attribute?: string) => {
      if (id.startsWith('AWS::')) return;
      if (!isMade(id)) return void wrong.add(`${place}: there is no ${id}`);
      const [known] = spec.lookup('resource', 'cloudFormationType', 'equals', Resources[id]?.Type ?? '');
      if (attribute !== undefined && !(attribute in (known?.attributes ?? {})))
        wrong.add(`${place}: ${id} has no ${attribute}`);
    };
    const follow = (place: string, value: unknown): void => {
      if (Array.isArray(value)) for (const each of value) follow(place, each);
      if (!isObject(value)) return;
      const { Ref: id, 'Fn::GetAtt': attribute, 'Fn::Sub': text, 'Fn::If': choice, ...others } = value;
      if (typeof id === 'string') find(place, id);
      if (attribute !== undefined) {
        const [of = '', ...path] = ([attribute].flat() as string[]).join('.').split('.');
        find(place, of, path.join('.'));
      }
      if (text !== undefined) {
        const [written, given = {}] = [text].flat() as [string, object?];
        for (const [, name = ''] of written.matchAll(/\$\{([^!}][^}]*)\}/g)) {
          const [of = '', ...path] = name.split('.');
          if (!(name in given)) find(place, of, path.length > 0 ? path.join('.') : undefined);
        }
        follow(place, given);
      }
      if (choice !== undefined) {
        const [name, yes, no] = choice as unknown[];
        follow(place, isNamed(place, name) ? yes : no);
      }
      for (const each of Object.values(others)) follow(place, each);
    };
    for (const [id, { DependsOn = [], Properties }] of Object.entries(Resources).filter(([id]) =>
      isMade(id),
    )) {
      for (const other of [DependsOn].flat())
        if (!(other in Resources)) wrong.add(`${id}: there is no ${other}`);
      follow(id, Properties);
    }
    follow('Outputs', Outputs);
  }
  return [...wrong];
}
