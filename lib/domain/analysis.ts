import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import type { FileType, Refusal } from '../files/files.ts';
import { isBlank, isIntact } from '../plain-text.ts';
import { OpenTask, Task as StoredTask } from '../table/entities.ts';
import { plus } from '../table/expressions.ts';
import { create } from '../table/table.ts';
import { accountById, type StoredAccount } from './accounts.ts';
import type { Ctx } from './ctx.ts';
import { type Claim, once } from './idempotency.ts';
import { bookOn } from './ledger.ts';
import { newTask, type Task, type TaskItem, taskOf } from './tasks.ts';
import { MALFORMED_NAME, namedUploads, quotedName, unsupportedName, uploadedBytes } from './uploads.ts';
import { wake } from './work.ts';

/** hundredths of a credit */
export const ANALYSIS_CREDITS = 2_000;
export const MAX_ATTACHMENTS = 5;
const MAX_CHARACTERS = 100_000;
/** About as long as an analysis takes. */
const RETRY_S = 10;

const Text = z
  .string()
  .check(z.maxLength(MAX_CHARACTERS), z.refine(isIntact))
  .register(z.globalRegistry, { description: 'What is to be analysed.' });
const UploadIds = z
  .array(z.string().check(z.maxLength(64)))
  .register(z.globalRegistry, { description: 'Files that were uploaded before.' });
const File = z.object({ name: z.string(), bytes: z.instanceof(Uint8Array) });

/** What is to be analysed: text, files that came along, files that were uploaded before. */
export const Submission = z
  .strictObject({
    text: z.optional(Text),
    files: z._default(z.array(File), []),
    upload_ids: z._default(UploadIds, []),
  })
  .check(
    z.refine(
      ({ files, upload_ids, text = '' }) => files.length + upload_ids.length > 0 || !isBlank(text),
      'There is nothing to analyse: give a `text` that is not blank, `files` or `upload_ids`.',
    ),
    z.refine(
      ({ files, upload_ids }) => files.length + upload_ids.length <= MAX_ATTACHMENTS,
      `At most ${MAX_ATTACHMENTS} files are taken.`,
    ),
    z.refine(
      ({ upload_ids }) => new Set(upload_ids).size === upload_ids.length,
      '`upload_ids` names an upload twice.',
    ),
  );
export type Submission = z.infer<typeof Submission>;

/** Extensions, by kind. */
export const SupportedAttachments = z
  .object({
    audio: z.array(z.string()),
    document: z.array(z.string()),
    image: z.array(z.string()),
    video: z.array(z.string()),
  })
  .register(z.globalRegistry, { id: 'SupportedAttachments', description: 'File extensions, by kind.' });

export const supportedAttachments = (ctx: Ctx<never, 'gate'>) => ctx.gate.supported();

type StartCtx = Ctx<
  | 'invalid_request'
  | 'user_not_found'
  | 'insufficient_credits'
  | 'upload_not_found'
  | 'too_large'
  | 'unsupported_attachment'
  | 'idempotency_mismatch'
  | 'idempotency_running'
  | 'rate_limited',
  'table' | 'gate' | 'files' | 'queue'
>;

type Attachment = TaskItem['attachments'][number];

/**
 * Takes an analysis on. Its files are stored first; then the task, its ledger entry and the answer to the caller's
 * idempotency key stand together, or none of them does.
 * @param key the caller's idempotency key
 * @returns the task, and whether an earlier call with the same key had begun it
 */
export async function startAnalysis(
  ctx: StartCtx,
  user_id: string,
  submission: Submission,
  key: string | undefined,
): Promise<{ task: Task; isReplay: boolean }> {
  const call = { user_id, operation: 'agent.analysis', key, request: digested(submission) };
  let isReplay = false;
  const work = async (claim: Claim) => {
    // Before files are stored that no task will need; what counts is how it stands when the task is begun.
    const account = await accountById(ctx, user_id);
    refuseUnlessFree(ctx, account);
    if (account.credits < ANALYSIS_CREDITS)
      throw ctx.fail('insufficient_credits', `${account.credits} hundredths are left`);
    const attachments = await storedAttachments(ctx, user_id, claim.id, submission);
    const text_key = submission.text === undefined ? null : `tasks/${claim.id}/text`;
    if (text_key !== null) await ctx.files.put(text_key, Buffer.from(submission.text ?? ''));
    const task = await begun(ctx, account, claim, { attachments, text_key });
    await wake(ctx, task);
    return taskOf(task);
  };
  const task = await once(ctx, call, work, () => (isReplay = true));
  return { task, isReplay };
}

