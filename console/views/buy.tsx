import { useRef, useState } from 'preact/hooks';
import type { Checkout, Rate } from '../api/wire.ts';
import { Field } from '../parts/field.tsx';
import { Form } from '../parts/form.tsx';
import { formatCredits, formatDollars } from '../parts/format.ts';
import { Notice, Status } from '../parts/notice.tsx';
import { useSubmit } from '../parts/submit.ts';
import { useOwner } from '../session.tsx';
import { returnPath, settings } from '../settings.ts';
import { expectPurchase, type Purchase } from './arrival.tsx';

const SUGGESTED = 5;

const rateFor = (rates: Rate[], amount: number) =>
  rates.find(({ lower_limit, upper_limit }) => lower_limit <= amount && amount <= upper_limit);

interface BuyProps {
  rates: Rate[];
  onOrder: (purchase: Purchase) => void;
}

export function Buy({ rates, onOrder }: BuyProps) {
  const { user, call } = useOwner();
  const least = Math.min(...rates.map(({ lower_limit }) => lower_limit));
  const most = Math.max(...rates.map(({ upper_limit }) => upper_limit));
  const [amount, setAmount] = useState(String(Math.max(SUGGESTED, least)));
  const [elsewhere, setElsewhere] = useState<string>();
  /** of one order, however often it is sent */
  const order = useRef<{ amount: number; key: string }>(undefined);
  const state = useSubmit();
  const rate = rateFor(rates, Number(amount));

  const buy = async () => {
    const dollars = Number(amount);
    if (order.current?.amount !== dollars) order.current = { amount: dollars, key: crypto.randomUUID() };
    const return_path = returnPath(await settings());
    const checkout = await call<Checkout>('stripe/buy', {
      method: 'POST',
      json: { amount: dollars, return_path: return_path ?? '' },
      idempotencyKey: order.current.key,
    });
    order.current = undefined;
    const purchase = { before: user.credits, credits: checkout.value_in_credits };
    expectPurchase(purchase);
    if (return_path !== undefined) {
      location.assign(checkout.url);
      return;
    }
    setElsewhere(checkout.url);
    onOrder(purchase);
  };

  return (
    <section class="card">
      <h2>Buy credits</h2>
      <ul class="rates">
        {rates.map(({ lower_limit, upper_limit, rate: each }) => (
          <li key={lower_limit}>
            {formatDollars(1)} = {formatCredits(each)} credits, from {formatDollars(lower_limit)} to{' '}
            {formatDollars(upper_limit)}
          </li>
        ))}
      </ul>
      <Form state={state} onSubmit={buy} action="Go on to pay" busy="Opening the payment page …">
        <Field
          label="Amount in US dollars"
          hint={`Whole dollars, ${formatCredits(least)} to ${formatCredits(most)}. Stripe takes the payment.`}
          type="number"
          inputmode="numeric"
          required
          min={least}
          max={most}
          step={1}
          value={amount}
          onValue={setAmount}
        />
        <p class="sum">
          {rate
            ? `You get ${formatCredits(Number(amount) * rate.rate)} credits.`
            : 'No rate for this amount.'}
        </p>
      </Form>
      <Status>
        {elsewhere && (
          <Notice kind="info">
            <a href={elsewhere} target="_blank" rel="noopener noreferrer">
              Open Stripe’s page
            </a>{' '}
            and come back to this one: the credits arrive here.
          </Notice>
        )}
      </Status>
    </section>
  );
}
