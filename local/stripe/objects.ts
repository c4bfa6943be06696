import { randomBytes } from 'node:crypto';
import type Stripe from 'stripe';
import type { Event, Price } from './store.ts';

/** As Stripe's ids look; of a customer also with the letters that its CLI asks for. */
export const newId = (prefix: string) => `${prefix}_local${randomBytes(12).toString('hex')}`;

export const customerOf = (
  given: { email?: string | undefined; name?: string | undefined; description?: string | undefined },
  metadata: Stripe.Metadata,
  created: number,
): Stripe.Customer => ({
  id: newId('cus'),
  object: 'customer',
  balance: 0,
  created,
  default_source: null,
  description: given.description ?? null,
  email: given.email ?? null,
  invoice_settings: {
    custom_fields: null,
    default_payment_method: null,
    footer: null,
    rendering_options: null,
  },
  livemode: false,
  metadata,
  name: given.name ?? null,
  shipping: null,
});

export const productOf = (name: string, created: number, id = newId('prod')): Stripe.Product => ({
  id,
  object: 'product',
  active: true,
  created,
  description: null,
  images: [],
  livemode: false,
  marketing_features: [],
  metadata: {},
  name,
  package_dimensions: null,
  shippable: null,
  tax_details: null,
  type: 'service',
  updated: created,
  url: null,
});

export const priceOf = (
  { product, currency, unit_amount }: { product: string; currency: string; unit_amount: number },
  created: number,
  id = newId('price'),
): Price => ({
  id,
  object: 'price',
  active: true,
  billing_scheme: 'per_unit',
  created,
  currency,
  custom_unit_amount: null,
  livemode: false,
  lookup_key: null,
  metadata: {},
  nickname: null,
  product,
  recurring: null,
  tax_behavior: 'unspecified',
  tiers_mode: null,
  transform_quantity: null,
  type: 'one_time',
  unit_amount,
  unit_amount_decimal: String(unit_amount),
});

const SESSION_LIFETIME_S = 24 * 3600;

export interface CheckoutOrder {
  customer?: string | undefined;
  customer_email?: string | undefined;
  client_reference_id?: string | undefined;
  metadata: Stripe.Metadata;
  success_url: string;
  cancel_url?: string | undefined;
  expires_at?: number | undefined;
  amount: number;
  currency: string;
}

/** @param origin of the page on which it is paid */
export function sessionOf(order: CheckoutOrder, origin: string, created: number): Stripe.Checkout.Session {
  const id = newId('cs_test');
  return {
    id,
    object: 'checkout.session',
    adaptive_pricing: { enabled: false },
    after_expiration: null,
    allow_promotion_codes: null,
    allowed_payment_method_types: null,
    amount_subtotal: order.amount,
    amount_total: order.amount,
    automatic_tax: { enabled: false, liability: null, provider: null, status: null },
    billing_address_collection: null,
    cancel_url: order.cancel_url ?? null,
    client_reference_id: order.client_reference_id ?? null,
    client_secret: null,
    collected_information: null,
    consent: null,
    consent_collection: null,
    created,
    currency: order.currency,
    currency_conversion: null,
    custom_fields: [],
    custom_text: {
      after_submit: null,
      shipping_address: null,
      submit: null,
      terms_of_service_acceptance: null,
    },
    customer: order.customer ?? null,
    customer_account: null,
    customer_creation: null,
    customer_details: null,
    customer_email: order.customer_email ?? null,
    discounts: [],
    expires_at: order.expires_at ?? created + SESSION_LIFETIME_S,
    integration_identifier: null,
    invoice: null,
    invoice_creation: null,
    livemode: false,
    locale: null,
    managed_payments: null,
    metadata: order.metadata,
    mode: 'payment',
    origin_context: null,
    payment_intent: null,
    payment_link: null,
    payment_method_collection: 'if_required',
    payment_method_configuration_details: null,
    payment_method_options: {},
    payment_method_types: ['card', 'us_bank_account'],
    payment_status: 'unpaid',
    permissions: null,
    recovered_from: null,
    saved_payment_method_options: null,
    setup_intent: null,
    shipping_address_collection: null,
    shipping_cost: null,
    shipping_options: [],
    status: 'open',
    submit_type: null,
    subscription: null,
    success_url: order.success_url,
    total_details: { amount_discount: 0, amount_shipping: 0, amount_tax: 0 },
    ui_mode: null,
    url: `${origin}/c/pay/${id}`,
    wallet_options: null,
  };
}

export const lineOf = (price: Price, description: string, quantity: number): Stripe.LineItem => ({
  id: newId('li'),
  object: 'item',
  adjustable_quantity: null,
  amount_discount: 0,
  amount_subtotal: (price.unit_amount ?? 0) * quantity,
  amount_tax: 0,
  amount_total: (price.unit_amount ?? 0) * quantity,
  currency: price.currency,
  description,
  metadata: {},
  price: price as unknown as Stripe.Price,
  quantity,
});

