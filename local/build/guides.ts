import {
  ASSUMED,
  charge,
  type Deployment,
  type Limit,
  LIMITS,
  type Load,
  loadOf,
  type Meter,
  MIX,
  PRICES,
  UNITS,
  usageOf,
  WORK,
} from './bill.ts';
import { AREAS, type Call, COSTS } from './capacity.ts';

/** The tables in `guides/`, as Markdown. */

/** Requests a month. */
const VOLUMES = [1e3, 1e6, 1e9];
/** Requests a second. */
const RATES = [1e3, 1e4, 1e5];
const METERS = Object.keys(PRICES) as Meter[];

const row = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`;
const NUMBER = /^(\*\*)?(< )?[$\d–]|^$/;
/** Columns of numbers are set to the right. */
const table = (head: readonly string[], rows: readonly (readonly (string | number)[])[]) => {
  const rules = head.map((_, index) =>
    rows.every((cells) => NUMBER.test(String(cells[index]))) ? '---:' : '---',
  );
  return [row(head), row(rules), ...rows.map(row)].join('\n');
};

const rounded = (value: number, digits: number) =>
  value.toLocaleString('en-US', { maximumFractionDigits: digits });
/** Three significant digits of what is small. */
const amount = (value: number) =>
  value === 0 ? '0' : value < 10 ? String(Number(value.toPrecision(3))) : rounded(value, 0);
const dollars = (value: number) =>
  value > 0 && value < 0.005
    ? '< $0.01'
    : `$${value.toLocaleString('en-US', value < 100 ? { minimumFractionDigits: 2, maximumFractionDigits: 2 } : { maximumFractionDigits: 0 })}`;

type Area = (typeof AREAS)[number];
const callsOf = (areas: readonly Area[]) =>
  Object.entries<Call>(COSTS).filter(([, { area }]) => areas.includes(area));

/** What calls of some areas cost, as measured. */
export const capacityTable = (...areas: Area[]) =>
  table(
    ['call', 'requests', 'read units', 'write units', 'bytes', 'to Stripe'],
    callsOf(areas).map(([call, { dynamodb, reads, writes, bytes, stripe }]) => [
      call,
      dynamodb,
      reads,
      writes,
      bytes,
      stripe,
    ]),
  );

/** What every call costs, and why it is not less. */
export const costsByArea = () =>
  AREAS.map((area) => {
    const rows = callsOf([area]).map(([call, { file, dynamodb, reads, writes, bytes, why }]) => [
      call,
      `\`${file}\``,
      dynamodb,
      reads,
      writes,
      bytes,
      why,
    ]);
    return `### ${area}\n\n${table(['call', 'function', 'requests', 'reads', 'writes', 'bytes', 'what for'], rows)}`;
  }).join('\n\n');

export function mixTable({ memoryOf }: Deployment): string {
  const AUTHORIZED = { token: 'runs, 1 write unit', key: 'runs', none: '–' };
  return table(
    [
      'of 1,000 requests',
      'call',
      'function',
      'authorizer',
      'read units',
      'write units',
      'MB',
      'assumed ms',
      'kept KB',
    ],
    [
      ...MIX.map(({ of1000, call, file, authorizer, ms, kept = 0 }) => [
        of1000,
        call,
        `\`${file}\``,
        AUTHORIZED[authorizer],
        COSTS[call].reads,
        COSTS[call].writes,
        memoryOf(file),
        ms,
        kept,
      ]),
      [
        '',
        `${WORK.call}, once for every analysis`,
        `\`${WORK.file}\``,
        '–',
        COSTS[WORK.call].reads,
        COSTS[WORK.call].writes,
        memoryOf(WORK.file),
        rounded(WORK.ms, 0),
        0,
      ],
    ],
  );
}

