import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { promisify } from 'node:util';
import { stripeApi } from './api.ts';
import { controlApi } from './control.ts';
import { priceOf, productOf } from './objects.ts';
import { pages } from './pages.ts';
import type { Account } from './payments.ts';
import { Store } from './store.ts';
import { type Deliver, Webhooks } from './webhooks.ts';

/** A price of one dollar, ready to be sold by the hundred. */
export const LOCAL_PRICE = 'price_clara_local';

export interface StandInOptions {
  /** where its pages are */
  origin: string;
  /** of the webhook endpoint */
  secrets: readonly string[];
  deliver: Deliver;
  /** a file that it is read from again; none: in memory only */
  journal?: string;
  /** ms since the epoch */
  now?: () => number;
}

/** A stand-in for Stripe. `app` answers requests, wherever they come from. */
export function stripeStandIn({ origin, secrets, deliver, journal, now = Date.now }: StandInOptions) {
  const seconds = () => Math.floor(now() / 1000);
  const store = new Store(journal);
  const webhooks = new Webhooks({ store, secrets, deliver, now: seconds });
  const account: Account & { webhooks: Webhooks } = { store, webhooks, origin, now: seconds };
  if (!store.get('price', LOCAL_PRICE)) {
    const { id } = store.put(productOf('Clara credits', seconds()));
    store.put(priceOf({ product: id, currency: 'usd', unit_amount: 100 }, seconds(), LOCAL_PRICE));
  }
  const app = new Hono();
  for (const part of [stripeApi(account), controlApi(account), pages(account)]) app.route('/', part);
  return { app, store, webhooks };
}

const DELIVERY_TIMEOUT_MS = 10_000;

const postTo =
  (address: string): Deliver =>
  async (body, signature) => {
    const headers = { 'Content-Type': 'application/json; charset=utf-8', 'Stripe-Signature': signature };
    const signal = AbortSignal.timeout(DELIVERY_TIMEOUT_MS);
    return (await fetch(address, { method: 'POST', headers, body, signal })).ok;
  };

/** Serves the stand-in on 127.0.0.1. Webhooks go to `webhookUrl` from `send` on. */
export async function serveStripe(
  port: number,
  { webhookUrl, ...options }: Omit<StandInOptions, 'origin' | 'deliver'> & { webhookUrl: string },
) {
  const origin = `http://127.0.0.1:${port}`;
  const { app, webhooks } = stripeStandIn({ ...options, origin, deliver: postTo(webhookUrl) });
  const server = await new Promise<ReturnType<typeof serve>>((resolve) => {
    const listening = serve({ fetch: app.fetch, port, hostname: '127.0.0.1' }, () => resolve(listening));
  });
  return {
    url: origin,
    /** Sends what an earlier run left unsent. */
    resume: () => webhooks.send(),
    stop: async () => {
      webhooks.stop();
      if ('closeAllConnections' in server) server.closeAllConnections();
      await promisify(server.close.bind(server))();
    },
  };
}
