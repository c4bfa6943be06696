import middy from '@middy/core';
import httpCors from '@middy/http-cors';
import httpHeaderNormalizer from '@middy/http-header-normalizer';
import type { APIGatewayProxyEvent, Context as LambdaContext } from 'aws-lambda';
import { Failure } from '../errors.ts';
import type { Runtime } from './context.ts';
import { type Answer, EXPOSED_HEADERS, refusal } from './envelope.ts';
import { described, log } from './log.ts';

/** What a request leaves behind besides its answer. */
export interface Trace {
  /** into its log line; ids only */
  fields: Record<string, string | number | boolean>;
  /** onto its answer, whether it succeeds or fails */
  headers: Record<string, string | number>;
  /** how a caller that is refused with 401 is to authenticate; by default with a bearer token */
  challenge?: string;
}

type Middleware = middy.MiddlewareObj<APIGatewayProxyEvent, Answer>;
type Handle = (event: APIGatewayProxyEvent, trace: Trace, context: LambdaContext) => Promise<Answer> | Answer;

/**
 * The one order in which every HTTP function works:
 * log line and request id ( CORS ( header names ( failures → envelope ( handle ) ) ) ).
 */
export function pipeline(name: string, { settings, now = Date.now }: Runtime, handle: Handle) {
  const traces = new WeakMap<APIGatewayProxyEvent, Trace & { started: number }>();
  const traceOf = (event: APIGatewayProxyEvent) => {
    const trace = traces.get(event) ?? { started: now(), fields: {}, headers: {} };
    traces.set(event, trace);
    return trace;
  };

  const finish = ({ event, response }: middy.Request<APIGatewayProxyEvent, Answer>) => {
    const { requestId } = event.requestContext;
    const { started, fields, headers } = traceOf(event);
    if (response) Object.assign(response.headers, headers, { 'X-Request-Id': requestId });
    if (event.httpMethod === 'HEAD' && response?.statusCode === 200) response.body = '';
    const status = response?.statusCode ?? 500;
    const ms = now() - started;
    // A tool's failure is told within an answer that succeeds.
    const isFault = status >= 500 || fields.code === 'internal';
    log(isFault ? 'error' : 'info', 'request', {
      request_id: requestId,
      route: name,
      status,
      ms,
      ...fields,
    });
  };

  const traced: Middleware = {
    before: ({ event }) => void traceOf(event),
    after: finish,
    onError: finish,
  };

  const failures: Middleware = {
    onError: (request) => {
      request.response = failed(request.error, traceOf(request.event));
    },
  };

  return middy<APIGatewayProxyEvent, Answer>({
    timeoutEarlyResponse: () => {
      throw new Failure('unavailable', 'the function ran out of time');
    },
  })
    .use(traced)
    .use(
      httpCors({
        getOrigin: (origin) => allowedOrigin(settings().corsOrigins, origin),
        exposeHeaders: EXPOSED_HEADERS,
        vary: 'Origin',
      }),
    )
    .use(httpHeaderNormalizer())
    .use(failures)
    .handler((event: APIGatewayProxyEvent, context) => handle(event, traceOf(event), context));
}

/** Answers what went wrong, and notes it: the caller reads the contract's sentence, the log the rest. */
export function failed(error: unknown, { fields, challenge }: Omit<Trace, 'headers'>): Answer {
  const failure = error instanceof Failure ? error : new Failure('internal', 'unforeseen', { cause: error });
  Object.assign(fields, { code: failure.code, ...described(error) });
  return refusal(failure, challenge);
}

const allowedOrigin = (allowed: readonly string[], origin: string | undefined): string => {
  if (allowed.includes('*')) return '*';
  return origin !== undefined && allowed.includes(origin) ? origin : '';
};
