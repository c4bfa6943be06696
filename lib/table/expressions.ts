/**
 * DynamoDB's expressions as values. A path is an attribute name, or a map's name and an entry's, joined by a dot;
 * every name and value is bound, so nothing a caller sends can become part of an expression.
 */
export type Condition = (bind: Binder) => string;

export class Binder {
  readonly names: Record<string, string> = {};
  readonly values: Record<string, unknown> = {};
  readonly #bound = { '#': new Map<unknown, string>(), ':': new Map<unknown, string>() };

  path(path: string): string {
    return path
      .split('.')
      .map((name) => this.#bind(this.names, '#', name))
      .join('.');
  }

  value(value: unknown): string {
    return this.#bind(this.values, ':', value);
  }

  #bind<T>(into: Record<string, T>, mark: '#' | ':', it: T): string {
    const bound = this.#bound[mark];
    const known = bound.get(it);
    if (known !== undefined) return known;
    const placeholder = `${mark}${bound.size}`;
    bound.set(it, placeholder);
    into[placeholder] = it;
    return placeholder;
  }
}

const compare =
  (operator: string) =>
  (path: string, value: unknown): Condition =>
  (bind) =>
    `${bind.path(path)} ${operator} ${bind.value(value)}`;

export const equals = compare('=');
export const differs = compare('<>');
export const below = compare('<');
export const atMost = compare('<=');
export const above = compare('>');
export const atLeast = compare('>=');
export const exists =
  (path: string): Condition =>
  (bind) =>
    `attribute_exists(${bind.path(path)})`;
export const missing =
  (path: string): Condition =>
  (bind) =>
    `attribute_not_exists(${bind.path(path)})`;
export const sizeBelow =
  (path: string, size: number): Condition =>
  (bind) =>
    `size(${bind.path(path)}) < ${bind.value(size)}`;

const joined =
  (word: string) =>
  (...conditions: Condition[]): Condition =>
  (bind) => {
    const parts = conditions.map((condition) => condition(bind));
    // DynamoDB refuses parentheses around what already has some.
    return parts.length === 1 ? String(parts[0]) : parts.map((part) => `(${part})`).join(` ${word} `);
  };

export const all = joined('AND');
export const any = joined('OR');

/** `path = path + amount`, a missing number counting as 0. */
export const plus = (amount: number): Plus => ({ plus: amount });
export interface Plus {
  plus: number;
}

const isPlus = (value: unknown): value is Plus =>
  typeof value === 'object' && value !== null && 'plus' in value;

export interface Change {
  /** by path; what is undefined stays as it is */
  set?: Record<string, unknown>;
  remove?: string[];
}

export function updateExpression(change: Change, bind: Binder): string {
  const given = Object.entries(change.set ?? {}).filter(([, value]) => value !== undefined);
  const sets = given.map(([path, value]) =>
    isPlus(value)
      ? `${bind.path(path)} = if_not_exists(${bind.path(path)}, ${bind.value(0)}) + ${bind.value(value.plus)}`
      : `${bind.path(path)} = ${bind.value(value)}`,
  );
  const removes = (change.remove ?? []).map((path) => bind.path(path));
  return [sets.length && `SET ${sets.join(', ')}`, removes.length && `REMOVE ${removes.join(', ')}`]
    .filter(Boolean)
    .join(' ');
}
