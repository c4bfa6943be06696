import { randomUUID } from 'node:crypto';
import * as z from 'zod/mini';
import { Upload as StoredUpload, UploadsBegun } from '../table/entities.ts';
import type { Stored } from '../table/entity.ts';
import { below, any, missing, plus } from '../table/expressions.ts';
import { create, upsert } from '../table/table.ts';
import type { Caller } from './access.ts';
import { accountById } from './accounts.ts';
import type { Ctx } from './ctx.ts';
import { DAY_S, dayOf, HttpDate, httpDate } from './values.ts';

/** What is to be uploaded: its name, and its size in bytes, which the store then holds the upload to. */
export const UploadOrder = z.strictObject({
  name: z.string().register(z.globalRegistry, { examples: ['report.pdf'] }),
  size: z.int().check(z.gte(1)).register(z.globalRegistry, { description: 'bytes' }),
});
type UploadOrder = z.infer<typeof UploadOrder>;

/** Where to send the file: `PUT` to `url` with `headers`, until `url_expires_at`; to be named until `expires_at`. */
export const Upload = z
  .object({
    expires_at: HttpDate,
    headers: z.record(z.string(), z.string()),
    id: z.string(),
    url: z.string(),
    url_expires_at: HttpDate,
  })
  .register(z.globalRegistry, {
    id: 'Upload',
    description:
      '`PUT` the file to `url` with `headers` before `url_expires_at`; an analysis takes `id` until `expires_at`.',
  });
type Upload = z.infer<typeof Upload>;

const UPLOADS_PER_DAY = 200;
const URL_S = 15 * 60;
/** The store removes files after a day at the earliest: whatever can still be named is still there for its task. */
const NAMED_S = 12 * 3_600;

/** What is told of a file whose name is refused. */
export const MALFORMED_NAME = 'The name of a file must be one line of at most 255 characters, and not blank.';
/** A file's name as a sentence quotes it. */
export const quotedName = (name: string): string => `"${name.slice(0, 100).toWellFormed()}"`;
export const unsupportedName = (name: string): string =>
  `The name ${quotedName(name)} does not end in an extension that is supported.`;

type BeginCtx = Ctx<
  'invalid_request' | 'user_not_found' | 'too_large' | 'unsupported_attachment' | 'rate_limited',
  'table' | 'gate' | 'files'
>;

/** Lets a user upload a file that is too large to be sent along. What its name alone decides, is decided at once. */
export async function beginUpload(
  ctx: BeginCtx,
  user_id: string,
  { name, size }: UploadOrder,
  caller: Caller,
): Promise<Upload> {
  if (!ctx.gate.isName(name))
    throw ctx.fail('invalid_request', 'the file name is malformed', { detail: MALFORMED_NAME });
  if (!ctx.gate.isSupported(name))
    throw ctx.fail('unsupported_attachment', 'the extension is not supported', {
      detail: unsupportedName(name),
    });
  if (size > ctx.gate.maxBytes)
    throw ctx.fail('too_large', `a file of ${size} bytes`, {
      detail: `A file may have at most ${ctx.gate.maxBytes} bytes.`,
    });
  // An operator may name one that is not there; a user's own token was checked against the account.
  if (!('user_id' in caller)) await accountById(ctx, user_id);
  const now_s = Math.floor(ctx.now() / 1000);
  await countUpload(ctx, user_id, now_s);
  const upload_id = randomUUID();
  const key = `uploads/${upload_id}`;
  const expires_at = now_s + NAMED_S;
  await ctx.table.commit(create(StoredUpload, { user_id, upload_id, name, key, expires_at }));
  const { url, headers } = await ctx.files.uploadUrl(key, { bytes: size, seconds: URL_S });
  return {
    expires_at: httpDate(expires_at * 1000),
    headers,
    id: upload_id,
    url,
    url_expires_at: httpDate((now_s + URL_S) * 1000),
  };
}

async function countUpload(ctx: Ctx<'rate_limited', 'table'>, user_id: string, now_s: number): Promise<void> {
  const key = { user_id, day: dayOf(now_s * 1000) };
  const set = { begun: plus(1), expires_at: now_s + 2 * DAY_S };
  const isBelow = any(missing('begun'), below('begun', UPLOADS_PER_DAY));
  if (await ctx.table.commit(upsert(UploadsBegun, key, { set }, isBelow)))
    throw ctx.fail('rate_limited', 'the uploads of the day are used up', {
      retryAfter: DAY_S - (now_s % DAY_S),
    });
}

type Named = Pick<Stored<typeof StoredUpload>, 'name' | 'key'>;

/** The uploads that a user names, in the order of the ids. */
export async function namedUploads(
  ctx: Ctx<'upload_not_found', 'table'>,
  user_id: string,
  upload_ids: readonly string[],
): Promise<Named[]> {
  const uploads = await ctx.table.getAll(
    StoredUpload,
    upload_ids.map((upload_id) => ({ user_id, upload_id })),
  );
  if (uploads.length < upload_ids.length) throw ctx.fail('upload_not_found', 'no such upload of this user');
  return uploads;
}

export async function uploadedBytes(
  ctx: Ctx<'upload_not_found' | 'too_large', 'gate' | 'files'>,
  { key }: Named,
): Promise<Uint8Array> {
  const bytes = await ctx.files.get(key, ctx.gate.maxBytes);
  if (!bytes) throw ctx.fail('upload_not_found', 'nothing was uploaded, or it is gone');
  if (bytes === 'too_large') throw ctx.fail('too_large', 'the upload is over the limit');
  return bytes;
}
