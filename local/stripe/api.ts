import { Hono } from 'hono';
import type Stripe from 'stripe';
import * as z from 'zod/mini';
import { customerOf, lineOf, portalOf, priceOf, productOf, sessionOf } from './objects.ts';
import { type Account, announce, chargeBy, closeDispute, expire, refund, sessionBy } from './payments.ts';
import { missing, Refusal } from './refusal.ts';
import { answered, checked, Expand, expanded, Metadata, pageOf, Paging, text, whole } from './requests.ts';
import type { Kind, Price, Records } from './store.ts';
import type { Webhooks } from './webhooks.ts';

/** Stripe takes ASCII addresses only. */
const CustomerEmail = text(512);
const isEmail = (email: string) => /^[\x21-\x7e]+@[\w-]+(\.[\w-]+)+$/.test(email);

const NewCustomer = z.strictObject({
  ...Expand,
  email: z.optional(CustomerEmail),
  name: z.optional(text(256)),
  description: z.optional(text(350)),
  metadata: z.optional(Metadata),
});
const NewProduct = z.strictObject({ ...Expand, name: text(5_000), id: z.optional(text(255)) });
const PriceData = { currency: text(3), unit_amount: whole(0, 99_999_999) };
const NewPrice = z.strictObject({
  ...Expand,
  ...PriceData,
  product: z.optional(text(255)),
  product_data: z.optional(z.strictObject({ name: text(5_000) })),
});
const Line = z.strictObject({
  price: z.optional(text(255)),
  price_data: z.optional(
    z.strictObject({
      ...PriceData,
      product: z.optional(text(255)),
      product_data: z.optional(z.strictObject({ name: text(5_000), description: z.optional(text(5_000)) })),
    }),
  ),
  quantity: z._default(whole(1, 999_999), '1' as unknown as number),
});
const Address = text(5_000);
const NewSession = z.strictObject({
  ...Expand,
  mode: z.literal('payment'),
  line_items: z.array(Line).check(z.minLength(1), z.maxLength(100)),
  success_url: Address,
  cancel_url: z.optional(Address),
  customer: z.optional(text(255)),
  customer_email: z.optional(CustomerEmail),
  client_reference_id: z.optional(text(200)),
  metadata: z.optional(Metadata),
  payment_intent_data: z.optional(
    z.strictObject({ metadata: z.optional(Metadata), description: z.optional(text(1_000)) }),
  ),
  adaptive_pricing: z.optional(z.strictObject({ enabled: z.enum(['true', 'false']) })),
  expires_at: z.optional(whole(0)),
});
const NewPortal = z.strictObject({ ...Expand, customer: text(255), return_url: z.optional(Address) });
const NewRefund = z.strictObject({
  ...Expand,
  payment_intent: z.optional(text(255)),
  charge: z.optional(text(255)),
  amount: z.optional(whole(1)),
  reason: z.optional(z.enum(['duplicate', 'fraudulent', 'requested_by_customer'])),
  metadata: z.optional(Metadata),
});

