import * as z from 'zod/mini';
import { isIntact } from '../plain-text.ts';
import { StripeCustomer } from '../table/entities.ts';
import { equals, missing } from '../table/expressions.ts';
import { put } from '../table/table.ts';
import { accountById } from './accounts.ts';
import type { Ctx } from './ctx.ts';
import { once } from './idempotency.ts';
import { decimal } from './values.ts';

/** Limits in dollars, inclusive; rate in credits per dollar. */
export const Rate = z
  .object({
    lower_limit: z.int(),
    rate: z.int(),
    stripe_price_id: z.string(),
    upper_limit: z.int(),
  })
  .register(z.globalRegistry, {
    id: 'Rate',
    description: 'Limits in USD, inclusive; rate in credits per dollar.',
  });

/** What a buyer asks for: whole dollars, and the path of the front end to come back to. */
export const CreditOrder = z.strictObject({
  amount: z.int().register(z.globalRegistry, { description: 'Whole USD.', examples: [5] }),
  return_path: z
    .string()
    .check(z.maxLength(1_000))
    .register(z.globalRegistry, {
      description: 'Where the front end goes on; may be empty, and never leaves it.',
      examples: ['/thanks'],
    }),
});
type CreditOrder = z.infer<typeof CreditOrder>;

export const Checkout = z
  .object({
    return_path: z.string(),
    url: z.string(),
    value_in_credits: z.number(),
    value_in_fiat: z.number(),
  })
  .register(z.globalRegistry, { id: 'Checkout', description: 'The buyer pays at `url`.' });
type Checkout = z.infer<typeof Checkout>;

export const Portal = z.object({ url: z.string() }).register(z.globalRegistry, { id: 'Portal' });

/**
 * Opens a checkout at Stripe for an order. Nothing is booked before it is paid.
 * @param key the caller's idempotency key
 */
export async function buyCredits(
  ctx: Ctx<
    'invalid_request' | 'rate_not_found' | 'user_not_found' | 'idempotency_mismatch' | 'idempotency_running',
    'table' | 'shop' | 'billing'
  >,
  user_id: string,
  order: CreditOrder,
  key: string | undefined,
): Promise<Checkout> {
  const { amount, return_path } = order;
  const return_url = returnUrl(ctx.shop.clientUrl, return_path);
  if (return_url === undefined) throw ctx.fail('invalid_request', 'the return path leaves the front end');
  const rate = ctx.shop.rates.find(
    ({ lower_limit, upper_limit }) => lower_limit <= amount && amount <= upper_limit,
  );
  if (!rate) throw ctx.fail('rate_not_found', 'no rate for this amount');
  const credits = amount * rate.rate * 100;
  return once(ctx, { user_id, operation: 'stripe.buy', key, request: order }, async (claim) => {
    const url = await asCustomer(ctx, user_id, (customer_id) =>
      ctx.billing.openCheckout(
        { user_id, customer_id, price_id: rate.stripe_price_id, dollars: amount, credits, return_url },
        `${claim.id}-${customer_id}`,
      ),
    );
    return { return_path, url, value_in_credits: decimal(credits), value_in_fiat: amount };
  });
}

/** Opens the page at Stripe on which a user sees what it paid. */
export const openPortal = async (
  ctx: Ctx<'user_not_found', 'table' | 'shop' | 'billing'>,
  user_id: string,
): Promise<z.infer<typeof Portal>> => ({
  url: await asCustomer(ctx, user_id, (customer_id) =>
    ctx.billing.openPortal(customer_id, ctx.shop.clientUrl),
  ),
});

/** Does something as the customer that a user is at Stripe; makes one for a user who is none, or is none any more. */
async function asCustomer(
  ctx: Ctx<'user_not_found', 'table' | 'billing'>,
  user_id: string,
  work: (customer_id: string) => Promise<string | undefined>,
): Promise<string> {
  const known = (await ctx.table.get(StripeCustomer, { user_id }))?.customer_id;
  const done = known === undefined ? undefined : await work(known);
  if (done !== undefined) return done;
  const url = await work(await newCustomer(ctx, user_id, known));
  if (url === undefined) throw new TypeError('Stripe does not know the customer that it just made');
  return url;
}

/** Stripe gives the same customer to all who ask at once; the first of them writes it down. */
async function newCustomer(
  ctx: Ctx<'user_not_found', 'table' | 'billing'>,
  user_id: string,
  replaced: string | undefined,
): Promise<string> {
  const { email } = await accountById(ctx, user_id);
  const customer_id = await ctx.billing.createCustomer(user_id, email, replaced);
  const isAsKnown = replaced === undefined ? missing('pk') : equals('customer_id', replaced);
  const customer = { user_id, customer_id, created_at: ctx.now() };
  const refused = await ctx.table.commit(put(StripeCustomer, customer, isAsKnown));
  if (!refused) return customer_id;
  return (await ctx.table.get(StripeCustomer, { user_id }))?.customer_id ?? customer_id;
}

/**
 * The front end's address with a path behind it. What looks like an address of its own (a scheme, `//host`), or like
 * one to some browser (a backslash, a control character), is no path; nor is what climbs out of the front end's folder.
 * @returns undefined for a path that would lead anywhere else
 */
export function returnUrl(clientUrl: string, path: string): string | undefined {
  if (path === '') return clientUrl;
  if (!isIntact(path) || /[\\\s\p{Cc}\p{Cf}]|^\/\/|^[a-z][a-z0-9+.-]*:/iu.test(path)) return undefined;
  const client = new URL(clientUrl);
  const folder = `${client.pathname.replace(/\/+$/, '')}/`;
  const url = URL.parse(`${client.origin}${folder}${path.replace(/^\//, '')}`);
  return url?.origin === client.origin && url.pathname.startsWith(folder) ? url.href : undefined;
}
