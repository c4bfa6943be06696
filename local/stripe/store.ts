import { appendFileSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type Stripe from 'stripe';

/** The SDK turns Stripe's decimal text into an object of its own; on the wire it is text. */
export type Price = Omit<Stripe.Price, 'unit_amount_decimal'> & { unit_amount_decimal: string };

/** Any event: `Stripe.Event` is a union by type, of which a stand-in makes any member. */
export type Event = Stripe.EventBase;

/** What a Checkout Session sells, and what its payment will carry; Stripe shows neither unless asked. */
export interface Order {
  object: 'order';
  /** the session's */
  id: string;
  lines: Stripe.ApiList<Stripe.LineItem>;
  payment_metadata: Stripe.Metadata;
}

/** What was answered under an idempotency key. */
export interface Answer {
  object: 'answer';
  id: string;
  created: number;
  fingerprint: string;
  status: number;
  body: unknown;
}

export interface Records {
  customer: Stripe.Customer;
  product: Stripe.Product;
  price: Price;
  'checkout.session': Stripe.Checkout.Session;
  order: Order;
  payment_intent: Stripe.PaymentIntent;
  charge: Stripe.Charge;
  refund: Stripe.Refund;
  dispute: Stripe.Dispute;
  event: Event;
  answer: Answer;
}
export type Kind = keyof Records;
type Kept = Records[Kind];

/**
 * Everything the stand-in knows, in memory, and a journal from which it is read again: one line for all that one
 * request changed, so that a process which dies has done a request or has not.
 */
export class Store {
  readonly #records = new Map<string, Map<string, Kept>>();
  readonly #journal: string | undefined;
  #unwritten: Kept[] | undefined;

  /** @param journal a file; without one nothing outlives the process */
  constructor(journal?: string) {
    this.#journal = journal;
    if (!journal) return;
    mkdirSync(dirname(journal), { recursive: true });
    appendFileSync(journal, '');
    const lines = readFileSync(journal, 'utf8').split('\n');
    // What follows the last newline was being written when the process died.
    for (const line of lines.slice(0, -1)) this.#remember(parsedLine(line));
    if (lines.at(-1) !== '') appendFileSync(journal, '\n');
  }

  get<K extends Kind>(kind: K, id: string): Records[K] | undefined {
    return this.#records.get(kind)?.get(id) as Records[K] | undefined;
  }

  /** Oldest first. */
  all<K extends Kind>(kind: K): Records[K][] {
    return [...(this.#records.get(kind)?.values() ?? [])] as Records[K][];
  }

  /** Whatever has this id. */
  find(id: string): Kept | undefined {
    for (const records of this.#records.values()) if (records.has(id)) return records.get(id);
    return undefined;
  }

  put<T extends Kept>(record: T): T {
    this.#remember([record]);
    if (this.#unwritten) this.#unwritten.push(record);
    else this.#write([record]);
    return record;
  }

  /** Writes all that `work` puts at once. It checks before it puts: what throws has put nothing. */
  atomically<T>(work: () => T): T {
    if (this.#unwritten) return work();
    this.#unwritten = [];
    try {
      return work();
    } finally {
      const records = this.#unwritten;
      this.#unwritten = undefined;
      if (records.length > 0) this.#write(records);
    }
  }

  #write(records: Kept[]): void {
    if (this.#journal) appendFileSync(this.#journal, `${JSON.stringify(records)}\n`);
  }

  #remember(records: Kept[]): void {
    for (const record of records) {
      const known = this.#records.get(record.object) ?? new Map<string, Kept>();
      this.#records.set(record.object, known.set(record.id, record));
    }
  }
}

function parsedLine(line: string): Kept[] {
  try {
    return JSON.parse(line) as Kept[];
  } catch {
    return []; // cut off by a crash
  }
}
