import type { DeployedFunction } from './functions.ts';

/** Seconds in a schedule such as `rate(5 minutes)`. */
export function secondsOf(schedule: string): number {
  const [, count = '', unit = ''] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(schedule) ?? [];
  const seconds = { minute: 60, hour: 3_600, day: 86_400 }[unit];
  if (!seconds) throw new Error(`no rate: ${schedule}`);
  return Number(count) * seconds;
}

interface Alarm {
  name: string;
  description: string;
  namespace: string;
  metric: string;
  dimensions: Record<string, string>;
  statistic: 'Sum' | 'Maximum';
  /** s */
  period: number;
  /** raised after so many of them */
  periods?: number;
  /** raised above it, or below it */
  threshold: { above: number } | { below: number };
  /** of a figure that should come and does not */
  missing: 'notBreaching' | 'breaching';
}

const yamlOf = (alarm: Alarm): string =>
  [
    `    ${alarm.name}Alarm:`,
    '      Type: AWS::CloudWatch::Alarm',
    '      Properties:',
    `        AlarmDescription: ${JSON.stringify(alarm.description)}`,
    `        Namespace: ${alarm.namespace}`,
    `        MetricName: ${alarm.metric}`,
    '        Dimensions:',
    ...Object.entries(alarm.dimensions).map(
      ([name, value]) => `          - { Name: ${name}, Value: ${value} }`,
    ),
    `        Statistic: ${alarm.statistic}`,
    `        Period: ${alarm.period}`,
    `        EvaluationPeriods: ${alarm.periods ?? 1}`,
    ...('above' in alarm.threshold
      ? ['        ComparisonOperator: GreaterThanThreshold', `        Threshold: ${alarm.threshold.above}`]
      : ['        ComparisonOperator: LessThanThreshold', `        Threshold: ${alarm.threshold.below}`]),
    `        TreatMissingData: ${alarm.missing}`,
    '        AlarmActions: [!Ref Alarms]',
    '        OKActions: [!Ref Alarms]',
  ].join('\n');

/** CloudWatch takes periods of a day at most. */
const DAY_S = 86_400;
const FIVE_MINUTES_S = 300;

/** The alarms of what nobody calls and so nobody misses: that it fails, that it does not run, and its own figures. */
export function alarmsOf({ name, job, consumer }: DeployedFunction): string[] {
  if (!job && !consumer) return [];
  const title = name.charAt(0).toUpperCase() + name.slice(1);
  const deployed = `'\${self:service}-\${sls:stage}-${name}'`;
  const period = job ? Math.min(Math.max(FIVE_MINUTES_S, secondsOf(job.schedule)), DAY_S) : FIVE_MINUTES_S;
  const ofLambda = {
    namespace: 'AWS/Lambda',
    dimensions: { FunctionName: deployed },
    statistic: 'Sum' as const,
    period,
  };
  return [
    {
      ...ofLambda,
      name: `${title}Errors`,
      description: `${name} fails: see its log.`,
      metric: 'Errors',
      threshold: { above: 0 },
      missing: 'notBreaching' as const,
    },
    ...(job
      ? [
          {
            ...ofLambda,
            name: `${title}Stopped`,
            description: `${name} does not run: see its rule in EventBridge.`,
            metric: 'Invocations',
            periods: Math.ceil(secondsOf(job.schedule) / period),
            threshold: { below: 1 },
            missing: 'breaching' as const,
          },
        ]
      : []),
    ...Object.entries(job?.metrics ?? {}).flatMap(([metric, above]) =>
      above === undefined
        ? []
        : [
            {
              name: `${title}${metric.charAt(0).toUpperCase()}${metric.slice(1)}`,
              description: `${metric} of ${name} is above ${above}: see "Operate it" in the README.`,
              namespace: 'clara-backend',
              metric,
              dimensions: { service: 'clara-backend', function: deployed },
              statistic: 'Maximum' as const,
              period,
              threshold: { above },
              missing: 'notBreaching' as const,
            },
          ],
    ),
  ].map(yamlOf);
}
