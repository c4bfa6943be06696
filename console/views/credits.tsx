import { useEffect, useState } from 'preact/hooks';
import type { Rate, Transaction } from '../api/wire.ts';
import { formatCredits } from '../parts/format.ts';
import { Paged } from '../parts/paged.tsx';
import { Page } from '../parts/page.tsx';
import { ProblemNotice } from '../parts/notice.tsx';
import { useSubmit } from '../parts/submit.ts';
import { useOwner } from '../session.tsx';
import { Buy } from './buy.tsx';
import { Arrival, expectedPurchase } from './arrival.tsx';
import { Transactions } from './transactions.tsx';

export function Credits() {
  const { user, call, path, refresh } = useOwner();
  const [rates, setRates] = useState<Rate[]>();
  const [purchase, setPurchase] = useState(expectedPurchase);
  const { problem, submit } = useSubmit();
  useEffect(
    () =>
      submit(async () => {
        const [found] = await Promise.all([call<Rate[]>('stripe/rate'), refresh()]);
        setRates(found);
      }),
    [call, refresh, submit],
  );
  return (
    <Page title="Credits">
      <p class="balance">
        <span class="figure">{formatCredits(user.credits)}</span> credits
      </p>
      <Arrival purchase={purchase} />
      <ProblemNotice problem={problem} />
      {rates && <Buy rates={rates} onOrder={setPurchase} />}
      <section>
        <h2>Transactions</h2>
        <Paged<Transaction>
          call={call}
          path={`${path}/transactions`}
          name="transactions"
          version={user.credits}
          empty="Nothing yet."
        >
          {(items) => <Transactions items={items} />}
        </Paged>
      </section>
    </Page>
  );
}
