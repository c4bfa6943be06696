import type { APIGatewayProxyEvent, Context as LambdaContext } from 'aws-lambda';
import type { Caller } from '../domain/access.ts';
import type { Ports } from '../domain/ctx.ts';
import { Failure } from '../errors.ts';
import { followWithin } from '../domain/following.ts';
import { followAnalysis, stillRunning } from '../mcp/analysis.ts';
import { answerMcp, lateAnswer } from '../mcp/http.ts';
import {
  type Called,
  type CallTool,
  type Envelope,
  type FollowTool,
  mcpServer,
  type ServerOptions,
  type Tool,
} from '../mcp/server.ts';
import { fromContext, toContext } from './caller.ts';
import { contextOf, type Live, type Runtime } from './context.ts';
import {
  type Declaration,
  type Endpoint,
  lambda,
  type RootDeclaration,
  traceCaller,
  type Uses,
} from './endpoint.ts';
import { type Answer, detailIn, FIXED_HEADERS } from './envelope.ts';
import { described } from './log.ts';
import { failed, pipeline, type Trace } from './pipeline.ts';
import { gatewayPath, pathParametersOf } from './request.ts';
import { requestOf, toolName, type ToolRequest, toolOf } from './tool.ts';

type PortsOf<U> = U extends unknown ? keyof U & keyof Ports : never;

/** Time that is left for the answer when a call stops waiting for a task, ms. */
const MARGIN_MS = 3_000;
/** Time that is left when a request is answered whatever became of it, ms. */
const ANSWER_MARGIN_MS = 1_500;

export interface McpOptions extends Pick<ServerOptions, 'version' | 'extension'> {
  route: RootDeclaration;
}

/**
 * The Lambda handler of the MCP server. The authorizer has decided who calls, once for each message; a tool then runs
 * its endpoint's own handler, on the event that API Gateway would have made of the same call.
 */
export function mcpEndpoint<const T extends readonly (Pick<Declaration, 'id'> & { uses: Uses })[]>(
  { route, version, extension }: McpOptions,
  given: T,
  live: Runtime & Live<PortsOf<T[number]['uses']>>,
) {
  const routes = given as unknown as Declaration[];
  let tools: Tool[] | undefined;
  const endpoints = new Map(
    routes.map((each) => [
      toolName(each),
      { route: each, handler: lambda(each as unknown as Endpoint, live as Runtime & Live<keyof Ports>) },
    ]),
  );

  return pipeline(route.id, live, async (event, trace, context) => {
    const caller = fromContext(event.requestContext.authorizer);
    if (!caller) throw new Failure('unauthorized', 'the authorizer named no caller');
    traceCaller(trace, caller);
    if (!('user_id' in caller)) throw new Failure('forbidden', `the route takes no ${caller.kind}`);
    const called = toolCaller(event, trace, caller, context);
    const follow = follower(event, caller.user_id, context);
    const answered = answerMcp(webRequest(event), {
      origins: live.settings().corsOrigins,
      onError: (error) => Object.assign(trace.fields, described(error)),
      server: () =>
        mcpServer({
          title: live.settings().policy.productName,
          version,
          tools: (tools ??= routes.map(toolOf)),
          call: called,
          follow: { agent_analysis: follow },
          extension,
        }),
    });
    const late = Promise.withResolvers<Response>();
    const timer = setTimeout(
      () => late.resolve(lateAnswer(bytesOf(event).toString())),
      Math.max(0, context.getRemainingTimeInMillis() - ANSWER_MARGIN_MS),
    );
    try {
      return await Promise.race([answered.then(answerOf), late.promise.then(answerOf)]);
    } finally {
      clearTimeout(timer);
    }
  });

  /** Waits for an analysis, unless the account waits for too many: then the task is answered as it stands. */
  function follower(event: APIGatewayProxyEvent, user_id: string, context: LambdaContext): FollowTool {
    const waitFor = followAnalysis(() => context.getRemainingTimeInMillis() > MARGIN_MS);
    return async (started, call, progress) => {
      const ports = live as Runtime & Live<'table'>;
      const ctx = await contextOf<never, 'table'>(route.id, event.requestContext.requestId, ports, ['table']);
      const wait = () => waitFor(started, call, progress);
      const ms = context.getRemainingTimeInMillis();
      return (await followWithin(ctx, user_id, ms, wait)) ?? stillRunning(started);
    };
  }

  function toolCaller(
    event: APIGatewayProxyEvent,
    trace: Trace,
    caller: Extract<Caller, { user_id: string }>,
    context: LambdaContext,
  ): CallTool {
    const user_id = event.headers['user-id'] ?? caller.user_id;
    return async (name, args) => {
      try {
        if (user_id !== caller.user_id) throw new Failure('forbidden', 'the User-Id is another user’s');
        const endpoint = endpoints.get(name);
        if (!endpoint) throw new Failure('route_not_found', 'no such tool');
        const request = requestOf(endpoint.route, user_id, args);
        const made = await eventOf(endpoint.route, request, event, caller);
        return calledOf(await endpoint.handler(made, context));
      } catch (error) {
        return calledOf(failed(error, trace));
      }
    };
  }
}

