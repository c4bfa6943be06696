import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Icon } from './icons.tsx';
import type { Problem } from './submit.ts';

const durationOf = (seconds: number): string => {
  if (seconds < 90) return `${seconds} ${seconds === 1 ? 'second' : 'seconds'}`;
  if (seconds < 5_400) return `${Math.ceil(seconds / 60)} minutes`;
  return `${Math.ceil(seconds / 3_600)} hours`;
};

/** s until a moment, counted down */
function useSecondsUntil(moment: number | undefined): number {
  const left = () => (moment === undefined ? 0 : Math.max(0, Math.ceil((moment - Date.now()) / 1000)));
  const [seconds, setSeconds] = useState(left);
  useEffect(() => {
    setSeconds(left());
    if (moment === undefined) return undefined;
    const ticking = setInterval(() => {
      setSeconds(left());
      if (left() === 0) clearInterval(ticking);
    }, 1_000);
    return () => clearInterval(ticking);
  }, [moment]);
  return seconds;
}

/** What went wrong, read out at once. The countdown is not: it would be read out every second. */
export function ProblemNotice({ problem }: { problem: Problem | undefined }) {
  const seconds = useSecondsUntil(problem?.retryAt);
  return (
    <div role="alert">
      {problem && (
        <div class="notice notice-bad">
          <Icon name="alert" />
          <p>
            {problem.sentence}
            {seconds > 0 && <span aria-hidden="true"> Try again in {durationOf(seconds)}.</span>}
          </p>
        </div>
      )}
    </div>
  );
}

export function Notice({ kind, children }: { kind: 'good' | 'info'; children: ComponentChildren }) {
  return (
    <div class={`notice notice-${kind}`}>
      <Icon name={kind === 'good' ? 'check' : 'info'} />
      <div>{children}</div>
    </div>
  );
}

/** A region that is always there, so that what appears in it is read out. */
export function Status({ children, unseen = false }: { children?: ComponentChildren; unseen?: boolean }) {
  return (
    <div role="status" class={unseen ? 'unseen' : 'status'}>
      {children}
    </div>
  );
}
