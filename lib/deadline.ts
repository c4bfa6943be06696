/** Work took longer than it may. */
export class DeadlineExceeded extends Error {
  override readonly name = 'DeadlineExceeded';
}

/**
 * Waits for work no longer than `ms`, and no longer than `outer` allows. A signal alone does not do: it reaches a fetch
 * through weak references, and one that was collected leaves the fetch waiting for ever.
 * @throws `DeadlineExceeded`, the reason of `outer`, or what the work failed with
 */
export async function within<T>(
  ms: number,
  work: (signal: AbortSignal) => Promise<T>,
  outer?: AbortSignal,
): Promise<T> {
  outer?.throwIfAborted();
  const abort = new AbortController();
  const late = Promise.withResolvers<never>();
  const end = (reason: unknown) => {
    late.reject(reason);
    abort.abort(reason);
  };
  const onAbort = () => end(outer?.reason);
  const timer = setTimeout(() => end(new DeadlineExceeded(`not within ${ms} ms`)), ms);
  outer?.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([work(abort.signal), late.promise]);
  } finally {
    clearTimeout(timer);
    outer?.removeEventListener('abort', onAbort);
  }
}
