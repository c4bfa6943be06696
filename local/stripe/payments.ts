import Stripe from 'stripe';
import { chargeOf, disputeOf, eventOf, intentOf, refundOf } from './objects.ts';
import { missing, Refusal } from './refusal.ts';
import type { Event, Store } from './store.ts';
import type { Webhooks } from './webhooks.ts';

/** The business whose payments these are. */
export interface Account {
  store: Store;
  /** s since the epoch */
  now: () => number;
  /** where the stand-in's pages are */
  origin: string;
  webhooks: Pick<Webhooks, 'mode' | 'take'>;
}

type Session = Stripe.Checkout.Session;

/** Notes that something happened; it is sent out once all that belongs to it is written. */
export function announce(account: Account, type: Stripe.Event.Type, object: Event['data']['object']): void {
  const { store, now, webhooks } = account;
  const endpoints = webhooks.mode === 'drop' ? 0 : 1;
  webhooks.take(store.put(eventOf(type, object, Stripe.API_VERSION, endpoints, now())));
}

export function sessionBy({ store, now }: Account, id: string): Session {
  const session = store.get('checkout.session', id);
  if (!session) throw missing('checkout.session', id);
  const isOver = session.status === 'open' && session.expires_at <= now();
  return isOver ? { ...session, status: 'expired', url: null } : session;
}

function openSession(account: Account, id: string): Session {
  const session = sessionBy(account, id);
  if (session.status !== 'open')
    throw new Refusal(`This Checkout Session is ${session.status ?? 'closed'}, not open.`);
  return session;
}

function intentBy({ store }: Account, id: string): Stripe.PaymentIntent {
  const intent = store.get('payment_intent', id);
  if (!intent) throw missing('payment_intent', id);
  return intent;
}

/** The charge that brought a payment's money. */
export function chargeBy(account: Account, payment_intent: string): Stripe.Charge {
  const { latest_charge } = intentBy(account, payment_intent);
  const charge = typeof latest_charge === 'string' ? account.store.get('charge', latest_charge) : undefined;
  if (charge?.status !== 'succeeded')
    throw new Refusal('This PaymentIntent does not have a successful charge.', { param: 'payment_intent' });
  return charge;
}

/** A session's payment intent; Stripe makes it when the buyer first tries to pay. */
function intentFor(account: Account, session: Session): Stripe.PaymentIntent {
  if (typeof session.payment_intent === 'string') return intentBy(account, session.payment_intent);
  const metadata = account.store.get('order', session.id)?.payment_metadata ?? {};
  const intent = account.store.put(intentOf(session, metadata, account.now()));
  announce(account, 'payment_intent.created', intent);
  return intent;
}

function charged(
  account: Account,
  session: Session,
  status: Stripe.Charge.Status,
): { charge: Stripe.Charge; intent: Stripe.PaymentIntent } {
  const intent = intentFor(account, session);
  const charge = account.store.put(chargeOf(intent, status, account.now()));
  const states = {
    succeeded: 'succeeded',
    pending: 'processing',
    failed: 'requires_payment_method',
  } satisfies Record<string, Stripe.PaymentIntent.Status>;
  const tried: Stripe.PaymentIntent = {
    ...intent,
    status: states[status as keyof typeof states],
    latest_charge: charge.id,
    amount_received: status === 'succeeded' ? intent.amount : 0,
  };
  return { charge, intent: account.store.put(tried) };
}

/** The buyer pays, and the money is there. */
export function pay(account: Account, id: string): Session {
  const session = openSession(account, id);
  const { charge, intent } = charged(account, session, 'succeeded');
  announce(account, 'charge.succeeded', charge);
  announce(account, 'payment_intent.succeeded', intent);
  return completed(account, session, intent, 'paid');
}

/** The buyer pays by a way that takes days, such as a bank transfer: the session completes unpaid. */
export function payLater(account: Account, id: string): Session {
  const session = openSession(account, id);
  const { charge, intent } = charged(account, session, 'pending');
  announce(account, 'charge.pending', charge);
  announce(account, 'payment_intent.processing', intent);
  return completed(account, session, intent, 'unpaid');
}

function completed(
  account: Account,
  session: Session,
  intent: Stripe.PaymentIntent,
  payment_status: Session['payment_status'],
): Session {
  const done = account.store.put<Session>({
    ...session,
    status: 'complete',
    payment_status,
    payment_intent: intent.id,
    url: null,
  });
  announce(account, 'checkout.session.completed', done);
  return done;
}

function awaitedCharge(account: Account, session: Session): Stripe.Charge {
  const { latest_charge } = intentBy(account, session.payment_intent as string);
  return account.store.get('charge', latest_charge as string) as Stripe.Charge;
}

const isAwaited = ({ status, payment_status, payment_intent }: Session, { store }: Account) =>
  status === 'complete' &&
  payment_status === 'unpaid' &&
  store.get('payment_intent', payment_intent as string)?.status === 'processing';

