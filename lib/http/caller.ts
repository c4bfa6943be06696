import type { Caller } from '../domain/access.ts';

/** Who is calling, as API Gateway carries it from the authorizer to the function: flat, and every value a string. */
export type CallerContext = Record<string, string>;

export const toContext = (caller: Caller): CallerContext =>
  Object.fromEntries(Object.entries(caller).map(([name, value]) => [name, String(value)]));

/** Fails closed: whatever the authorizer did not write is nobody. */
export function fromContext(context: CallerContext | null | undefined): Caller | undefined {
  const { kind, user_id, session_id } = context ?? {};
  if (kind === 'PUBLIC' || kind === 'PRIVATE') return { kind };
  if (!user_id) return undefined;
  const account = {
    user_id,
    is_active: context?.is_active === 'true',
    is_named: context?.is_named === 'true',
    remaining: Number(context?.remaining ?? 0),
  };
  if (kind === 'KEY') return { kind, ...account };
  if (kind === 'USER' && session_id) return { kind, session_id, ...account };
  return undefined;
}
