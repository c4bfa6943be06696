import { randomUUID } from 'node:crypto';
import * as z from 'zod/mini';
import type { Assignment, Outcome } from '../analysis/analysis.ts';
import { Failure } from '../errors.ts';
import { Account, OpenTask, Task } from '../table/entities.ts';
import { all, any, atMost, type Condition, equals, plus } from '../table/expressions.ts';
import { change, erase } from '../table/table.ts';
import type { Ctx } from './ctx.ts';
import { idOf } from './ids.ts';
import { release, type TaskItem } from './tasks.ts';

/**
 * The life of a task. The queue only wakes a worker up; what is owed stands in the task.
 *
 *     PENDING ──claim──→ PROCESSING ──settle──→ COMPLETED          the credits stay charged
 *        │  ↑                │  └────release──→ FAILED             the credits go back
 *        │  └──give back─────┘  (its lease ran out, or it may succeed at another try)
 *        └──cancel──→ CANCELLED                                    the credits go back
 */

/** What the queue says: where the task stands that is to be done. */
export const TaskMessage = z.strictObject({ user_id: idOf('user'), task_id: idOf('task') });

/** Tries, after which a task is given up: what kills its workers must not do so for ever. */
const MAX_ATTEMPTS = 3;
/** Longer than a worker may run: after it, it is so no more. */
const LEASE_MS = 150_000;
/** What was not done by then is given up. */
const PATIENCE_MS = 60 * 60_000;

const GIVEN_UP = 'The analysis could not be completed.';
const TOO_LONG = 'The analysis took too long.';
const TOO_LATE = 'The analysis was not done within an hour.';
/** Nobody but us removes them. */
const FILES_GONE = 'The files of the analysis are gone.';

/** How each failure ends: only what is our fault is one, and it is not charged. */
const withReturn = (failure: string) => `${failure} Your credits were returned.`;

/** Tells the queue of a task. That it cannot be told is no failure: the sweep will. */
export async function wake(
  ctx: Ctx<never, 'queue'>,
  { user_id, id }: Pick<TaskItem, 'user_id' | 'id'>,
): Promise<boolean> {
  try {
    await ctx.queue.send({ user_id, task_id: id });
    return true;
  } catch (error) {
    ctx.note('task_not_queued', { task_id: id, error: error instanceof Error ? error.name : typeof error });
    return false;
  }
}

export type Worked =
  | 'completed'
  | 'failed'
  /** done, or at work, elsewhere; or no such task */
  | 'not_ours'
  /** to be tried again */
  | 'given_back';

/**
 * Does a task, if nobody else does: a message may come twice, late, or for a task that is gone.
 * @param signal aborts when the worker runs out of time
 */
export async function workOn(
  ctx: Ctx<never, 'table' | 'files' | 'gate' | 'analyst'>,
  { user_id, task_id }: z.infer<typeof TaskMessage>,
  signal: AbortSignal,
): Promise<Worked> {
  const task = await claimed(ctx, user_id, task_id);
  if (!task) return 'not_ours';
  const isMine = all(equals('status', 'PROCESSING'), equals('lease_id', task.lease_id));
  if (task.attempts > MAX_ATTEMPTS) return failed(ctx, task, GIVEN_UP, isMine);
  const assignment = await assignmentOf(ctx, task);
  if (!assignment) return failed(ctx, task, FILES_GONE, isMine);
  const outcome = await Promise.race([analysed(ctx, task_id, assignment, signal), outOfTime(signal)]);
  if ('result' in outcome) return settled(ctx, task, JSON.stringify(outcome.result), isMine);
  if (outcome.retry && task.attempts < MAX_ATTEMPTS) return givenBack(ctx, task, isMine);
  return failed(ctx, task, outcome.failure, isMine);
}

async function analysed(
  ctx: Ctx<never, 'analyst'>,
  task_id: string,
  assignment: Assignment,
  signal: AbortSignal,
): Promise<Outcome> {
  try {
    return await ctx.analyst.analyse(assignment, signal);
  } catch (error) {
    ctx.note('analysis_failed', { task_id, error: error instanceof Error ? error.name : typeof error });
    return { failure: GIVEN_UP, retry: true };
  }
}

/** What takes too long once, would so again. */
const outOfTime = (signal: AbortSignal) =>
  new Promise<Outcome>((resolve) => {
    const end = () => resolve({ failure: TOO_LONG, retry: false });
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  });

/** @returns undefined when the task is not to be had */
async function claimed(ctx: Ctx<never, 'table'>, user_id: string, id: string): Promise<TaskItem | undefined> {
  const now = ctx.now();
  const isFree = any(
    equals('status', 'PENDING'),
    all(equals('status', 'PROCESSING'), atMost('lease_until', now)),
  );
  const set = {
    status: 'PROCESSING',
    lease_id: randomUUID(),
    lease_until: now + LEASE_MS,
    attempts: plus(1),
    updated_at: now,
  };
  const claim = await ctx.table.update(change(Task, { user_id, id }, { set }, isFree));
  // Refused, it may still be this claim that stands: its answer was lost, and the client asked again.
  return claim.done || claim.item?.lease_id === set.lease_id ? claim.item : undefined;
}