/** What was paid later has come. */
export function settleLater(account: Account, id: string): Session {
  const session = sessionBy(account, id);
  if (!isAwaited(session, account)) throw new Refusal('This Checkout Session awaits no payment.');
  const { store } = account;
  const awaited = awaitedCharge(account, session);
  const charge = store.put<Stripe.Charge>({
    ...awaited,
    status: 'succeeded',
    captured: true,
    amount_captured: awaited.amount,
  });
  const intent = intentBy(account, session.payment_intent as string);
  announce(account, 'charge.succeeded', charge);
  const succeeded = { status: 'succeeded', amount_received: intent.amount } as const;
  announce(account, 'payment_intent.succeeded', store.put<Stripe.PaymentIntent>({ ...intent, ...succeeded }));
  const paid = store.put<Session>({ ...session, payment_status: 'paid' });
  announce(account, 'checkout.session.async_payment_succeeded', paid);
  return paid;
}

/** A card is declined (the session stays open: the buyer may try another), or what was paid later never comes. */
export function fail(account: Account, id: string): Session {
  const session = sessionBy(account, id);
  const { store } = account;
  if (isAwaited(session, account)) {
    const charge = store.put<Stripe.Charge>({
      ...awaitedCharge(account, session),
      status: 'failed',
      paid: false,
    });
    const intent = intentBy(account, session.payment_intent as string);
    announce(account, 'charge.failed', charge);
    const failed = store.put<Stripe.PaymentIntent>({ ...intent, status: 'requires_payment_method' });
    announce(account, 'payment_intent.payment_failed', failed);
    announce(account, 'checkout.session.async_payment_failed', session);
    return session;
  }
  const { charge, intent } = charged(account, openSession(account, id), 'failed');
  announce(account, 'charge.failed', charge);
  announce(account, 'payment_intent.payment_failed', intent);
  return store.put<Session>({ ...session, payment_intent: intent.id });
}

export function expire(account: Account, id: string): Session {
  const session = openSession(account, id);
  const expired = account.store.put<Session>({ ...session, status: 'expired', url: null });
  announce(account, 'checkout.session.expired', expired);
  return expired;
}

const disputesOf = ({ store }: Account, charge: Stripe.Charge) =>
  store.all('dispute').filter((dispute) => dispute.charge === charge.id);

/** @param amount in cents; all that is left of the charge, unless given */
export function refund(
  account: Account,
  charge: Stripe.Charge,
  amount = charge.amount - charge.amount_refunded,
  given: Parameters<typeof refundOf>[2] = {},
): Stripe.Refund {
  if (disputesOf(account, charge).some(({ status }) => status !== 'won'))
    throw new Refusal(`Charge ${charge.id} has been charged back; cannot issue a refund.`, {
      code: 'charge_disputed',
    });
  const left = charge.amount - charge.amount_refunded;
  if (left === 0)
    throw new Refusal(`Charge ${charge.id} has already been refunded.`, { code: 'charge_already_refunded' });
  if (!Number.isSafeInteger(amount) || amount < 1 || amount > left)
    throw new Refusal(`Refund amount (${amount}) is not from 1 to the unrefunded amount (${left}).`, {
      param: 'amount',
    });
  const { store, now } = account;
  const made = store.put(refundOf(charge, amount, given, now()));
  const amount_refunded = charge.amount_refunded + amount;
  const after = store.put<Stripe.Charge>({
    ...charge,
    amount_refunded,
    refunded: amount_refunded === charge.amount,
  });
  announce(account, 'refund.created', made);
  announce(account, 'charge.refunded', after);
  return made;
}

/** The buyer's bank takes the money back, for the time being. */
export function dispute(account: Account, payment_intent: string, amount?: number): Stripe.Dispute {
  const charge = chargeBy(account, payment_intent);
  const left = charge.amount - charge.amount_refunded;
  const disputed = amount ?? left;
  if (disputesOf(account, charge).some(({ status }) => status !== 'won'))
    throw new Refusal('This payment is disputed already.');
  if (!Number.isSafeInteger(disputed) || disputed < 1 || disputed > left)
    throw new Refusal(`The disputed amount is not from 1 to what is left of the charge (${left}).`, {
      param: 'amount',
    });
  const { store, now } = account;
  const made = store.put(disputeOf(charge, disputed, now()));
  store.put<Stripe.Charge>({ ...charge, disputed: true });
  announce(account, 'charge.dispute.created', made);
  announce(account, 'charge.dispute.funds_withdrawn', made);
  return made;
}

/** The bank decides. */
export function closeDispute(account: Account, id: string, status: 'won' | 'lost'): Stripe.Dispute {
  const open = account.store.get('dispute', id);
  if (!open) throw missing('dispute', id);
  if (open.status !== 'needs_response') throw new Refusal('This dispute is already closed.');
  const closed = account.store.put<Stripe.Dispute>({ ...open, status });
  announce(account, 'charge.dispute.closed', closed);
  if (status === 'won') announce(account, 'charge.dispute.funds_reinstated', closed);
  return closed;
}

/** The open dispute of a payment. */
export function disputeOfPayment(account: Account, payment_intent: string): Stripe.Dispute {
  const found = disputesOf(account, chargeBy(account, payment_intent)).find(
    ({ status }) => status === 'needs_response',
  );
  if (!found) throw new Refusal('This payment has no open dispute.');
  return found;
}
