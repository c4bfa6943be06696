import { listUsers } from '../../lib/domain/directory.ts';
import { listTransactions } from '../../lib/domain/ledger.ts';
import { listTasks } from '../../lib/domain/tasks.ts';
import { startDynamoDb } from '../../local/stack/dynamodb.ts';
import { freeBlock } from '../support/ports.ts';
import { authorized } from './authorizer.ts';
import { backend, type BenchUser, history } from './backend.ts';
import type { Section } from './report.ts';
import { inTurn, ratio, takingTurns, timed, timingOf } from './statistics.ts';

const FEW = 10;
/** Entries on a page. */
const LIMIT = 10;
/** Users that are called, of however many there are. */
const CALLED = 10;
/** Users who register, of however many there are in the end. */
const A_DAY = 100;

interface Case {
  call: string;
  of: 'history' | 'users';
  few: () => Promise<unknown>;
  many: () => Promise<unknown>;
  /** how often it is called, unless as often as the others */
  times?: number;
}

/** @param most how many there are where there are many */
export async function growth({ most, rounds }: { most: number; rounds: number }): Promise<Section> {
  const engine = await startDynamoDb(await freeBlock());
  try {
    return await grown(engine.endpoint, { most, rounds });
  } finally {
    await engine.stop();
  }
}

async function grown(endpoint: string, { most, rounds }: { most: number; rounds: number }): Promise<Section> {
  const [small, large] = await Promise.all([backend({ endpoint }), backend({ endpoint })]);
  const withHistory = async (length: number) => {
    const [user] = await large.users(1, await history(large, length));
    return (user as BenchUser).id;
  };
  const short = await withHistory(FEW);
  const long = await withHistory(most);
  const few = await small.users(FEW, await history(small, FEW));
  const some = await large.users(CALLED, await history(large, FEW));
  // With the two above, there are as many as said.
  await large.users(most - CALLED - 2, { known: 0, aDay: A_DAY });

  const ctxs = { small: await small.ctx(), large: await large.ctx() };
  const page = { limit: LIMIT, offset: 0 };
  const transactionsOf = (at: keyof typeof ctxs, users: BenchUser[]) => {
    const next = inTurn(users);
    return () => expecting(LIMIT, listTransactions(ctxs[at], next().id, page));
  };
  const tokens = (users: BenchUser[]) => users.map(({ token }) => token);
  const last = { limit: LIMIT, offset: most - LIMIT };
  // The last page takes long.
  const seldom = Math.ceil(rounds / 10);
  const ofUsers: Case[] = Object.entries({ first: page, last }).map(([which, itsPage]) => ({
    call: `GET /users, ${which} page`,
    of: 'users',
    few: () => expecting(LIMIT, listUsers(ctxs.small, page)),
    many: () => expecting(LIMIT, listUsers(ctxs.large, itsPage)),
    times: seldom,
  }));
  const ofHistory = (of: string, list: typeof listTransactions | typeof listTasks): Case[] =>
    Object.entries({ first: page, last }).map(([which, itsPage]) => ({
      call: `list ${of}, ${which} page`,
      of: 'history',
      few: () => expecting(LIMIT, list(ctxs.large, short, page)),
      many: () => expecting(LIMIT, list(ctxs.large, long, itsPage)),
    }));
  /** what is called, of what there are few and many, and where it is called in either case */
  const cases: Case[] = [
    ...ofHistory('transactions', listTransactions),
    ...ofHistory('tasks', listTasks),
    {
      call: 'list transactions',
      of: 'users',
      few: transactionsOf('small', few),
      many: transactionsOf('large', some),
    },
    {
      call: 'authorize',
      of: 'users',
      few: authorized(small, tokens(few), 'allowed'),
      many: authorized(large, tokens(some), 'allowed'),
    },
    ...ofUsers,
  ];

  const timesOf = (count: number) => {
    const contestants = cases.flatMap(({ few, many, times = rounds }, at) =>
      times === count ? [[`few ${at}`, few] as const, [`many ${at}`, many] as const] : [],
    );
    return takingTurns(Object.fromEntries(contestants), count, timed);
  };
  const times = { ...(await timesOf(rounds)), ...(await timesOf(seldom)) };
  const rows: Section['rows'] = [];
  for (const [at, { call, of, few, many }] of cases.entries()) {
    const inSmall = of === 'users' ? small : large;
    const [{ units: fewer }, { units: more }] = [await inSmall.askedBy(few), await large.askedBy(many)];
    const [ofFew, ofMany] = [timingOf(times[`few ${at}`] ?? []), timingOf(times[`many ${at}`] ?? [])];
    rows.push([
      `${call}: ${of}`,
      fewer,
      more,
      ratio(more, fewer),
      ofFew.p50,
      ofMany.p50,
      ratio(ofMany.p50, ofFew.p50),
      ofFew.p99,
      ofMany.p99,
      ratio(ofMany.p99, ofFew.p99),
    ]);
  }
  const [n, m] = [FEW, most].map((count) => count.toLocaleString('en')) as [string, string];
  return {
    title: 'Growth',
    about: [
      `What a call consumes (units of capacity) and takes, where there are ${n} and where there are ${m}: a history of so many transactions and tasks of one user, in one table; so many users, in two tables, of which those called have ${n} transactions each. Pages of ${LIMIT}; ${rounds} calls of each, in turns, on the embedded engine in memory. The last page is beside the one page of the short list. The bar is a ratio of 1.1.`,
      `\`GET /users\` is for operators: ${A_DAY} users register a day, and a page finds where it begins by the counts of the days before it, of which the last page reads all; ${seldom} calls of each of its pages.`,
    ],
    columns: [
      'call',
      `units, ${n}`,
      `units, ${m}`,
      '×',
      `p50 ms, ${n}`,
      `p50 ms, ${m}`,
      '×',
      `p99 ms, ${n}`,
      `p99 ms, ${m}`,
      '×',
    ],
    rows,
  };
}

async function expecting(count: number, listing: Promise<unknown[]>): Promise<void> {
  const { length } = await listing;
  if (length !== count) throw new Error(`${length} were listed, not ${count}`);
}