export const assumedTable = () =>
  table(
    ['assumed', 'value'],
    [
      ['ms of the authorizer', ASSUMED.authorizerMs],
      ['of 1,000 invocations find no warm function', ASSUMED.coldOf1000],
      ['ms that starting one adds', ASSUMED.coldMs],
      ['ms of a job', ASSUMED.jobMs],
      ['KB of an answer', ASSUMED.answerKb],
      ['KB in the access log, a call', ASSUMED.accessLogKb],
      ['KB in a function’s log, an invocation', ASSUMED.logKb],
      ['months that the table has been filling at this rate', ASSUMED.months],
      ['metrics of API Gateway for each method called', ASSUMED.metricsOfAMethod],
    ],
  );

/** A month's bill, line by line. */
export function billTable(deployment: Deployment): string {
  const bills = VOLUMES.map((requests) => {
    const usage = usageOf(requests, deployment);
    return METERS.map((meter) => ({
      units: usage[meter],
      dollars: charge(PRICES[meter].tiers, usage[meter]),
    }));
  });
  const totals = bills.map((bill) => bill.reduce((total, line) => total + line.dollars, 0));
  const priceOf = (meter: Meter) => {
    const [[, first]] = PRICES[meter].tiers;
    const shown = first < 0.001 ? `${Number((first * 1e6).toPrecision(6))} a million` : String(first);
    return `$${shown}${PRICES[meter].tiers.length > 1 ? ', then less' : ''}`;
  };
  return table(
    ['', 'unit', 'price', ...VOLUMES.map((requests) => `${rounded(requests, 0)} requests`)],
    [
      ...METERS.map((meter, index) => [
        PRICES[meter].service,
        PRICES[meter].unit,
        priceOf(meter),
        ...bills.map((bill) => `${amount(bill[index]?.units ?? 0)}: ${dollars(bill[index]?.dollars ?? 0)}`),
      ]),
      ['**a month**', '', '', ...totals.map((total) => `**${dollars(total)}**`)],
      [
        'of it a request',
        '',
        '',
        ...totals.map((total, index) => `$${(total / (VOLUMES[index] ?? 1)).toPrecision(2)}`),
      ],
    ],
  );
}

/** What a rate asks of everything that has a limit. */
export function loadTable(deployment: Deployment): string {
  const loads = RATES.map((rate) => loadOf(rate, deployment));
  const line = (title: string, of: keyof Load) => [title, ...loads.map((load) => amount(load[of]))];
  return table(
    ['asked for', ...RATES.map((rate) => `${rounded(rate, 0)} requests/s`)],
    [
      line('Lambda invocations a second', 'invocations'),
      line('functions at work at once, without workers', 'concurrency'),
      line('environments they take, at 10 requests a second each', 'environments'),
      line('reads of Parameter Store a second, by functions that start', 'secretReads'),
      line('analyses begun a second', 'analyses'),
      line('workers at work at once', 'workers'),
      line('write units a second, whole table', 'writes'),
      line('read units a second, whole table', 'reads'),
      line('write units a second on `OPEN_TASKS`', 'openTasks'),
      line('requests a second to Stripe', 'stripe'),
      line('mails a second', 'mails'),
    ],
  );
}

/** What ends first, as the rate grows. */
export function limitsTable(ours: readonly Limit[], deployment: Deployment): string {
  const BY = {
    ours: 'a setting of ours',
    quota: 'a quota, raised on request',
    fixed: 'fixed: change the keys',
  };
  const reached = [...ours, ...LIMITS].map((limit) => ({
    ...limit,
    rate: limit.value / loadOf(1, deployment)[limit.of],
  }));
  return table(
    ['requests/s', 'limit', 'value', 'is'],
    reached
      .toSorted((a, b) => a.rate - b.rate)
      .map(({ rate, what, value, by }) => [rounded(rate, 0), what, rounded(value, 0), BY[by]]),
  );
}

export const unitsSentence = () =>
  `A request of this mix takes ${amount(UNITS.writes)} write units and ${amount(UNITS.reads)} read units on average, with its authorizer and with what it starts.\n`;