export const intentOf = (
  { amount_total, currency, customer }: Stripe.Checkout.Session,
  metadata: Stripe.Metadata,
  created: number,
): Stripe.PaymentIntent => ({
  id: newId('pi'),
  object: 'payment_intent',
  allowed_payment_method_types: null,
  amount: amount_total ?? 0,
  amount_capturable: 0,
  amount_received: 0,
  application: null,
  application_fee_amount: null,
  automatic_payment_methods: null,
  canceled_at: null,
  cancellation_reason: null,
  capture_method: 'automatic_async',
  client_secret: null,
  confirmation_method: 'automatic',
  created,
  currency: currency ?? 'usd',
  customer,
  customer_account: null,
  description: null,
  excluded_payment_method_types: null,
  last_payment_error: null,
  latest_charge: null,
  livemode: false,
  managed_payments: null,
  metadata,
  next_action: null,
  on_behalf_of: null,
  payment_method: null,
  payment_method_configuration_details: null,
  payment_method_options: null,
  payment_method_types: ['card', 'us_bank_account'],
  payment_record: null,
  processing: null,
  receipt_email: null,
  review: null,
  setup_future_usage: null,
  shipping: null,
  source: null,
  statement_descriptor: null,
  statement_descriptor_suffix: null,
  status: 'requires_payment_method',
  transfer_group: null,
});

/** A charge as its payment intent is tried; it takes the intent's metadata along, as Stripe's do. */
export const chargeOf = (
  intent: Stripe.PaymentIntent,
  status: Stripe.Charge.Status,
  created: number,
): Stripe.Charge => ({
  id: newId(status === 'pending' ? 'py' : 'ch'),
  object: 'charge',
  amount: intent.amount,
  amount_captured: status === 'succeeded' ? intent.amount : 0,
  amount_refunded: 0,
  application: null,
  application_fee: null,
  application_fee_amount: null,
  balance_transaction: null,
  billing_details: { address: null, email: null, name: null, phone: null, tax_id: null },
  calculated_statement_descriptor: null,
  captured: status === 'succeeded',
  created,
  currency: intent.currency,
  customer: intent.customer,
  description: null,
  disputed: false,
  failure_balance_transaction: null,
  failure_code: status === 'failed' ? 'card_declined' : null,
  failure_message: status === 'failed' ? 'Your card was declined.' : null,
  fraud_details: null,
  livemode: false,
  metadata: intent.metadata,
  on_behalf_of: null,
  outcome: null,
  paid: status !== 'failed',
  payment_intent: intent.id,
  payment_method: null,
  payment_method_details: null,
  receipt_email: null,
  receipt_number: null,
  receipt_url: null,
  refunded: false,
  review: null,
  shipping: null,
  source: null,
  source_transfer: null,
  statement_descriptor: null,
  statement_descriptor_suffix: null,
  status,
  transfer_data: null,
  transfer_group: null,
});

export const refundOf = (
  charge: Stripe.Charge,
  amount: number,
  given: { reason?: Stripe.Refund.Reason | undefined; metadata?: Stripe.Metadata | undefined },
  created: number,
): Stripe.Refund => ({
  id: newId('re'),
  object: 'refund',
  amount,
  balance_transaction: null,
  charge: charge.id,
  created,
  currency: charge.currency,
  customer: charge.customer,
  customer_account: null,
  metadata: given.metadata ?? {},
  payment_intent: charge.payment_intent,
  payment_method: null,
  reason: given.reason ?? null,
  receipt_number: null,
  source_transfer_reversal: null,
  status: 'succeeded',
  transfer_reversal: null,
});

const EVIDENCE_DAYS_S = 7 * 86_400;

export const disputeOf = (charge: Stripe.Charge, amount: number, created: number): Stripe.Dispute => ({
  id: newId('du'),
  object: 'dispute',
  amount,
  balance_transactions: [],
  charge: charge.id,
  created,
  currency: charge.currency,
  enhanced_eligibility_types: [],
  evidence: {} as Stripe.Dispute.Evidence, // nobody reads what was handed in
  evidence_details: {
    due_by: created + EVIDENCE_DAYS_S,
    enhanced_eligibility: {},
    has_evidence: false,
    past_due: false,
    submission_count: 0,
    submission_method: 'not_submitted',
  },
  intended_submission_method: null,
  is_charge_refundable: false,
  livemode: false,
  metadata: {},
  payment_intent: charge.payment_intent,
  reason: 'fraudulent',
  status: 'needs_response',
});

export const portalOf = (
  customer: string,
  return_url: string | undefined,
  origin: string,
  created: number,
): Stripe.BillingPortal.Session => {
  const id = newId('bps');
  return {
    id,
    object: 'billing_portal.session',
    configuration: 'bpc_local',
    created,
    customer,
    customer_account: null,
    flow: null,
    livemode: false,
    locale: null,
    on_behalf_of: null,
    return_url: return_url ?? null,
    url: `${origin}/p/session/${customer}?back=${encodeURIComponent(return_url ?? '')}`,
  };
};

/** @param webhooks to how many endpoints it is still to be sent */
export const eventOf = (
  type: Stripe.Event.Type,
  object: Event['data']['object'],
  api_version: string,
  webhooks: number,
  created: number,
): Event => ({
  id: newId('evt'),
  object: 'event',
  api_version,
  created,
  data: { object: structuredClone(object) },
  livemode: false,
  pending_webhooks: webhooks,
  request: { id: null, idempotency_key: null },
  type,
});
