import type { Context as LambdaContext, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type * as z from 'zod/mini';
import type { Ctx, Ports } from '../domain/ctx.ts';
import type { Profile } from '../profile.ts';
import { contextOf, type Live, type Runtime } from './context.ts';
import type { Uses } from './endpoint.ts';
import { described, log } from './log.ts';

/** Work that a queue hands out, message by message. A message may come twice, and late. */
export interface Consumer<U extends Uses = Uses, Message = unknown> {
  /** `<module>.<action>` */
  id: string;
  summary: string;
  /** as an endpoint's */
  only?: Profile;
  /** s */
  timeout: number;
  /** MB */
  memory: number;
  message: z.ZodMiniType<Message>;
  uses: U;
  /**
   * @param signal aborts when time runs out
   * @returns whether the message is dealt with, else it comes again; and what the run leaves in the log
   */
  run: (
    ctx: Ctx<never, keyof U & keyof Ports>,
    message: Message,
    signal: AbortSignal,
  ) => Promise<{ isDone: boolean; fields: Record<string, string | number> }>;
}

/** Any consumer, to those that read its declaration and do not run it. */
export type ConsumerDeclaration = Omit<Consumer, 'run' | 'message'>;

export const consumer = <const U extends Uses, Message>(definition: Consumer<U, Message>) => definition;

/** What a run needs, at the end, to note what became of it. */
const MARGIN_MS = 10_000;

/**
 * The Lambda handler of a consumer. It names the messages that must come again, so that the others do not:
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
export const consumed =
  <U extends Uses, Message>(
    { id, uses, message: schema, run }: Consumer<U, Message>,
    live: Runtime & Live<keyof U & keyof Ports>,
  ) =>
  async (
    { Records }: SQSEvent,
    context: Pick<LambdaContext, 'awsRequestId' | 'getRemainingTimeInMillis'>,
  ): Promise<SQSBatchResponse> => {
    const ports = Object.keys(uses) as (keyof U & keyof Ports)[];

    const isDealtWith = async ({ messageId, body }: SQSRecord): Promise<boolean> => {
      const line = { request_id: context.awsRequestId, route: id, message_id: messageId };
      const abort = new AbortController();
      const timer = setTimeout(() => abort.abort(), context.getRemainingTimeInMillis() - MARGIN_MS);
      try {
        const message = schema.parse(JSON.parse(body));
        const ctx = await contextOf<never, keyof U & keyof Ports>(id, context.awsRequestId, live, ports);
        const { isDone, fields } = await run(ctx, message, abort.signal);
        log('info', 'message', { ...line, ...fields });
        return isDone;
      } catch (error) {
        log('error', 'message', { ...line, ...described(error) });
        return false;
      } finally {
        clearTimeout(timer);
      }
    };

    const batchItemFailures: SQSBatchResponse['batchItemFailures'] = [];
    for (const record of Records)
      if (!(await isDealtWith(record))) batchItemFailures.push({ itemIdentifier: record.messageId });
    return { batchItemFailures };
  };
