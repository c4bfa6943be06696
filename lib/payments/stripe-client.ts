import Stripe from 'stripe';
import { unavailable } from '../errors.ts';

export interface StripeConnection {
  secretKey: string;
  /** where Stripe is; its own address unless a stand-in is meant */
  apiBase?: string;
  httpClient?: NonNullable<Stripe.StripeConfig['httpClient']>;
}

/** With its one retry after half a second, a Stripe that hangs is given up well within the 5 s that a caller waits. */
const TIMEOUT_MS = 1_800;

export function stripeClient({ secretKey, apiBase, httpClient }: StripeConnection): Stripe {
  const base = apiBase === undefined ? undefined : new URL(apiBase);
  return new Stripe(secretKey, {
    timeout: TIMEOUT_MS,
    maxNetworkRetries: 1,
    telemetry: false,
    ...(httpClient && { httpClient }),
    ...(base && {
      host: base.hostname,
      port: base.port,
      protocol: base.protocol === 'http:' ? 'http' : 'https',
    }),
  });
}

/** Stripe took a request of ours for wrong. */
export class RefusedByStripe extends TypeError {
  /** the parameter it is about */
  readonly param: string | undefined;

  constructor({ code, param }: { code?: string | undefined; param?: string | undefined }) {
    super(`Stripe refused ${param ?? 'a request'}: ${code ?? 'no code'}`);
    this.param = param;
  }
}

/** Refused for now only: https://docs.stripe.com/error-codes */
const PASSING = new Set<string | undefined>(['idempotency_key_in_use', 'lock_timeout', 'rate_limit']);

/**
 * Runs a request to Stripe. That it cannot be reached, is overloaded or takes our key for none means "unavailable";
 * what it refuses is a fault of ours.
 */
export async function asked<T>(request: Promise<T>): Promise<T> {
  try {
    return await request;
  } catch (error) {
    if (error instanceof Stripe.errors.StripeInvalidRequestError && !PASSING.has(error.code))
      throw new RefusedByStripe(error);
    throw unavailable('Stripe', error);
  }
}

/** @param param the parameter it is about */
export const isRefused = (error: unknown, param: string): boolean =>
  error instanceof RefusedByStripe && error.param === param;