/** The part of Stripe's API that this product, its operators and their CLI speak: https://docs.stripe.com/api */
export function stripeApi(account: Account & { webhooks: Webhooks }): Hono {
  const { store, now, origin, webhooks } = account;
  const api = new Hono();

  const get = (path: string, work: (given: Record<string, unknown>, id: string) => unknown) =>
    api.get(path, (c) => answered(c, store, now(), (given) => work(given, c.req.param('id') ?? '')));
  const post = (path: string, work: (given: Record<string, unknown>, id: string) => unknown) =>
    api.post(path, async (c) => {
      const answer = await answered(c, store, now(), (given) => work(given, c.req.param('id') ?? ''));
      webhooks.send();
      return answer;
    });

  /** The list of a kind, and one of it by its id. */
  function readable<K extends Exclude<Kind, 'answer' | 'order'>, F extends z.core.$ZodLooseShape>(
    kind: K,
    path: string,
    filters: F,
    keep: (it: Records[K], given: z.output<z.ZodMiniObject<F>>) => boolean = () => true,
    shown: (it: Records[K], expand?: readonly string[]) => object = (it) => it,
  ): void {
    const Query = z.strictObject({ ...Paging, ...filters });
    get(path, (given) => {
      const query = checked(Query, given) as z.output<z.ZodMiniObject<typeof Paging>> &
        z.output<z.ZodMiniObject<F>>;
      const page = pageOf(path, store.all(kind), query, (it) => keep(it, query));
      return expanded(store, { ...page, data: page.data.map((it) => shown(it, query.expand)) }, query.expand);
    });
    get(`${path}/:id`, (given, id) => {
      const found = store.get(kind, id);
      if (!found) throw missing(kind, id);
      const { expand } = checked(z.strictObject(Expand), given);
      return expanded(store, shown(found, expand), expand);
    });
  }

  function known<K extends Kind>(kind: K, id: string, param: string): Records[K] {
    const found = store.get(kind, id);
    if (!found || 'deleted' in found) throw missing(kind, id, param, 400);
    return found;
  }

  function refuseNoEmail(email: string | undefined, param: string): void {
    if (email !== undefined && !isEmail(email))
      throw new Refusal(`Invalid email address: ${email}`, { code: 'email_invalid', param });
  }

  readable('customer', '/v1/customers', { email: z.optional(z.string()) }, (it, { email }) =>
    email === undefined ? !('deleted' in it) : it.email === email,
  );
  post('/v1/customers', (given) => {
    const { metadata = {}, ...order } = checked(NewCustomer, given);
    refuseNoEmail(order.email, 'email');
    const customer = store.put(customerOf(order, metadata, now()));
    announce(account, 'customer.created', customer);
    return customer;
  });
  api.delete('/v1/customers/:id', (c) =>
    answered(c, store, now(), () => {
      const { id, object } = known('customer', c.req.param('id'), 'id');
      const gone = { id, object, deleted: true };
      store.put(gone as unknown as Stripe.Customer);
      return gone;
    }),
  );

  readable('product', '/v1/products', {});
  post('/v1/products', (given) => {
    const { name, id } = checked(NewProduct, given);
    if (id !== undefined && store.get('product', id))
      throw new Refusal(`Product already exists: '${id}'`, { code: 'resource_already_exists', param: 'id' });
    return store.put(productOf(name, now(), id));
  });

  readable('price', '/v1/prices', { product: z.optional(z.string()) }, (it, { product }) =>
    product === undefined ? true : it.product === product,
  );
  const newPrice = (given: Omit<z.output<typeof NewPrice>, 'expand'>): Price => {
    if ((given.product === undefined) === (given.product_data === undefined))
      throw new Refusal('A price has either product or product_data.', { param: 'product' });
    const product = given.product_data
      ? store.put(productOf(given.product_data.name, now()))
      : known('product', given.product ?? '', 'product');
    return store.put(priceOf({ ...given, product: product.id }, now()));
  };
  post('/v1/prices', (given) => newPrice(checked(NewPrice, given)));

  get('/v1/checkout/sessions/:id/line_items', (given, id) => {
    const { expand } = checked(z.strictObject(Paging), given);
    return expanded(store, store.get('order', sessionBy(account, id).id)?.lines, expand);
  });
  const shownSession = ({ id }: Stripe.Checkout.Session, expand: readonly string[] = []) => ({
    ...sessionBy(account, id),
    ...(expand.some((path) => /^(data\.)?line_items\b/.test(path)) && {
      line_items: store.get('order', id)?.lines,
    }),
  });
  readable(
    'checkout.session',
    '/v1/checkout/sessions',
    {
      status: z.optional(z.enum(['open', 'complete', 'expired'])),
      payment_intent: z.optional(z.string()),
      customer: z.optional(z.string()),
    },
    (it, { status, payment_intent, customer }) =>
      (status === undefined || sessionBy(account, it.id).status === status) &&
      (payment_intent === undefined || it.payment_intent === payment_intent) &&
      (customer === undefined || it.customer === customer),
    shownSession,
  );
  post('/v1/checkout/sessions', (given) => {
    const order = checked(NewSession, given);
    refuseNoEmail(order.customer_email, 'customer_email');
    if (order.customer !== undefined) known('customer', order.customer, 'customer');
    for (const param of ['success_url', 'cancel_url'] as const)
      if (order[param] !== undefined && !URL.canParse(order[param]))
        throw new Refusal('Not a valid URL', { code: 'url_invalid', param });
    const lines = order.line_items.map(({ price, price_data, quantity }, at) => {
      if ((price === undefined) === (price_data === undefined))
        throw new Refusal('A line item has either price or price_data.', { param: `line_items[${at}]` });
      const priced = price_data
        ? newPrice(price_data)
        : known('price', price ?? '', `line_items[${at}][price]`);
      const product = store.get('product', priced.product as string);
      return lineOf(priced, product?.name ?? '', quantity);
    });
    const amount = lines.reduce((sum, { amount_total }) => sum + amount_total, 0);
    // https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts
    if (amount < 50 || amount > 99_999_999)
      throw new Refusal('The total amount due is not from $0.50 to $999,999.99.', { code: 'amount_invalid' });
    const { metadata = {}, payment_intent_data, expand } = order;
    const currency = lines[0]?.currency ?? 'usd';
    const session = store.put(sessionOf({ ...order, metadata, amount, currency }, origin, now()));
    store.put({
      object: 'order',
      id: session.id,
      lines: {
        object: 'list',
        data: lines,
        has_more: false,
        url: `/v1/checkout/sessions/${session.id}/line_items`,
      },
      payment_metadata: payment_intent_data?.metadata ?? {},
    });
    return expanded(store, shownSession(session, expand), expand);
  });
  post('/v1/checkout/sessions/:id/expire', (_, id) => expire(account, id));

  post('/v1/billing_portal/sessions', (given) => {
    const { customer, return_url } = checked(NewPortal, given);
    return portalOf(known('customer', customer, 'customer').id, return_url, origin, now());
  });

  const OfCustomer = { customer: z.optional(z.string()) };
  const OfPayment = { payment_intent: z.optional(z.string()), charge: z.optional(z.string()) };
  const ofPayment = (
    it: { payment_intent: unknown; charge: unknown },
    { payment_intent, charge }: z.output<z.ZodMiniObject<typeof OfPayment>>,
  ) =>
    (payment_intent === undefined || it.payment_intent === payment_intent) &&
    (charge === undefined || it.charge === charge);
  readable('payment_intent', '/v1/payment_intents', OfCustomer, (it, { customer }) =>
    customer === undefined ? true : it.customer === customer,
  );
  readable(
    'charge',
    '/v1/charges',
    { ...OfCustomer, payment_intent: z.optional(z.string()) },
    (it, { customer, payment_intent }) =>
      (customer === undefined || it.customer === customer) &&
      (payment_intent === undefined || it.payment_intent === payment_intent),
  );
  readable('refund', '/v1/refunds', OfPayment, ofPayment);
  post('/v1/refunds', (given) => {
    const { payment_intent, charge, amount, expand, ...more } = checked(NewRefund, given);
    if ((payment_intent === undefined) === (charge === undefined))
      throw new Refusal('One of payment_intent and charge is needed.', { param: 'payment_intent' });
    const of =
      charge === undefined ? chargeBy(account, payment_intent ?? '') : known('charge', charge, 'charge');
    return expanded(store, refund(account, of, amount, more), expand);
  });

  readable('dispute', '/v1/disputes', OfPayment, ofPayment);
  post('/v1/disputes/:id/close', (_, id) => closeDispute(account, id, 'lost'));

  readable(
    'event',
    '/v1/events',
    { type: z.optional(z.string()), types: z.optional(z.array(z.string())) },
    (it, { type, types }) =>
      (type === undefined || it.type === type) && (types === undefined || types.includes(it.type)),
  );
  post('/v1/events/:id/retry', (given, id) => {
    checked(z.looseObject({}), given);
    const event = store.get('event', id);
    if (!event) throw missing('event', id);
    void webhooks.resend(event);
    return event;
  });

  api.all('/v1/*', (c) =>
    answered(c, store, now(), () => {
      throw new Refusal(`Unrecognized request URL (${c.req.method}: ${c.req.path}).`, {}, 404);
    }),
  );
  return api;
}
