import * as z from 'zod/mini';
import { Access, Account } from '../table/entities.ts';
import type { Stored } from '../table/entity.ts';
import { plus } from '../table/expressions.ts';
import { change } from '../table/table.ts';
import type { Ctx } from './ctx.ts';
import { idOf, newId } from './ids.ts';
import { notify } from './notices.ts';
import { signKeyToken } from './tokens.ts';
import { HttpDate, httpDate } from './values.ts';

export const ApiKey = z
  .object({
    created_at: HttpDate,
    id: idOf('api_key'),
    token: z.string(),
    updated_at: HttpDate,
    user_id: idOf('user'),
  })
  .register(z.globalRegistry, {
    id: 'ApiKey',
    description: 'The account’s one API key; `token` is sent as `Authorization: Bearer <token>`.',
  });
export type ApiKey = z.infer<typeof ApiKey>;

/** The user's API key, its token signed anew: it is stored nowhere. */
export async function viewKey(
  ctx: Ctx<'user_not_found', 'table' | 'keyring'>,
  user_id: string,
): Promise<ApiKey> {
  const access = await ctx.table.get(Access, { user_id });
  if (!access) throw ctx.fail('user_not_found', 'no such user');
  return apiKeyOf(ctx, access);
}

/** Replaces the API key. The write that raises the version kills the old token; this resolves after it. */
export async function resetKey(
  ctx: Ctx<'user_not_found', 'table' | 'keyring' | 'mail'>,
  user_id: string,
): Promise<ApiKey> {
  const key = { key_id: newId('api_key'), key_version: plus(1), key_created_at: ctx.now() };
  const [account, reset] = await Promise.all([
    ctx.table.get(Account, { user_id }),
    ctx.table.update(change(Access, { user_id }, { set: key })),
  ]);
  if (!account || !reset.done) throw ctx.fail('user_not_found', 'no such user');
  await notify(ctx, account, { kind: 'api_key_reset' });
  return apiKeyOf(ctx, reset.item);
}

async function apiKeyOf(ctx: Ctx<never, 'keyring'>, access: Stored<typeof Access>): Promise<ApiKey> {
  const { user_id, key_id, key_version, key_created_at } = access;
  const created_at = httpDate(key_created_at);
  const token = await signKeyToken(ctx.keyring, { user_id, key_id, key_version }, key_created_at);
  return { created_at, id: key_id, token, updated_at: created_at, user_id };
}
