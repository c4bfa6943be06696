import { Failure } from '../errors.ts';
import type { Happening, History } from '../payments/payments.ts';
import { IngestionCursor } from '../table/entities.ts';
import type { Stored } from '../table/entity.ts';
import { put } from '../table/table.ts';
import type { Ctx } from './ctx.ts';
import { settle } from './purchases.ts';

type Cursor = Stored<typeof IngestionCursor>;

export interface Ingested {
  /** happenings read */
  read: number;
  /** those that were not known before */
  settled: number;
  /** settled, and long enough ago for a webhook to have come: 0 unless webhooks get lost */
  drift: number;
  /** could not be settled, and will be tried again */
  failed: number;
  /** lists whose rest the next run reads */
  unfinished: number;
}

const MINUTE_S = 60;
const HOUR_S = 3_600;

/** The first reading goes back as far as Stripe keeps events. */
const FIRST_S = 30 * 24 * HOUR_S;

/** The lists, in the order they are read, and how much of what was read is read again: what Stripe shows late, and a session is paid for up to a day. */
const OVERLAP_S: Record<History, number> = {
  events: 10 * MINUTE_S,
  sessions: 25 * HOUR_S,
  refunds: 10 * MINUTE_S,
};

/**
 * Reads what happened at Stripe and settles what no webhook told. A page that is done is noted, so a run that ends
 * early, or dies, goes on where it was. Two runs at once, or webhooks meanwhile, do no harm: settling is.
 */
export async function ingestPayments(
  ctx: Ctx<never, 'table' | 'paymentHistory'>,
  hasTime: () => boolean,
): Promise<Ingested> {
  const counts: Ingested = { read: 0, settled: 0, drift: 0, failed: 0, unfinished: 0 };
  // What was left unfinished goes first, so that no list starves behind a long one.
  const isFresh = ({ after }: Cursor) => Number(after === null);
  for (const cursor of (await cursorsOf(ctx)).sort((a, b) => isFresh(a) - isFresh(b) || a.begun - b.begun))
    if (!(await isRead(ctx, cursor, hasTime, counts))) counts.unfinished++;
  return counts;
}

async function cursorsOf(ctx: Ctx<never, 'table'>): Promise<Cursor[]> {
  const histories = Object.keys(OVERLAP_S) as History[];
  const from = Math.floor(ctx.now() / 1000) - FIRST_S;
  const unread = { from, begun: from, after: null, has_failures: false };
  const known = await ctx.table.getAll(
    IngestionCursor,
    histories.map((history) => ({ history })),
  );
  return histories.map(
    (history) => known.find((cursor) => cursor.history === history) ?? { ...unread, history },
  );
}

/** Reads a list from where its cursor stands. @returns false when time ran out before its end */
async function isRead(
  ctx: Ctx<never, 'table' | 'paymentHistory'>,
  stored: Cursor,
  hasTime: () => boolean,
  counts: Ingested,
): Promise<boolean> {
  let cursor = stored.after === null ? { ...stored, begun: Math.floor(ctx.now() / 1000) } : stored;
  const history = cursor.history as History;
  for (;;) {
    if (!hasTime()) return false;
    const { happenings, next } = await ctx.paymentHistory.page(
      history,
      cursor.from,
      cursor.after ?? undefined,
    );
    for (const happening of happenings)
      if (!(await isSettled(ctx, happening, counts))) cursor = { ...cursor, has_failures: true };
    // Nothing at all since the reading before: the next one begins where this one did, and nothing need be noted.
    if (next === undefined && happenings.length === 0 && cursor.after === null && !cursor.has_failures)
      return true;
    cursor = next === undefined ? following(cursor) : { ...cursor, after: next };
    await ctx.table.commit(put(IngestionCursor, cursor));
    if (next === undefined) return true;
  }
}

/** Where the next reading begins. What could not be settled holds it back. */
const following = ({ history, from, begun, has_failures }: Cursor): Cursor => ({
  history,
  from: has_failures ? from : Math.max(from, begun - OVERLAP_S[history as History]),
  begun,
  after: null,
  has_failures: false,
});

/** @returns false when it fails for a reason of its own; while a dependency is down, the whole run fails */
async function isSettled(
  ctx: Ctx<never, 'table'>,
  { fact, event, at }: Happening,
  counts: Ingested,
): Promise<boolean> {
  counts.read++;
  const { payment_id, kind } = fact;
  const ids = { payment_id, kind, ...(event && { event_id: event.id }) };
  try {
    if ((await settle(ctx, fact, event)) !== 'settled') return true;
  } catch (error) {
    if (error instanceof Failure && error.code === 'unavailable') throw error;
    counts.failed++;
    ctx.note('payment_not_settled', { ...ids, error: error instanceof Error ? error.name : typeof error });
    return false;
  }
  counts.settled++;
  if (at <= ctx.now() - ctx.policy.webhookGrace) {
    counts.drift++;
    ctx.note('payment_without_webhook', { ...ids, happened_at: new Date(at).toISOString() });
  }
  return true;
}