const calledOf = ({ headers, body }: Answer): Called => ({
  envelope: JSON.parse(body) as Envelope,
  detail: detailIn(headers['X-Error-Detail']?.toString()),
  isReplay: 'Idempotent-Replayed' in headers,
});

/** The event of the same call over HTTP, by the same caller. */
async function eventOf(
  route: Declaration,
  { path, query, headers, body }: ToolRequest,
  event: APIGatewayProxyEvent,
  caller: Caller,
): Promise<APIGatewayProxyEvent> {
  const encoded = body === undefined ? undefined : new Response(body);
  const contentType = headers['Content-Type'] ?? encoded?.headers.get('content-type');
  const sent = { ...headers, ...(contentType && { 'Content-Type': contentType }) };
  return {
    ...event,
    resource: `/api/v1${gatewayPath(route.path)}`,
    httpMethod: route.method,
    headers: sent,
    multiValueHeaders: Object.fromEntries(Object.entries(sent).map(([name, value]) => [name, [value]])),
    pathParameters: pathParametersOf(path),
    queryStringParameters: query,
    multiValueQueryStringParameters: Object.fromEntries(
      Object.entries(query).map(([name, value]) => [name, [value]]),
    ),
    body: encoded ? Buffer.from(await encoded.arrayBuffer()).toString('base64') : null,
    isBase64Encoded: true,
    requestContext: { ...event.requestContext, authorizer: toContext(caller) },
  };
}

/** The headers that the protocol reads. Others may hold what a `Request` does not take. */
const READ = /^(accept|content-type|origin|mcp-[\w-]+)$/;

const bytesOf = ({ body, isBase64Encoded }: APIGatewayProxyEvent) =>
  Buffer.from(body ?? '', isBase64Encoded ? 'base64' : 'utf8');

function webRequest(event: APIGatewayProxyEvent): Request {
  return new Request('https://localhost/mcp', {
    method: event.httpMethod,
    headers: read(event.headers),
    body: bytesOf(event),
  });
}

function read(headers: APIGatewayProxyEvent['headers']): Headers {
  const given = Object.entries(headers).filter(([name]) => READ.test(name));
  try {
    return new Headers(given.map(([name, value = '']): [string, string] => [name, value]));
  } catch {
    throw new Failure('invalid_request', 'a header is malformed');
  }
}

/** Lambda hands an answer over whole, a stream of events included. */
async function answerOf(response: Response): Promise<Answer> {
  const { 'Content-Type': json, ...fixed } = FIXED_HEADERS;
  const body = await response.text();
  const type = response.headers.get('content-type') ?? json;
  const allow = response.headers.get('allow');
  return {
    statusCode: response.status,
    // What has no body is of no type.
    headers: {
      ...fixed,
      ...(body !== '' && { 'Content-Type': type }),
      ...(allow !== null && { Allow: allow }),
    },
    body,
  };
}
