import type { Task } from '../api/wire.ts';
import { formatCredits, formatMoment } from '../parts/format.ts';
import { Notice, ProblemNotice, Status } from '../parts/notice.tsx';
import { Page } from '../parts/page.tsx';
import { useSubmit } from '../parts/submit.ts';
import { Result } from '../result/result.tsx';
import { textOf } from '../sent-texts.ts';
import { useOwner } from '../session.tsx';
import { STATUSES } from './task-status.tsx';
import { useTask } from './use-task.ts';

interface TaskViewProps {
  id: string;
  /** of the claim whose route this is, counted from 1 */
  claim: string | undefined;
}

export function TaskView({ id, claim }: TaskViewProps) {
  const { task, problem, read } = useTask(id);
  return (
    <Page title="Analysis" lead={task && `Started ${formatMoment(task.created_at)}`}>
      <ProblemNotice problem={problem} />
      <Status unseen={task?.status === 'COMPLETED'}>{task && <Progress task={task} />}</Status>
      {task?.status === 'PENDING' && <Cancel task={task} onCancelled={read} />}
      {task?.result && (
        <Result
          result={task.result}
          text={textOf(id)}
          current={claim === undefined ? undefined : Number(claim) - 1}
          hrefOf={(index) => `#/tasks/${encodeURIComponent(id)}/${index + 1}`}
        />
      )}
      <p class="elsewhere">
        <a href="#/tasks">All analyses</a> <a href="#/">Check another text</a>
      </p>
    </Page>
  );
}

/** How the API itself ends what it says of a failure. */
const RETURNED = 'Your credits were returned.';

/** Where it stands, read out whenever that changes. */
function Progress({ task: { status, error, credits_charged } }: { task: Task }) {
  if (status === 'COMPLETED') return <p>The analysis is done.</p>;
  if (status === 'CANCELLED')
    return <Notice kind="info">Cancelled. Its credits are back on your balance.</Notice>;
  if (status === 'FAILED')
    return (
      <Notice kind="info">
        {error ?? 'The analysis could not be done.'}
        {credits_charged === 0 && !error?.endsWith(RETURNED) && ' Its credits are back on your balance.'}
      </Notice>
    );
  return (
    <div class="progress">
      <p>
        {STATUSES[status].long} {formatCredits(credits_charged)} credits are reserved.
      </p>
      <progress aria-label="Analysis" />
    </div>
  );
}

function Cancel({ task: { id }, onCancelled }: { task: Task; onCancelled: () => void }) {
  const { path, call } = useOwner();
  const { isBusy, problem, submit } = useSubmit();
  const cancel = () =>
    submit(async () => {
      try {
        await call<null>(`${path}/tasks/${encodeURIComponent(id)}`, { method: 'DELETE' });
      } finally {
        onCancelled();
      }
    });
  return (
    <>
      <ProblemNotice problem={problem} />
      <div class="actions">
        <button class="button" type="button" aria-disabled={isBusy} onClick={cancel}>
          Cancel it
        </button>
      </div>
    </>
  );
}
