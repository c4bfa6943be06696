import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { ApiError, sentenceOf } from '../api/client.ts';

export interface Problem {
  sentence: string;
  /** ms since the epoch; before it another try is refused, too */
  retryAt: number | undefined;
}

export const problemOf = (error: unknown): Problem => ({
  sentence: sentenceOf(error),
  retryAt:
    error instanceof ApiError && error.retryAfter !== undefined
      ? Date.now() + error.retryAfter * 1000
      : undefined,
});

/** Does one thing at a time, and keeps what went wrong with it. */
export function useSubmit() {
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const running = useRef(false);
  const isMounted = useRef(true);
  useEffect(() => {
    isMounted.current = true;
    return () => {
      isMounted.current = false;
    };
  }, []);

  const submit = useCallback((work: () => Promise<unknown>) => {
    if (running.current) return;
    running.current = true;
    setBusy(true);
    setProblem(undefined);
    void work()
      .catch((error: unknown) => {
        if (isMounted.current) setProblem(problemOf(error));
      })
      .finally(() => {
        running.current = false;
        if (isMounted.current) setBusy(false);
      });
  }, []);
  return { isBusy, problem, submit, setProblem };
}
