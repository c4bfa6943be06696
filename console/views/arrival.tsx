import { useEffect, useState } from 'preact/hooks';
import { formatCredits } from '../parts/format.ts';
import { Notice, Status } from '../parts/notice.tsx';
import { useOwner } from '../session.tsx';
import { forget, store, stored } from '../storage.ts';

export interface Purchase {
  /** the balance that was */
  before: number;
  credits: number;
}

/** Kept while Stripe's page is open in the place of this one. */
export const expectPurchase = (purchase: Purchase): void => store('purchase', purchase);
export const expectedPurchase = (): Purchase | undefined => stored('purchase') as Purchase | undefined;

const EVERY_MS = 2_000;
/** After this, a payment that is still on its way is nothing to wait for. */
const PATIENCE_MS = 60_000;

/** Watches for the credits of a purchase, which come with Stripe's word and not with the browser. */
export function Arrival({ purchase }: { purchase: Purchase | undefined }) {
  const { user, refresh } = useOwner();
  const [isPatient, setPatient] = useState(true);
  const hasCome = purchase !== undefined && user.credits > purchase.before;

  useEffect(() => {
    if (!purchase || hasCome || !isPatient) {
      forget('purchase');
      return undefined;
    }
    const asking = setInterval(() => void refresh().catch(() => undefined), EVERY_MS);
    const waiting = setTimeout(() => setPatient(false), PATIENCE_MS);
    return () => {
      clearInterval(asking);
      clearTimeout(waiting);
    };
  }, [purchase, hasCome, isPatient, refresh]);

  return (
    <Status>
      {purchase && hasCome && (
        <Notice kind="good">Paid: {formatCredits(purchase.credits)} credits are on your balance.</Notice>
      )}
      {purchase && !hasCome && (
        <Notice kind="info">
          {isPatient
            ? `If you paid, ${formatCredits(purchase.credits)} credits are on their way …`
            : 'No payment has arrived yet. If you paid, the credits come as soon as Stripe reports it.'}
        </Notice>
      )}
    </Status>
  );
}
