/** What a payment provider can tell us of a payment; fiat in cents, credits in hundredths. */
export type PaymentFact = { payment_id: string } & (
  | { kind: 'paid'; user_id: string; credits: number; fiat: number }
  /** `fiat`: all that was given back so far */
  | { kind: 'refunded'; fiat: number }
  | { kind: 'disputed'; dispute_id: string; fiat: number; state: DisputeState }
);

/** `open`: the provider holds the money back, until it is `won` or `lost`. */
export type DisputeState = 'open' | 'won' | 'lost';

export interface PaymentEvent {
  id: string;
  type: string;
  /** undefined: nothing that changes anybody's credits */
  fact: PaymentFact | undefined;
}

export interface SignedEvents {
  /**
   * Reads a webhook's body as it came.
   * @param now ms
   * @returns undefined unless the provider signed it, at most five minutes ago
   */
  read: (body: Buffer, signature: string, now: number) => Promise<PaymentEvent | undefined>;
}

/** What is to be paid for; the provider tells us all of it again when it is paid. */
export interface Order {
  user_id: string;
  customer_id: string;
  /** of a price of one dollar */
  price_id: string;
  dollars: number;
  /** hundredths */
  credits: number;
  /** where the browser goes when it has paid, or has not */
  return_url: string;
}

/** Fails with `unavailable` while the provider cannot be reached. */
export interface Billing {
  /**
   * Gives the same customer for the same user, also when called twice at once.
   * @param replaced a customer of the user's that is gone
   */
  createCustomer: (user_id: string, email: string, replaced: string | undefined) => Promise<string>;
  /**
   * Opens a page on which an order is paid.
   * @param idempotencyKey the same key opens one page, however often it is sent
   * @returns the page's address; undefined: the customer is gone
   */
  openCheckout: (order: Order, idempotencyKey: string) => Promise<string | undefined>;
  /** @returns the address of a page on which a customer sees its payments; undefined: the customer is gone */
  openPortal: (customer_id: string, return_url: string) => Promise<string | undefined>;
}

/** One of the lists in which the provider keeps what happened. */
export type History = 'events' | 'sessions' | 'refunds';

/** Something in a list that is about credits. */
export interface Happening {
  /** of the event, where it was read from one */
  event?: Pick<PaymentEvent, 'id' | 'type'>;
  fact: PaymentFact;
  /** ms */
  at: number;
}

export interface HistoryPage {
  happenings: Happening[];
  /** the last thing on this page; undefined: there is nothing older in the span */
  next: string | undefined;
}

export interface PaymentHistory {
  /**
   * What was created since `from` (s since the epoch), newest first, a page at a time.
   * @param after the last thing of the page before
   */
  page: (history: History, from: number, after: string | undefined) => Promise<HistoryPage>;
}

/** What can be bought: limits in dollars, inclusive; rate in credits per dollar. */
export interface Rate {
  lower_limit: number;
  upper_limit: number;
  rate: number;
  stripe_price_id: string;
}

/** What is for sale, and the front end that a browser comes back to. */
export interface Shop {
  rates: readonly Rate[];
  clientUrl: string;
}
