import type { Ctx, Ports } from '../domain/ctx.ts';
import { Failure } from '../errors.ts';
import { contextOf, type Live, type Runtime } from './context.ts';
import type { Declaration, Uses } from './endpoint.ts';
import { success } from './envelope.ts';
import { pipeline } from './pipeline.ts';

/** API Gateway hands on 10 MB, Lambda 6 MB of it with what stands around; no sender of ours comes near this. */
const MAX_BODY_BYTES = 4 * 1024 * 1024;

/** Ids and numbers only. */
type LogFields = Record<string, string | number>;

/** An answer in the sender's own form, the route's `output`, without the envelope. */
export class Verbatim {
  readonly body: unknown;
  readonly fields: LogFields;
  constructor(body: unknown, fields: LogFields) {
    this.body = body;
    this.fields = fields;
  }
}

/** A call that proves itself by a signature over its raw body. Whoever calls knows no other way to be refused than 401. */
export interface Webhook<U extends Uses = Uses, Verified = unknown> extends Omit<
  Declaration,
  'callers' | 'uses' | 'body' | 'query'
> {
  callers: readonly ['SIGNATURE'];
  uses: U;
  signature: string;
  /** @returns undefined for a body that the sender did not sign */
  verify: (
    ctx: Ctx<never, keyof U & keyof Ports>,
    body: Buffer,
    signature: string,
    /** by name in lower case */
    headers: Record<string, string | undefined>,
  ) => Promise<Verified | undefined>;
  /** @returns what the run leaves in the log */
  run: (ctx: Ctx<never, keyof U & keyof Ports>, verified: Verified) => Promise<LogFields | Verbatim>;
}

export const webhook = <const U extends Uses, Verified>(definition: Webhook<U, Verified>) => definition;

/** The Lambda handler of a webhook. */
export const received = <U extends Uses, Verified>(
  route: Webhook<U, Verified>,
  live: Runtime & Live<keyof U & keyof Ports>,
) =>
  pipeline(route.id, live, async ({ body, isBase64Encoded, headers, requestContext }, trace) => {
    trace.challenge = route.signature;
    const ports = Object.keys(route.uses) as (keyof U & keyof Ports)[];
    const ctx = await contextOf<never, keyof U & keyof Ports>(
      route.id,
      requestContext.requestId,
      live,
      ports,
      'SIGNATURE',
    );
    const raw = Buffer.from(body ?? '', isBase64Encoded ? 'base64' : 'utf8');
    if (raw.length > MAX_BODY_BYTES) throw new Failure('too_large', `a body of ${raw.length} bytes`);
    const verified = await route.verify(ctx, raw, headers[route.signature] ?? '', headers);
    if (verified === undefined) throw new Failure('unauthorized', 'the body is not signed by the sender');
    const ran = await route.run(ctx, verified);
    Object.assign(trace.fields, ran instanceof Verbatim ? ran.fields : ran);
    const answer = success(route.status, null, route.message);
    return ran instanceof Verbatim
      ? { ...answer, body: JSON.stringify(route.output?.parse(ran.body)) }
      : answer;
  });
