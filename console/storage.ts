/**
 * The session lies in sessionStorage: it must outlive a reload and the way to Stripe's page and back, which memory does
 * not, and end with the tab, which localStorage does not. No address and no cookie ever holds it.
 */
const PREFIX = 'clara.';

export function stored(name: string): unknown {
  try {
    const text = sessionStorage.getItem(PREFIX + name);
    return text === null ? undefined : (JSON.parse(text) as unknown);
  } catch {
    return undefined;
  }
}

/** A browser may refuse to store, or be full: then what is shown lasts as long as the page. */
export function store(name: string, value: unknown): void {
  try {
    sessionStorage.setItem(PREFIX + name, JSON.stringify(value));
  } catch {
    sessionStorage.removeItem(PREFIX + name);
  }
}

export const forget = (name: string): void => sessionStorage.removeItem(PREFIX + name);

export const forgetAll = (): void => {
  for (const key of Object.keys(sessionStorage)) if (key.startsWith(PREFIX)) sessionStorage.removeItem(key);
};