/** @returns undefined when what was sent is gone */
async function assignmentOf(
  ctx: Ctx<never, 'files' | 'gate'>,
  { text_key, attachments, charged }: TaskItem,
): Promise<Assignment | undefined> {
  const text = text_key === null ? new Uint8Array() : await ctx.files.get(text_key, ctx.gate.maxBytes);
  if (!(text instanceof Uint8Array)) return undefined;
  const read: Assignment['attachments'][number][] = [];
  for (const { name, kind, extension, key } of attachments) {
    const bytes = await ctx.files.get(key, ctx.gate.maxBytes);
    if (bytes === undefined) return undefined;
    // Whoever may upload may do so again: what lies there now is not what was inspected.
    const type = bytes === 'too_large' ? bytes : await ctx.gate.inspect(name, bytes);
    const isSame = typeof type !== 'string' && type.extension === extension;
    read.push({
      name,
      type: { kind, extension },
      bytes: isSame && bytes !== 'too_large' ? bytes : undefined,
    });
  }
  return { text: DECODER.decode(text), attachments: read, charged };
}

async function settled(
  ctx: Ctx<never, 'table'>,
  task: TaskItem,
  result: string,
  isMine: Condition,
): Promise<Worked> {
  const { user_id, id } = task;
  const set = { status: 'COMPLETED', result, lease_id: null, lease_until: 0, updated_at: ctx.now() };
  const refused = await ctx.table.commit(
    change(Task, { user_id, id }, { set }, isMine),
    erase(OpenTask, { task_id: id }),
    change(Account, { user_id }, { set: { open_tasks: plus(-1) } }),
  );
  return refused ? 'not_ours' : 'completed';
}

async function failed(
  ctx: Ctx<never, 'table'>,
  task: TaskItem,
  error: string,
  when: Condition,
): Promise<Worked> {
  const end = { status: 'FAILED', error: withReturn(error) } as const;
  return (await release(ctx, task, end, when)) ? 'failed' : 'not_ours';
}

async function givenBack(
  ctx: Ctx<never, 'table'>,
  { user_id, id, attempts }: TaskItem,
  isMine: Condition,
): Promise<Worked> {
  const set = { status: 'PENDING', lease_id: null, lease_until: 0, updated_at: ctx.now() };
  const { done, item } = await ctx.table.update(change(Task, { user_id, id }, { set }, isMine));
  // Refused, it may be this very write that was done before its answer was lost.
  return done || (item?.status === 'PENDING' && item.attempts === attempts) ? 'given_back' : 'not_ours';
}

/** Nothing is left out, so that spans count what was sent. */
const DECODER = new TextDecoder('utf-8', { ignoreBOM: true });

export interface Swept {
  /** neither done nor given up */
  open: number;
  /** sent to the queue again */
  woken: number;
  /** given up, their credits returned */
  released: number;
  /** could not be dealt with, and will be tried again */
  failed: number;
  /** seconds since the oldest of the open ones was begun */
  oldest: number;
}

/** So often in a row, and it is no fault of the tasks: something that all of them need is down. */
const MAX_UNAVAILABLE = 3;

/** Wakes what was lost and gives up what cannot be done, the oldest first. Two sweeps at once do no harm. */
export async function sweepTasks(ctx: Ctx<never, 'table' | 'queue'>, hasTime: () => boolean): Promise<Swept> {
  const found = await ctx.table.newest(OpenTask, {}, 'task_', 'task_~');
  const waiting = found.toSorted((a, b) => a.created_at - b.created_at);
  const oldest = waiting[0] ? Math.round((ctx.now() - waiting[0].created_at) / 1000) : 0;
  const swept: Swept = { open: waiting.length, woken: 0, released: 0, failed: 0, oldest };
  let unavailable = 0;
  for (const { user_id, task_id } of waiting) {
    if (!hasTime()) break;
    try {
      const done = await dealtWith(ctx, user_id, task_id);
      if (done) swept[done]++;
      unavailable = 0;
    } catch (error) {
      const isDown = error instanceof Failure && error.code === 'unavailable';
      if (isDown && ++unavailable >= MAX_UNAVAILABLE) throw error;
      swept.failed++;
      ctx.note('task_not_swept', { task_id, error: error instanceof Error ? error.name : typeof error });
    }
  }
  return swept;
}

async function dealtWith(
  ctx: Ctx<never, 'table' | 'queue'>,
  user_id: string,
  id: string,
): Promise<'woken' | 'released' | undefined> {
  const task = await ctx.table.get(Task, { user_id, id });
  const now = ctx.now();
  if (task?.status !== 'PENDING' && task?.status !== 'PROCESSING') return undefined;
  const isIdle =
    task.status === 'PENDING' ? task.queued_at <= now - ctx.policy.taskWake : task.lease_until <= now;
  if (!isIdle) return undefined;
  const asRead = all(
    equals('status', task.status),
    equals('attempts', task.attempts),
    equals('queued_at', task.queued_at),
    atMost('lease_until', now),
  );
  const isDead = task.attempts >= MAX_ATTEMPTS;
  if (isDead || task.created_at <= now - PATIENCE_MS) {
    const end = { status: 'FAILED', error: withReturn(isDead ? GIVEN_UP : TOO_LATE) } as const;
    return (await release(ctx, task, end, asRead)) ? 'released' : undefined;
  }
  const queued = await ctx.table.update(change(Task, { user_id, id }, { set: { queued_at: now } }, asRead));
  // Refused, it may be this very write that was done before its answer was lost. Of two sweeps at one moment, both may wake.
  if (!queued.done && queued.item?.queued_at !== now) return undefined;
  return (await wake(ctx, task)) ? 'woken' : undefined;
}
