import { useCallback, useEffect, useState } from 'preact/hooks';
import { ApiError } from '../api/client.ts';
import type { Task } from '../api/wire.ts';
import { type Problem, problemOf } from '../parts/submit.ts';
import { useOwner } from '../session.tsx';
import { isOpen } from './task-status.tsx';

const FIRST_MS = 1_000;
const LONGEST_MS = 5_000;

/** A task, asked for until it is closed: at first every second, then more and more seldom. */
export function useTask(id: string) {
  const { call, path, refresh } = useOwner();
  const [task, setTask] = useState<Task>();
  const [problem, setProblem] = useState<Problem>();
  const [version, setVersion] = useState(0);

  useEffect(() => {
    const leaving = new AbortController();
    const { signal } = leaving;
    let next: ReturnType<typeof setTimeout> | undefined;
    const ask = async (wait: number): Promise<void> => {
      try {
        const found = await call<Task>(`${path}/tasks/${encodeURIComponent(id)}`, { signal });
        setTask(found);
        setProblem(undefined);
        // The balance has changed with it.
        if (!isOpen(found)) return void refresh().catch(() => undefined);
      } catch (error) {
        if (signal.aborted) return;
        setProblem(problemOf(error));
        // What the API refuses, it goes on refusing, but for a pause that it asks for or takes.
        if (error instanceof ApiError && error.status < 500 && error.status !== 429) return;
      }
      next = setTimeout(() => void ask(Math.min(wait * 1.3, LONGEST_MS)), wait);
    };
    void ask(FIRST_MS);
    return () => {
      leaving.abort();
      clearTimeout(next);
    };
  }, [call, path, refresh, id, version]);

  const read = useCallback(() => setVersion((count) => count + 1), []);
  return { task, problem, read };
}
