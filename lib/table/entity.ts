import type * as z from 'zod/mini';

/**
 * An entity is data: where its items lie (key templates), what they hold (schema) and in which version.
 * A template names attributes in braces: `USER#{user_id}`.
 */
export interface Entity<
  Shape extends z.core.$ZodLooseShape = z.core.$ZodLooseShape,
  Pk = string,
  Sk = string,
> {
  readonly type: string;
  readonly version: number;
  readonly pk: Pk;
  readonly sk: Sk;
  readonly schema: z.ZodMiniObject<Shape>;
}

type Holes<Template> = Template extends `${string}{${infer Hole}}${infer Rest}` ? Hole | Holes<Rest> : never;

export type Stored<E> =
  E extends Entity<infer Shape, unknown, unknown> ? z.output<z.ZodMiniObject<Shape>> : never;
export type Key<E extends Entity> = Record<Holes<E['pk']> | Holes<E['sk']>, string>;

/** Declares an entity; a template that names an attribute the schema lacks does not compile. */
export function entity<
  const Pk extends string,
  const Sk extends string,
  Shape extends z.core.$ZodLooseShape & Record<Holes<Pk> | Holes<Sk>, z.ZodMiniType<string>>,
>(definition: { type: string; version: number; pk: Pk; sk: Sk; schema: z.ZodMiniObject<Shape> }) {
  return definition satisfies Entity<Shape, Pk, Sk>;
}

/** Escapes what separates key parts, so that a value such as `a#b` cannot forge another key. */
const escaped = (value: string) => value.replaceAll('%', '%25').replaceAll('#', '%23');

export const fill = (template: string, values: Record<string, unknown>): string =>
  template.replace(/\{(\w+)\}/g, (_, hole: string) => escaped(String(values[hole])));

export const keyOf = (of: Entity, values: Record<string, unknown>) => ({
  pk: fill(of.pk, values),
  sk: fill(of.sk, values),
});
