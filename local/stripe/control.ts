import { Hono } from 'hono';
import * as z from 'zod/mini';
import {
  type Account,
  chargeBy,
  closeDispute,
  dispute,
  disputeOfPayment,
  expire,
  fail,
  pay,
  payLater,
  refund,
  settleLater,
} from './payments.ts';
import { missing, Refusal } from './refusal.ts';
import { checked } from './requests.ts';
import { MODES, type Webhooks } from './webhooks.ts';

const Amount = z.strictObject({ amount: z.optional(z.int().check(z.gte(1))) });
const Setting = z.strictObject({ mode: z.enum(MODES) });

/** What a buyer, a bank or a bad connection does, for tests; no part of Stripe's API. Bodies are JSON. */
export function controlApi(account: Account & { webhooks: Webhooks }): Hono {
  const { store, webhooks } = account;
  const control = new Hono();

  const post = (path: string, work: (id: string, body: unknown) => object) =>
    control.post(`/_control${path}`, async (c) => {
      const given = await c.req.text();
      try {
        const body = given ? jsonOf(given) : {};
        const answer = store.atomically(() => work(c.req.param('id') ?? '', body));
        webhooks.send();
        // While webhooks are shuffled, they are on their way for longer than the call that caused them.
        if (webhooks.mode !== 'shuffle') await webhooks.triedOnce();
        return c.json(answer);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        return c.json(error.body(), error.status);
      }
    });

  for (const [action, verb] of Object.entries({
    pay,
    pay_later: payLater,
    settle_later: settleLater,
    fail,
    expire,
  }))
    post(`/sessions/:id/${action}`, (id) => verb(account, id));
  post('/payments/:id/refund', (id, body) =>
    refund(account, chargeBy(account, id), checked(Amount, body).amount),
  );
  post('/payments/:id/dispute', (id, body) => dispute(account, id, checked(Amount, body).amount));
  for (const outcome of ['won', 'lost'] as const)
    post(`/payments/:id/dispute/${outcome}`, (id) =>
      closeDispute(account, disputeOfPayment(account, id).id, outcome),
    );
  post('/webhooks', (_, body) => {
    webhooks.mode = checked(Setting, body).mode;
    return { mode: webhooks.mode };
  });
  control.post('/_control/events/:id/resend', async (c) => {
    const event = store.get('event', c.req.param('id'));
    if (!event) return c.json(missing('event', c.req.param('id')).body(), 404);
    return c.json({ ...event, delivered: await webhooks.resend(event) });
  });
  control.all('/_control/*', (c) => c.json(new Refusal('There is no such control.').body(), 404));
  return control;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new Refusal('The body is not JSON.');
  }
}
