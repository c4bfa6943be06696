import { store, stored } from './storage.ts';

/**
 * A task does not give back the text it was started with, in which the claims' spans point. What was sent from this tab
 * is kept as long as the session: the newest few.
 */
const KEPT = 10;
type Texts = [task_id: string, text: string][];

const kept = () => stored('texts') as Texts | undefined;

export function keepText(task_id: string, text: string): void {
  const others = (kept() ?? []).filter(([id]) => id !== task_id);
  store('texts', [...others, [task_id, text]].slice(-KEPT));
}

export const textOf = (task_id: string): string | undefined => kept()?.find(([id]) => id === task_id)?.[1];
