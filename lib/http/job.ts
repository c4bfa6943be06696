import type { Context as LambdaContext, ScheduledEvent } from 'aws-lambda';
import type { Ctx, Ports } from '../domain/ctx.ts';
import { contextOf, type Live, type Runtime } from './context.ts';
import type { Uses } from './endpoint.ts';
import { described, log } from './log.ts';

/** Work that nobody calls for: EventBridge starts it by a schedule. */
export interface Job<U extends Uses = Uses> {
  /** `<module>.<action>` */
  id: string;
  summary: string;
  /** such as `rate(1 day)` */
  schedule: string;
  /** s; what is not done by then is the next run's */
  timeout: number;
  uses: U;
  /** @returns what the run leaves in the log; ids and numbers only */
  run: (ctx: Ctx<never, keyof U & keyof Ports>) => Promise<Record<string, string | number>>;
}

/** Any job, to those that read its declaration and do not run it. */
export type JobDeclaration = Omit<Job, 'run'>;

export const job = <const U extends Uses>(definition: Job<U>) => definition;

/** The Lambda handler of a job. A run that fails throws: then Lambda counts an error, and an alarm can see it. */
export const scheduled =
  <U extends Uses>({ id, uses, run }: Job<U>, live: Runtime & Live<keyof U & keyof Ports>) =>
  async (_: ScheduledEvent, { awsRequestId }: Pick<LambdaContext, 'awsRequestId'>): Promise<void> => {
    const line = { request_id: awsRequestId, route: id };
    try {
      const ports = Object.keys(uses) as (keyof U & keyof Ports)[];
      const result = await run(await contextOf<never, keyof U & keyof Ports>(id, awsRequestId, live, ports));
      log('info', 'job', { ...line, ...result });
    } catch (error) {
      log('error', 'job', { ...line, ...described(error) });
      throw error;
    }
  };
