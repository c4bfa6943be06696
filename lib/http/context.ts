import type { Ctx, Policy, Ports } from '../domain/ctx.ts';
import { type ErrorCode, failure } from '../errors.ts';
import { log } from './log.ts';

export interface Settings {
  policy: Policy;
  /** origins a browser may call from; `*` for any */
  corsOrigins: readonly string[];
}

/** What every function needs: its settings, read at the first call, and a clock. */
export interface Runtime {
  settings: () => Settings;
  /** ms since the epoch */
  now?: () => number;
}

/** The ports that a function was given, each made at its first use. */
export type Live<P extends keyof Ports> = { readonly [K in P]: () => Promise<Ports[K]> };

/**
 * The context in which one request's verbs run.
 * @param by the kind of caller; SYSTEM: nobody called
 */
export async function contextOf<E extends ErrorCode, P extends keyof Ports>(
  route: string,
  requestId: string,
  live: Runtime & Live<P>,
  ports: readonly P[],
  by = 'SYSTEM',
): Promise<Ctx<E, P>> {
  const made = await Promise.all(ports.map(async (port) => [port, await live[port]()] as const));
  const ctx: Ctx<E> = {
    policy: live.settings().policy,
    requestId,
    route,
    by,
    now: live.now ?? Date.now,
    fail: failure,
    note: (event, ids = {}) => log('warn', event, { request_id: requestId, route, ...ids }),
  };
  return { ...ctx, ...(Object.fromEntries(made) as Pick<Ports, P>) };
}
