import type { Task } from '../api/wire.ts';
import { formatMoment } from '../parts/format.ts';
import { Paged } from '../parts/paged.tsx';
import { Page } from '../parts/page.tsx';
import { ownOfAll } from '../result/own.ts';
import { VerdictBadge } from '../result/verdict.tsx';
import { textOf } from '../sent-texts.ts';
import { useOwner } from '../session.tsx';
import { StatusBadge } from './task-status.tsx';

export function Tasks() {
  const { call, path } = useOwner();
  return (
    <Page title="Analyses">
      <Paged<Task> call={call} path={`${path}/tasks`} name="analyses" empty="None yet.">
        {(items) => (
          <ul class="tasks">
            {items.map((task) => (
              <Item key={task.id} task={task} />
            ))}
          </ul>
        )}
      </Paged>
      <p class="elsewhere">
        <a href="#/">Check a text</a>
      </p>
    </Page>
  );
}

function Item({ task: { id, status, result, created_at, error } }: { task: Task }) {
  return (
    <li>
      <a class="task" href={`#/tasks/${encodeURIComponent(id)}`}>
        <span class="task-head">
          {result ? (
            <VerdictBadge verdict={result.verdict} own={ownOfAll(result)} />
          ) : (
            <StatusBadge status={status} />
          )}
          <time class="quiet" dateTime={new Date(created_at).toISOString()}>
            {formatMoment(created_at)}
          </time>
        </span>
        <span class="task-what">{result?.summary ?? error ?? textOf(id) ?? 'Files'}</span>
      </a>
    </li>
  );
}
