import * as z from 'zod/mini';
import { AnalysisResult } from '../analysis/result.ts';
import { Account, OpenTask, Task as StoredTask } from '../table/entities.ts';
import type { Stored } from '../table/entity.ts';
import { all, any, type Condition, equals, plus } from '../table/expressions.ts';
import { change, erase, type Write } from '../table/table.ts';
import { accountById, type StoredAccount } from './accounts.ts';
import type { Ctx } from './ctx.ts';
import { idOf } from './ids.ts';
import { type Booking, bookUncalled } from './ledger.ts';
import { idsBetween, numbersOn, sequencedId } from './sequence.ts';
import { decimal, HttpDate, httpDate, type Page } from './values.ts';

export const Task = z
  .object({
    created_at: HttpDate,
    credits_charged: z.number(),
    error: z.nullable(z.string()),
    id: idOf('task'),
    result: z.nullable(AnalysisResult),
    status: z.enum(['PENDING', 'PROCESSING', 'COMPLETED', 'FAILED', 'CANCELLED']),
    updated_at: HttpDate,
    user_id: idOf('user'),
  })
  .register(z.globalRegistry, {
    id: 'Task',
    description:
      'An analysis. `result` is null until it is completed, and in a list where it would make the answer larger than 4.5 MB: `GET /users/{user_id}/tasks/{task_id}` gives it. `error` is null unless it failed; what fails is not charged. What the files themselves cause is charged: one that cannot be read, or has nothing to read, is named in the summary of a completed result.',
  });
export type Task = z.infer<typeof Task>;

export type TaskItem = Stored<typeof StoredTask>;

/** A task that nobody has begun. @param now ms */
export const newTask = (
  given: Pick<TaskItem, 'user_id' | 'sequence' | 'charged' | 'attachments' | 'text_key'>,
  now: number,
): TaskItem => ({
  ...given,
  id: sequencedId('task', given.sequence),
  status: 'PENDING',
  error: null,
  result: null,
  attempts: 0,
  lease_id: null,
  lease_until: 0,
  queued_at: now,
  created_at: now,
  updated_at: now,
});

/**
 * All results of a list together, as Lambda hands them over: it answers 6 MB at most, in which the body is JSON in JSON,
 * so that each result stands as the JSON of its own JSON.
 */
const MAX_LISTED_BYTES = 4_500_000;

export async function listTasks(
  ctx: Ctx<'user_not_found', 'table'>,
  user_id: string,
  page: Page,
): Promise<Task[]> {
  const { task_sequence } = await accountById(ctx, user_id);
  const numbers = numbersOn(page, task_sequence);
  if (!numbers) return [];
  const tasks = await ctx.table.newest(StoredTask, { user_id }, ...idsBetween('task', ...numbers));
  let left = MAX_LISTED_BYTES;
  return tasks.map((task) => {
    left -= Buffer.byteLength(JSON.stringify(task.result ?? ''));
    return taskOf(left < 0 ? { ...task, result: null } : task);
  });
}

export async function viewTask(
  ctx: Ctx<'task_not_found', 'table'>,
  user_id: string,
  id: string,
): Promise<Task> {
  return taskOf(await taskItem(ctx, user_id, id));
}

/** Cancels a task that no worker has begun, and gives its credits back. Doing it again changes nothing. */
export async function cancelTask(
  ctx: Ctx<'task_not_found' | 'task_started', 'table'>,
  user_id: string,
  id: string,
): Promise<null> {
  const [task, account] = isTaskId(id)
    ? await ctx.table.getEach([StoredTask, { user_id, id }], [Account, { user_id }])
    : [];
  if (!task) throw ctx.fail('task_not_found', 'no such task');
  if (task.status === 'CANCELLED') return null;
  const isWaiting = equals('status', 'PENDING');
  if (
    task.status === 'PENDING' &&
    (await release(ctx, task, { status: 'CANCELLED', error: null }, isWaiting, account))
  )
    return null;
  // It may have been cancelled meanwhile by a call like this one.
  if ((await taskItem(ctx, user_id, id)).status === 'CANCELLED') return null;
  throw ctx.fail('task_started', 'a worker has begun, or is done');
}

/**
 * Closes a task that will not be done and gives its credits back, both in one transaction and once.
 * @param end how: `error` is a sentence for the user
 * @param when how the task must still stand
 * @param known the account as the caller read it, where it did
 * @returns false when it does not, and nothing was changed
 */
export async function release(
  ctx: Ctx<never, 'table'>,
  { user_id, id, charged }: TaskItem,
  end: { status: 'FAILED'; error: string } | { status: 'CANCELLED'; error: null },
  when: Condition,
  known?: StoredAccount,
): Promise<boolean> {
  const set = { ...end, charged: 0, lease_id: null, lease_until: 0, updated_at: ctx.now() };
  const isOpen = any(equals('status', 'PENDING'), equals('status', 'PROCESSING'));
  const close = change(StoredTask, { user_id, id }, { set }, all(isOpen, when));
  const beside: [Write, ...Write[]] = [close, erase(OpenTask, { task_id: id })];
  const description = `Analysis ${id} was ${end.status === 'CANCELLED' ? 'cancelled' : 'not completed'}.`;
  const booking: Booking = { type: 'CREDIT', credits: charged, fiat: 0, description };
  const more = { beside, counters: { open_tasks: plus(-1) } };
  const booked = await bookUncalled(ctx, user_id, [booking], more, known);
  // Of a user who is gone, only the task is left to be closed.
  return booked ? 'entries' in booked : !(await ctx.table.commit(...beside));
}

const isTaskId = (id: string) => idOf('task').safeParse(id).success;

async function taskItem(ctx: Ctx<'task_not_found', 'table'>, user_id: string, id: string): Promise<TaskItem> {
  const task = isTaskId(id) && (await ctx.table.get(StoredTask, { user_id, id }));
  if (!task) throw ctx.fail('task_not_found', 'no such task');
  return task;
}

export const taskOf = (task: TaskItem): Task => ({
  created_at: httpDate(task.created_at),
  credits_charged: decimal(task.charged),
  error: task.error,
  id: task.id,
  result: task.result === null ? null : (JSON.parse(task.result) as AnalysisResult),
  status: task.status,
  updated_at: httpDate(task.updated_at),
  user_id: task.user_id,
});
