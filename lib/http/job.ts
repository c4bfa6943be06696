import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Context as LambdaContext, ScheduledEvent } from 'aws-lambda';
import type { Ctx, Ports } from '../domain/ctx.ts';
import type { Profile } from '../profile.ts';
import { contextOf, type Live, type Runtime } from './context.ts';
import type { Uses } from './endpoint.ts';
import { described, log } from './log.ts';

/** Work that nobody calls for: EventBridge starts it by a schedule. */
export interface Job<U extends Uses = Uses> {
  /** `<module>.<action>` */
  id: string;
  summary: string;
  /** as an endpoint's */
  only?: Profile;
  /** such as `rate(1 day)` */
  schedule: string;
  /** s; what is not done by then is the next run's */
  timeout: number;
  uses: U;
  /** What of `run`'s figures CloudWatch keeps, each with the value above which it raises an alarm; undefined: none. */
  metrics?: Readonly<Record<string, number | undefined>>;
  /**
   * @param hasTime false shortly before the timeout: what is not begun then is the next run's
   * @returns what the run leaves in the log; ids and numbers only
   */
  run: (
    ctx: Ctx<never, keyof U & keyof Ports>,
    hasTime: () => boolean,
  ) => Promise<Record<string, string | number>>;
}

/** Any job, to those that read its declaration and do not run it. */
export type JobDeclaration = Omit<Job, 'run'>;

export const job = <const U extends Uses>(definition: Job<U>) => definition;

/** What a run needs, at the end, to finish what it has begun. */
const MARGIN_MS = 20_000;

/** The Lambda handler of a job. A run that fails throws: then Lambda counts an error, and an alarm can see it. */
export const scheduled =
  <U extends Uses>({ id, uses, metrics = {}, run }: Job<U>, live: Runtime & Live<keyof U & keyof Ports>) =>
  async (
    _: ScheduledEvent,
    {
      awsRequestId,
      functionName,
      getRemainingTimeInMillis,
    }: Pick<LambdaContext, 'awsRequestId' | 'functionName' | 'getRemainingTimeInMillis'>,
  ): Promise<void> => {
    const line = { request_id: awsRequestId, route: id };
    try {
      const ports = Object.keys(uses) as (keyof U & keyof Ports)[];
      const ctx = await contextOf<never, keyof U & keyof Ports>(id, awsRequestId, live, ports);
      const result = await run(ctx, () => getRemainingTimeInMillis() > MARGIN_MS);
      log('info', 'job', { ...line, ...result });
      const names = Object.keys(metrics);
      if (names.length > 0) publish(functionName, names, result, ctx.now());
    } catch (error) {
      log('error', 'job', { ...line, ...described(error) });
      throw error;
    }
  };

/** As figures of the function in CloudWatch. @param now ms */
function publish(
  functionName: string,
  names: readonly string[],
  result: Record<string, string | number>,
  now: number,
): void {
  const metrics = new Metrics({
    namespace: 'clara-backend',
    serviceName: 'clara-backend',
    defaultDimensions: { function: functionName },
  });
  metrics.setTimestamp(now);
  for (const name of names) metrics.addMetric(name, MetricUnit.Count, Number(result[name]));
  metrics.publishStoredMetrics();
}