/** What tells one request from another, whatever its size. */
const digested = ({ text, upload_ids, files }: Submission) => ({
  text,
  upload_ids,
  files: files.map(({ name, bytes }) => [name, createHash('sha256').update(bytes).digest('base64url')]),
});

/** Inspects all of the files, then stores those that came along. */
async function storedAttachments(
  ctx: StartCtx,
  user_id: string,
  claim_id: string,
  { text = '', files, upload_ids }: Submission,
): Promise<Attachment[]> {
  const attachments: Attachment[] = [];
  let hasContent = !isBlank(text);
  const take = async (name: string, key: string, bytes: Uint8Array) => {
    const type = await inspected(ctx, name, bytes);
    hasContent ||= !ctx.gate.isBlank(type, bytes);
    attachments.push({ name, key, ...type });
  };
  // One file at a time, so that no more than one is held.
  for (const upload of await namedUploads(ctx, user_id, upload_ids))
    await take(upload.name, upload.key, await uploadedBytes(ctx, upload));
  for (const [index, { name, bytes }] of files.entries()) {
    if (!ctx.gate.isName(name))
      throw ctx.fail('invalid_request', 'a file name is malformed', { detail: MALFORMED_NAME });
    await take(name, `tasks/${claim_id}/${index}`, bytes);
  }
  refuseDoubled(
    ctx,
    attachments.map(({ name }) => name),
  );
  if (!hasContent)
    throw ctx.fail('invalid_request', 'text and files are blank', {
      detail: 'There is nothing to analyse: the text and the files are blank.',
    });
  await Promise.all(files.map(({ bytes }, index) => ctx.files.put(`tasks/${claim_id}/${index}`, bytes)));
  return attachments;
}

/** A name tells files apart in the result. */
function refuseDoubled(ctx: StartCtx, names: readonly string[]): void {
  const doubled = names.find((name, i) => names.indexOf(name) < i);
  if (doubled === undefined) return;
  throw ctx.fail('invalid_request', 'two files have one name', {
    detail: `Two files have the name ${quotedName(doubled)}.`,
  });
}

async function inspected(ctx: StartCtx, name: string, bytes: Uint8Array): Promise<FileType> {
  if (bytes.length > ctx.gate.maxBytes)
    throw ctx.fail('too_large', `a file of ${bytes.length} bytes`, {
      detail: `${quotedName(name)} is larger than ${ctx.gate.maxBytes} bytes.`,
    });
  const type = await ctx.gate.inspect(name, bytes);
  if (typeof type !== 'string') return type;
  throw ctx.fail(type, 'the gate does not take a file', { detail: refusedFile(ctx, name, type, bytes) });
}

function refusedFile(ctx: StartCtx, name: string, type: Refusal, bytes: Uint8Array): string {
  if (type === 'too_large') return `${quotedName(name)} is too large, or unpacks to too much.`;
  if (!ctx.gate.isSupported(name)) return unsupportedName(name);
  return bytes.length === 0
    ? `${quotedName(name)} is empty.`
    : `The content of ${quotedName(name)} is not what its extension says.`;
}

/** One user's analyses must not keep everybody else's waiting (ASVS 2.4.1). */
function refuseUnlessFree(ctx: StartCtx, { open_tasks }: { open_tasks: number }): void {
  if (open_tasks >= ctx.policy.openTasksPerUser)
    throw ctx.fail('rate_limited', `${open_tasks} tasks are open`, { retryAfter: RETRY_S });
}

async function begun(
  ctx: StartCtx,
  known: StoredAccount,
  claim: Claim,
  given: Pick<TaskItem, 'attachments' | 'text_key'>,
): Promise<TaskItem> {
  const { user_id } = known;
  let task: TaskItem | undefined;
  const planOf = ({ task_sequence, open_tasks }: StoredAccount) => {
    // It is raised only here, and each round only if no other booking came first.
    refuseUnlessFree(ctx, { open_tasks });
    const now = ctx.now();
    const sequence = task_sequence + 1;
    task = newTask({ ...given, user_id, sequence, charged: ANALYSIS_CREDITS }, now);
    const description = `Analysis ${task.id}.`;
    return {
      bookings: [{ type: 'DEBIT' as const, credits: ANALYSIS_CREDITS, fiat: 0, description }],
      counters: { task_sequence: sequence, open_tasks: plus(1) },
      beside: [
        create(StoredTask, task),
        create(OpenTask, { task_id: task.id, user_id, created_at: now }),
        ...claim.keep(taskOf(task)),
      ],
    };
  };
  const booked = await bookOn(ctx, user_id, planOf, known);
  if (!task || 'refused' in booked)
    throw ctx.fail('idempotency_running', 'another call took this one over', { retryAfter: 1 });
  return task;
}
