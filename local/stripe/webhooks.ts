import Stripe from 'stripe';
import type { Event, Store } from './store.ts';

export const MODES = ['deliver', 'drop', 'duplicate', 'shuffle'] as const;
export type Mode = (typeof MODES)[number];

/** Sends a body; tells whether it was taken. */
export type Deliver = (body: string, signature: string) => Promise<boolean>;

export interface WebhookOptions {
  store: Store;
  /** of the endpoint; Stripe signs with both while one is rolled */
  secrets: readonly string[];
  deliver: Deliver;
  /** s since the epoch */
  now: () => number;
}

const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 60_000;
/** Within this time of each other, events are sent in any order while webhooks are shuffled. */
const SHUFFLE_MS = 300;

/** Posts events to the API, signed, again and again until they are taken. What is left undone outlives a restart. */
export class Webhooks {
  mode: Mode = 'deliver';
  readonly #options: WebhookOptions;
  readonly #firstTries = new Set<Promise<void>>();
  #queue: string[];
  #stopped = false;

  constructor(options: WebhookOptions) {
    this.#options = options;
    const unsent = options.store.all('event').filter(({ pending_webhooks }) => pending_webhooks > 0);
    this.#queue = unsent.map(({ id }) => id);
  }

  /** Takes a new event, to be sent with the next `send`. */
  take({ id }: Event): void {
    if (this.mode !== 'drop') this.#queue.push(id);
  }

  /** Sends out what was taken. */
  send(): void {
    const fresh = this.#queue.splice(0);
    const first = this.mode === 'shuffle' ? this.#shuffled(fresh) : this.#inTurn(fresh);
    this.#firstTries.add(first);
    void first.finally(() => this.#firstTries.delete(first));
  }

  /** Resolves when all that was sent was tried once. */
  async triedOnce(): Promise<void> {
    while (this.#firstTries.size > 0) await Promise.all(this.#firstTries);
  }

  /** Sends an event once more, whatever became of it before. */
  resend({ id }: Event): Promise<boolean> {
    return this.#deliver(id);
  }

  stop(): void {
    this.#stopped = true;
  }

  async #inTurn(ids: string[]): Promise<void> {
    for (const id of ids) {
      const copies = this.mode === 'duplicate' ? 2 : 1;
      await Promise.all(Array.from({ length: copies }, () => this.#try(id, 0)));
    }
  }

  async #shuffled(ids: string[]): Promise<void> {
    await Promise.all(
      ids.map(async (id) => {
        await this.#pause(Math.random() * SHUFFLE_MS);
        await this.#try(id, 0);
      }),
    );
  }

  async #try(id: string, tries: number): Promise<void> {
    if (this.#stopped) return;
    const taken = this.mode === 'drop' || (await this.#deliver(id));
    const event = this.#options.store.get('event', id);
    if (taken && event && event.pending_webhooks > 0)
      this.#options.store.put({ ...event, pending_webhooks: 0 });
    if (taken) return;
    void this.#pause(Math.min(FIRST_RETRY_MS * 2 ** tries, LAST_RETRY_MS)).then(() =>
      this.#try(id, tries + 1),
    );
  }

  async #deliver(id: string): Promise<boolean> {
    const { store, secrets, deliver, now } = this.#options;
    const payload = JSON.stringify(store.get('event', id));
    const timestamp = now();
    const headers = secrets.map((secret) =>
      Stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp }),
    );
    const [first = '', ...more] = headers;
    const signature = [first, ...more.map((header) => header.replace(/^t=\d+,/, ''))].join(',');
    try {
      return await deliver(payload, signature);
    } catch {
      return false; // nobody there; later, then
    }
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, ms).unref());
  }
}
