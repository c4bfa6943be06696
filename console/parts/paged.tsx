import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { CallAsUser } from '../session.tsx';
import { ProblemNotice } from './notice.tsx';
import { type Problem, problemOf } from './submit.ts';

const PAGE = 10;

interface PagedProps<T> {
  call: CallAsUser;
  path: string;
  /** of the list, for those who do not see it */
  name: string;
  /** read anew when it changes */
  version?: unknown;
  empty: string;
  children: (items: T[]) => ComponentChildren;
}

/** A list of the API, newest first, page by page. One item more than a page shows tells whether there is another. */
export function Paged<T>({ call, path, name, version, empty, children }: PagedProps<T>) {
  const [page, setPage] = useState(0);
  const [items, setItems] = useState<T[]>();
  const [problem, setProblem] = useState<Problem>();
  useEffect(() => {
    const leaving = new AbortController();
    const query = new URLSearchParams({ limit: String(PAGE + 1), offset: String(page * PAGE) });
    call<T[]>(`${path}?${query}`, { signal: leaving.signal }).then(
      (list) => {
        setItems(list);
        setProblem(undefined);
      },
      (error: unknown) => !leaving.signal.aborted && setProblem(problemOf(error)),
    );
    return () => leaving.abort();
  }, [call, path, page, version]);

  if (!items) return problem ? <ProblemNotice problem={problem} /> : <p class="quiet">Loading …</p>;
  const hasMore = items.length > PAGE;
  return (
    <>
      <ProblemNotice problem={problem} />
      {items.length === 0 ? <p class="quiet">{empty}</p> : children(items.slice(0, PAGE))}
      {(page > 0 || hasMore) && (
        <nav class="pager" aria-label={`Pages of ${name}`}>
          <button class="button" type="button" disabled={page === 0} onClick={() => setPage(page - 1)}>
            Newer
          </button>
          <span role="status">Page {page + 1}</span>
          <button class="button" type="button" disabled={!hasMore} onClick={() => setPage(page + 1)}>
            Older
          </button>
        </nav>
      )}
    </>
  );
}
