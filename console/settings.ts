/** What a deployment tells its console: beside the page, so that the page itself can be kept by caches. */
export interface ConsoleSettings {
  /** PUBLIC_API_KEY, which is made to be carried by a front end */
  public_api_key: string;
  /** where Stripe's pages lead back to */
  client_url: string;
  /** where mails lie that reach nobody, as on one's own machine; null where they are really sent */
  mail_inbox_url: string | null;
  min_password_length: number;
}

let read: Promise<ConsoleSettings> | undefined;

export function settings(): Promise<ConsoleSettings> {
  read ??= fetch(new URL('console/settings.json', document.baseURI), { credentials: 'omit' })
    .then((response) => {
      if (!response.ok) throw new Error(`the settings answered ${response.status}`);
      return response.json() as Promise<ConsoleSettings>;
    })
    .catch((error: unknown) => {
      read = undefined; // the next try asks again
      throw error;
    });
  return read;
}

/** @returns `return_path` that leads back to this page; undefined where Stripe leads to another front end */
export function returnPath({ client_url }: ConsoleSettings, here: URL | Location = location) {
  const client = new URL(client_url);
  const folder = client.pathname.replace(/\/+$/, '');
  if (client.origin !== here.origin) return undefined;
  if (here.pathname === folder) return '';
  return here.pathname.startsWith(`${folder}/`) ? here.pathname.slice(folder.length) : undefined;
}
