import * as z from 'zod/mini';
import { unavailable } from '../errors.ts';
import { Access, Account } from '../table/entities.ts';
import type { Stored } from '../table/entity.ts';
import { all, equals, exists } from '../table/expressions.ts';
import { change } from '../table/table.ts';
import type { Caller } from './access.ts';
import type { Ctx } from './ctx.ts';
import { idOf, newId } from './ids.ts';
import { notify } from './notices.ts';
import { signKeyToken } from './tokens.ts';
import { recorded } from './trail.ts';
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

type KeyCtx = Ctx<'user_not_found' | 'unauthorized', 'table' | 'keyring'>;

/** The user's API key, its token signed anew: it is stored nowhere. */
export async function viewKey(ctx: KeyCtx, user_id: string, caller: Caller): Promise<ApiKey> {
  const access = await ctx.table.get(Access, { user_id });
  if (!access) throw ctx.fail('user_not_found', 'no such user');
  refuseEnded(ctx, access, caller);
  return apiKeyOf(ctx, access);
}

/** A session that ended since the authorizer let it in, because it leaked, must not be shown what outlives it. */
function refuseEnded(ctx: Ctx<'unauthorized'>, { sessions }: Stored<typeof Access>, caller: Caller): void {
  if (caller.kind === 'USER' && !Object.hasOwn(sessions, caller.session_id))
    throw ctx.fail('unauthorized', 'the session ended meanwhile');
}

/** Replaces the API key. The write that raises the version kills the old token; this resolves after it. */
export async function resetKey(
  ctx: KeyCtx & Ctx<never, 'mail'>,
  user_id: string,
  caller: Caller,
): Promise<ApiKey> {
  const session = caller.kind === 'USER' ? { id: caller.session_id, ends: false } : undefined;
  const read = async () => {
    const [account, access] = await ctx.table.getEach([Account, { user_id }], [Access, { user_id }]);
    if (!account || !access) throw ctx.fail('user_not_found', 'no such user');
    refuseEnded(ctx, access, caller);
    return { account, access };
  };
  const { account, access } = await replaceKey(ctx, read, session);
  await notify(ctx, account, { kind: 'api_key_reset' });
  return apiKeyOf(ctx, access);
}

type StoredAccess = Stored<typeof Access>;

/** A session that must be live for a key to be replaced; where it `ends` with the key, it can never show the new one. */
interface Asking {
  id: string;
  ends: boolean;
}

/** Resets that may come at once before one of them is told to come back. */
const MAX_ROUNDS = 20;

/**
 * Replaces a key. Where another reset comes first, this one reads again, and replaces that one's key.
 * @param read what is to be replaced; undefined: nothing is
 * @returns what was read, with the new key
 */
export async function replaceKey<Read extends { access: StoredAccess } | undefined>(
  ctx: Ctx<never, 'table'>,
  read: () => Promise<Read>,
  session?: Asking,
): Promise<Read> {
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const found = await read();
    if (!found) return found;
    const access = await replacedKey(ctx, found.access, session);
    if (access) return { ...found, access };
  }
  throw unavailable('key reset', new Error('contention'));
}

/** @returns undefined when the key is no more the user's, or the session has ended */
async function replacedKey(
  ctx: Ctx<never, 'table'>,
  access: StoredAccess,
  session?: Asking,
): Promise<StoredAccess | undefined> {
  const { user_id, key_version } = access;
  const set = { key_id: newId('api_key'), key_version: key_version + 1, key_created_at: ctx.now() };
  const isAsRead = equals('key_version', key_version);
  const path = session && `sessions.${session.id}`;
  const remove = path && session.ends ? [path] : [];
  const refused = await ctx.table.commit(
    change(Access, { user_id }, { set, remove }, path ? all(isAsRead, exists(path)) : isAsRead),
    recorded(ctx, user_id, 'api_key.reset', [set.key_id]),
    ...(session?.ends ? [recorded(ctx, user_id, 'session.revoked')] : []),
  );
  return refused ? undefined : { ...access, ...set };
}

function apiKeyOf(ctx: Ctx<never, 'keyring'>, access: Stored<typeof Access>): ApiKey {
  const { user_id, key_id, key_version, key_created_at } = access;
  const created_at = httpDate(key_created_at);
  const token = signKeyToken(ctx.keyring, { user_id, key_id, key_version }, key_created_at);
  return { created_at, id: key_id, token, updated_at: created_at, user_id };
}
