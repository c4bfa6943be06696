import type { Context } from 'hono';
import { parse } from 'qs';
import * as z from 'zod/mini';
import { missing, Refusal } from './refusal.ts';
import type { Answer, Store } from './store.ts';

/** Stripe's parameters come as `a[b][0]=c`, all of them text. */
const brackets = (text: string): Record<string, unknown> =>
  parse(text, { depth: 8, arrayLimit: 100, parameterLimit: 1_000 });

const MISSING = 'Missing required param';

/** Checks parameters as strictly as Stripe does: what it does not know, it refuses. */
export function checked<S extends z.ZodMiniType>(schema: S, given: unknown): z.output<S> {
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const path = [...(issue?.path ?? []), ...(issue?.code === 'unrecognized_keys' ? [issue.keys[0]] : [])];
  const param = path.map((part, at) => (at === 0 ? String(part) : `[${String(part)}]`)).join('');
  if (issue?.code === 'unrecognized_keys')
    throw new Refusal(`Received unknown parameter: ${param}`, { code: 'parameter_unknown', param });
  const isMissing =
    path.reduce<unknown>((at, part) => (at as Record<string, unknown> | undefined)?.[String(part)], given) ===
    undefined;
  throw isMissing
    ? new Refusal(`${MISSING}: ${param}.`, { code: 'parameter_missing', param })
    : new Refusal(`Invalid ${param}.`, { code: 'parameter_invalid', param });
}

export const whole = (min: number, max = Number.MAX_SAFE_INTEGER) =>
  z.pipe(
    z.string().check(z.regex(/^\d{1,15}$/)),
    z.pipe(
      z.transform((digits: string) => Number(digits)),
      z.int().check(z.gte(min), z.lte(max)),
    ),
  );
export const text = (max: number) => z.string().check(z.minLength(1), z.maxLength(max));
export const Metadata = z.record(text(40), z.string().check(z.maxLength(500)));
export const Expand = { expand: z.optional(z.array(z.string())) };

const Created = z.union([
  whole(0),
  z.strictObject({
    gt: z.optional(whole(0)),
    gte: z.optional(whole(0)),
    lt: z.optional(whole(0)),
    lte: z.optional(whole(0)),
  }),
]);
export const Paging = {
  ...Expand,
  limit: z.optional(whole(1, 100)),
  starting_after: z.optional(text(255)),
  ending_before: z.optional(text(255)),
  created: z.optional(Created),
};
type Page = z.output<z.ZodMiniObject<typeof Paging>>;

interface Listed {
  id: string;
  created: number;
}

function isWithin({ created }: Listed, span: Page['created']): boolean {
  if (span === undefined) return true;
  if (typeof span === 'number') return created === span;
  const { gt = -1, gte = 0, lt = Infinity, lte = Infinity } = span;
  return created > gt && created >= gte && created < lt && created <= lte;
}

/**
 * A page, newest first: https://docs.stripe.com/api/pagination
 * @param known all of a kind, oldest first
 */
export function pageOf<T extends Listed>(
  url: string,
  known: T[],
  { limit = 10, starting_after, ending_before, created }: Page,
  keep: (it: T) => boolean = () => true,
) {
  const newest = known.toReversed();
  const at = (param: 'starting_after' | 'ending_before', id: string) => {
    const index = newest.findIndex((it) => it.id === id);
    if (index < 0) throw missing('object', id, param, 400);
    return index;
  };
  const from = starting_after === undefined ? 0 : at('starting_after', starting_after) + 1;
  const to = ending_before === undefined ? newest.length : at('ending_before', ending_before);
  const found = newest.slice(from, to).filter((it) => isWithin(it, created) && keep(it));
  const data = ending_before === undefined ? found.slice(0, limit) : found.slice(-limit);
  return { object: 'list' as const, url, has_more: found.length > data.length, data };
}

/** Puts objects where their ids stand: https://docs.stripe.com/api/expanding_objects */
export function expanded(store: Store, answer: unknown, paths: readonly string[] = []): unknown {
  const copy = structuredClone(answer);
  for (const path of paths) expandAt(store, copy, path.split('.'), path);
  return copy;
}

function expandAt(store: Store, at: unknown, [name = '', ...rest]: string[], path: string): void {
  if (Array.isArray(at)) {
    for (const each of at) expandAt(store, each, [name, ...rest], path);
    return;
  }
  const holder = at as Record<string, unknown>;
  const value = typeof holder === 'object' && Object.hasOwn(holder, name) ? holder[name] : undefined;
  if (value === undefined)
    throw new Refusal(`This property cannot be expanded (${path}).`, { param: 'expand' });
  if (value === null) return;
  const found = typeof value === 'string' ? store.find(value) : value;
  if (!found || typeof found !== 'object')
    throw new Refusal(`This property cannot be expanded (${path}).`, { param: 'expand' });
  holder[name] = structuredClone(found);
  if (rest.length > 0) expandAt(store, holder[name], rest, path);
}

/** Test keys only: whoever sends a live key here has mistaken the address. */
function authenticate(authorization = ''): void {
  const basic = /^Basic (.+)$/.exec(authorization)?.[1];
  const key = basic
    ? Buffer.from(basic, 'base64').toString().replace(/:.*$/s, '')
    : /^Bearer (.+)$/.exec(authorization)?.[1];
  if (!/^(sk|rk)_test_\w+$/.test(key ?? ''))
    throw new Refusal('Invalid API Key provided: a test key, sk_test_…, is needed.', {}, 401);
}

/** Indented, as Stripe's answers are: its CLI prints them as they come. */
const json = (c: Context, body: unknown, status = 200, headers: Record<string, string> = {}) =>
  c.body(JSON.stringify(body, null, 2), status as 200, { 'Content-Type': 'application/json', ...headers });

/** Runs one API request. `work` gets its parameters, checks them, and answers; all it writes is written at once. */
export async function answered(
  c: Context,
  store: Store,
  now: number,
  work: (given: Record<string, unknown>) => unknown,
): Promise<Response> {
  try {
    authenticate(c.req.header('authorization'));
    if (c.req.method !== 'POST') return json(c, work(brackets(new URL(c.req.url).search.slice(1))));
    const body = await c.req.text();
    const key = c.req.header('idempotency-key');
    const {
      status,
      body: answer,
      isReplay,
    } = once(store, key, `${c.req.path} ${body}`, now, () => work(brackets(body)));
    return json(c, answer, status, isReplay ? { 'Idempotent-Replayed': 'true' } : {});
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return json(c, error.body(), error.status);
  }
}

/** Longer than Stripe's 24 hours is of no use to anybody. */
const REMEMBERED_S = 24 * 3600;

/** What an idempotency key was answered with is answered again: https://docs.stripe.com/api/idempotent_requests */
function once(
  store: Store,
  key: string | undefined,
  fingerprint: string,
  now: number,
  work: () => unknown,
): Pick<Answer, 'status' | 'body'> & { isReplay: boolean } {
  const kept = key === undefined ? undefined : store.get('answer', key);
  if (kept && kept.created > now - REMEMBERED_S) {
    if (kept.fingerprint !== fingerprint)
      throw new Refusal('Keys for idempotent requests can only be used with the same parameters.', {
        type: 'idempotency_error',
      });
    return { ...kept, isReplay: true };
  }
  return store.atomically(() => {
    // What is refused is not kept: nothing has begun.
    const answer = { status: 200, body: work() };
    if (key !== undefined) store.put({ object: 'answer', id: key, created: now, fingerprint, ...answer });
    return { ...answer, isReplay: false };
  });
}
