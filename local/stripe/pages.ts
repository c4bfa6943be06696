import { Hono } from 'hono';
import { html } from 'hono/html';
import type Stripe from 'stripe';
import { type Account, expire, fail, pay, payLater, sessionBy, settleLater } from './payments.ts';
import { Refusal } from './refusal.ts';
import type { Webhooks } from './webhooks.ts';

type Content = ReturnType<typeof html>;

const page = (title: string, content: Content) =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>${title}</title>
        <style>
          body {
            font:
              1rem/1.5 system-ui,
              sans-serif;
            max-width: 26rem;
            margin: 3rem auto;
            padding: 0 1rem;
            color: #1a1f36;
          }
          small {
            color: #596171;
          }
          button {
            font: inherit;
            width: 100%;
            padding: 0.6rem;
            margin: 0.25rem 0;
            border: 1px solid #8792a2;
            border-radius: 0.4rem;
            background: #fff;
            cursor: pointer;
          }
          button.main {
            background: #0a4fd6;
            border-color: #0a4fd6;
            color: #fff;
          }
          [role='alert'] {
            color: #b3093c;
          }
          td {
            padding-right: 1rem;
          }
        </style>
      </head>
      <body>
        <small>Local stand-in for Stripe: no money moves here.</small>
        ${content}
      </body>
    </html>`;

const dollars = (cents: number | null) => `$${((cents ?? 0) / 100).toFixed(2)}`;

/** The pages that a browser sees: the checkout, the billing portal, and what stands for the front end. */
export function pages(account: Account & { webhooks: Webhooks }): Hono {
  const { store, webhooks } = account;
  const app = new Hono();

  const checkout = (session: Stripe.Checkout.Session, alert = '') => {
    const lines = store.get('order', session.id)?.lines.data ?? [];
    const button = (action: string, label: string, kind = '') =>
      html`<button class="${kind}" name="action" value="${action}">${label}</button>`;
    const isAwaited = session.status === 'complete' && session.payment_status === 'unpaid';
    return page(
      'Checkout',
      html`<h1>${dollars(session.amount_total)}</h1>
        <ul>
          ${lines.map(({ description, quantity }) => html`<li>${description} × ${quantity}</li>`)}
        </ul>
        ${alert ? html`<p role="alert">${alert}</p>` : ''}
        <form method="post">
          ${
            session.status === 'open'
              ? [
                  button('pay', 'Pay', 'main'),
                  button('pay_later', 'Pay later (a bank transfer)'),
                  button('fail', 'Fail (the card is declined)'),
                  button('cancel', 'Cancel'),
                ]
              : ''
          }
          ${
            isAwaited
              ? [button('settle_later', 'The transfer arrives', 'main'), button('fail', 'The transfer fails')]
              : ''
          }
        </form>
        ${session.status === 'open' || isAwaited ? '' : html`<p>This checkout is ${session.status}: ${session.payment_status}.</p>`}`,
    );
  };

  const back = (address: string | null, { id }: Stripe.Checkout.Session) =>
    (address ?? '/client').replaceAll('{CHECKOUT_SESSION_ID}', id);

  app.get('/c/pay/:id', (c) => c.html(checkout(sessionBy(account, c.req.param('id')))));
  app.post('/c/pay/:id', async (c) => {
    const session = sessionBy(account, c.req.param('id'));
    const action = (await c.req.formData()).get('action');
    const verbs = { pay, pay_later: payLater, settle_later: settleLater, fail, expire };
    if (action === 'cancel') return c.redirect(back(session.cancel_url, session), 303);
    const verb = Object.entries(verbs).find(([name]) => name === action)?.[1];
    if (!verb) throw new Refusal('There is no such button.');
    const after = store.atomically(() => verb(account, session.id));
    webhooks.send();
    // Stripe's page waits for the webhook, too: https://docs.stripe.com/checkout/fulfillment
    if (webhooks.mode !== 'shuffle') await webhooks.triedOnce();
    if (action !== 'fail') return c.redirect(back(after.success_url, after), 303);
    return c.html(
      checkout(after, after.status === 'open' ? 'Your card was declined.' : 'The transfer failed.'),
    );
  });

  app.get('/p/session/:customer', (c) => {
    const mine = store.all('charge').filter(({ customer }) => customer === c.req.param('customer'));
    const address = c.req.query('back') ?? '';
    const isAddress = /^https?:\/\//.test(address);
    return c.html(
      page(
        'Billing portal',
        html`<h1>Your payments</h1>
          <table>
            ${mine.reverse().map(
              ({ created, amount, amount_refunded, status }) =>
                html`<tr>
                  <td>${new Date(created * 1000).toUTCString()}</td>
                  <td>${dollars(amount)}</td>
                  <td>${amount_refunded > 0 ? `${dollars(amount_refunded)} refunded` : status}</td>
                </tr>`,
            )}
          </table>
          ${mine.length === 0 ? html`<p>None yet.</p>` : ''}
          ${isAddress ? html`<p><a href="${address}">Back</a></p>` : ''}`,
      ),
    );
  });

  app.get('/client/*', (c) =>
    c.html(
      page(
        'Your front end',
        html`<h1>Back at your front end</h1>
          <p>
            Here stands what <code>CLIENT_URL</code> names. The path asked for is <code>${c.req.path}</code>.
          </p>`,
      ),
    ),
  );

  app.onError((error, c) => {
    if (!(error instanceof Refusal)) throw error;
    return c.html(page('Checkout', html`<p role="alert">${error.message}</p>`), error.status);
  });
  return app;
}
