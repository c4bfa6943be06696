import { setTimeout as sleep } from 'node:timers/promises';
import type { Envelope, FollowTool } from './server.ts';

interface Task {
  id: string;
  status: 'PENDING' | 'PROCESSING' | 'COMPLETED' | 'FAILED' | 'CANCELLED';
  error: string | null;
}

/** ms; looks less often as it takes longer */
const FIRST_LOOK = 250;
const LONGEST_PAUSE = 2_000;

const isOpen = ({ status }: Task) => status === 'PENDING' || status === 'PROCESSING';

/**
 * Waits for a started analysis and tells how it stands meanwhile.
 * @param hasTime whether it may go on; else the task is answered as it stands
 */
export const followAnalysis =
  (hasTime: () => boolean): FollowTool =>
  async (started, call, { report, signal }) => {
    const begun = Date.now();
    let task = started.data as Task;
    for (let pause = FIRST_LOOK; isOpen(task); pause = Math.min(pause * 1.5, LONGEST_PAUSE)) {
      await report((Date.now() - begun) / 1000, task.status);
      await sleep(pause, undefined, { signal }).catch(() => undefined);
      if (signal.aborted || !hasTime()) break;
      const { envelope: viewed } = await call('task_view', { task_id: task.id });
      if (viewed.status === 'success') task = viewed.data as Task;
    }
    return { data: task, message: sentenceOf(task, started), status: 'success' };
  };

function sentenceOf(task: Task, { message }: Envelope): string {
  if (task.status === 'COMPLETED') return 'Analysis completed successfully.';
  if (task.status === 'CANCELLED') return 'The analysis was cancelled. Your credits were returned.';
  if (task.status === 'FAILED') return task.error ?? 'The analysis failed.';
  return stillRunning({ data: task, message, status: 'success' }).message;
}

/** An analysis that was started, and is not waited for. */
export const stillRunning = (started: Envelope): Envelope => ({
  ...started,
  message: `${started.message} It is still running: ask for it with task_view and its id.`,
});
