import { useEffect, useState } from 'preact/hooks';

/** Routes stand behind the `#`: the server never sees them, and one file serves them all. */
const current = (): string[] => location.hash.replace(/^#\/?/, '').split('/').filter(Boolean);

export const go = (path: string): void => {
  location.hash = `#/${path}`;
};

/** The parts of the route: `#/tasks/task_1` → `['tasks', 'task_1']`. */
export function useRoute(): string[] {
  const [route, setRoute] = useState(current);
  useEffect(() => {
    const changed = () => setRoute(current());
    addEventListener('hashchange', changed);
    return () => removeEventListener('hashchange', changed);
  }, []);
  return route;
}
