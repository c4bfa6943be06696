import { randomUUID } from 'node:crypto';
import type {
  APIGatewayProxyEvent,
  APIGatewayRequestAuthorizerEvent,
  Context as LambdaContext,
} from 'aws-lambda';
import { fallback } from '../../functions/misc/fallback.ts';
import { ALLOWED_METHODS } from '../../functions/misc/allowed-methods.ts';
import { roots, routes } from '../../functions/routes.ts';
import { tools } from '../../functions/tools.ts';
import type { Ports } from '../../lib/domain/ctx.ts';
import { authorizer } from '../../lib/http/authorizer.ts';
import type { Live, Runtime } from '../../lib/http/context.ts';
import {
  type Declaration,
  type Endpoint,
  lambda,
  methodsFor,
  type RootDeclaration,
} from '../../lib/http/endpoint.ts';
import type { Answer } from '../../lib/http/envelope.ts';
import { mcpEndpoint, type McpOptions } from '../../lib/http/mcp.ts';
import { metadataEndpoint } from '../../lib/http/protected-resource.ts';
import { received, type Webhook } from '../../lib/http/webhook.ts';
import { gatewayPath } from '../../lib/http/request.ts';
import type { Profile } from '../../lib/profile.ts';
import { functionsOf } from '../../local/build/functions.ts';
import { answerBytes, MAX_ANSWER_BYTES } from '../../local/stack/gateway.ts';
import { gatewayAnswers } from '../../local/stack/gateway-responses.ts';
import { runAuthorizer } from '../../local/stack/run-authorizer.ts';
import { holdToOpenApi } from './openapi.ts';

export interface Call {
  method: string;
  /** below `/api/v1`, with its query, encoded as on the wire */
  path: string;
  headers?: Record<string, string>;
  body?: string;
  isBase64Encoded?: boolean;
  /** the caller's address */
  address?: string;
  /** The path is not below `/api/v1`. */
  isRoot?: boolean;
  /** ms that Lambda gives the function still */
  remaining?: () => number;
}

export interface GivenAnswer {
  status: number;
  /** names in lower case */
  headers: Record<string, string>;
  text: string;
}

type Handler = (event: APIGatewayProxyEvent, context: LambdaContext) => Promise<Answer>;
/** Tells the harness which function runs, so that it holds it to its role. */
export type Run = <T>(
  declared: Pick<Declaration, 'uses'> & { id?: string },
  what: () => Promise<T>,
) => Promise<T>;

const BASE = '/api/v1';
/** What serves a call: below `/api/v1`, or outside of it. */
interface Served {
  methods: readonly string[];
  /** as API Gateway has it */
  paths: string[];
  declared: Declaration | RootDeclaration;
  handle: Handler;
}

/** API Gateway in this process: the real functions, on events as AWS documents them, with ports of a test's choice. */
export function gateway(live: Runtime & Live<keyof Ports>, run: Run, extension?: McpOptions['extension']) {
  const { profile } = live.settings().policy;
  const gatewayAnswer = gatewayAnswers(profile);
  const mcp = mcpEndpoint({ route: roots.mcp, version: '0.0.0', extension }, tools, live);
  const metadata = metadataEndpoint(roots['well-known/protected-resource'], live);
  /** The functions are the same in every profile; which there are, and what each may do, is not. */
  const functions = new Map<string, Declaration>(Object.entries(routes));
  const handlerOf = (file: string) => {
    const route = functions.get(file);
    return route && 'verify' in route
      ? received(route as unknown as Webhook, live)
      : lambda(route as unknown as Endpoint, live);
  };
  const served = functionsOf(profile).flatMap(({ file, route, root }): Served[] => {
    if (route)
      return [
        {
          methods: methodsFor(route),
          paths: [gatewayPath(BASE + route.path)],
          declared: route,
          handle: handlerOf(file),
        },
      ];
    if (!root) return [];
    const paths = [root.path, ...(root.alsoAt ? [root.alsoAt] : [])];
    return [{ methods: methodsFor(root), paths, declared: root, handle: root.id === 'mcp' ? mcp : metadata }];
  });
  const authorize = authorizer(live);
  const rest = fallback(live) as unknown as Handler;

  return async (call: Call): Promise<GivenAnswer> => {
    const answer = await answered(call);
    if (!call.isRoot) holdToOpenApi(profile, call.method, call.path, answer);
    return answer;
  };

  async function answered({
    method,
    path,
    headers = {},
    body,
    isBase64Encoded = false,
    address = '203.0.113.7',
    isRoot = false,
    remaining = () => 10_000,
  }: Call): Promise<GivenAnswer> {
    const context = { getRemainingTimeInMillis: remaining } as LambdaContext;
    const url = new URL(`https://api.example.com${isRoot ? '' : BASE}${path}`);
    const match = matched(profile, url.pathname);
    const multiValueHeaders = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, [value]]),
    );
    const query = Object.create(null) as Record<string, string[]>;
    for (const [name, value] of url.searchParams) (query[name] ??= []).push(value);
    const requestId = randomUUID();
    const event = {
      resource: match?.resource ?? '/{proxy+}',
      path: url.pathname,
      httpMethod: method,
      headers,
      multiValueHeaders,
      queryStringParameters: url.search ? Object.fromEntries(url.searchParams) : null,
      multiValueQueryStringParameters: url.search ? query : null,
      pathParameters: match?.parameters ?? { proxy: url.pathname.slice(1) },
      stageVariables: null,
      body: body ?? null,
      isBase64Encoded,
      requestContext: { requestId, path: url.pathname, identity: { sourceIp: address } },
    } as unknown as APIGatewayProxyEvent;

    const found = served.find((each) => each.methods.includes(method) && each.paths.includes(event.resource));
    if (!found) return given(await run({ uses: {} }, () => rest(event, context)));
    const { declared, handle } = found;
    if (!declared.callers.some((kind) => ['NOBODY', 'BASIC', 'SIGNATURE'].includes(kind))) {
      const asked = {
        ...event,
        type: 'REQUEST',
        methodArn: `arn:aws:execute-api:us-east-1:000000000000:api/test/${method}${url.pathname}`,
      } as unknown as APIGatewayRequestAuthorizerEvent;
      const outcome = await run({ uses: { table: ['UpdateItem'] } }, () => runAuthorizer(authorize, asked));
      if (!outcome.allowed) return given(gatewayAnswer(outcome.response, requestId, url.origin));
      event.requestContext.authorizer = { principalId: outcome.principalId, ...outcome.context };
    }
    const { statusCode, headers: named, body: text } = await run(declared, () => handle(event, context));
    // Lambda hands over no larger one.
    if (answerBytes({ statusCode, headers: named, body: text }) > MAX_ANSWER_BYTES)
      return given({ ...gatewayAnswer('DEFAULT_5XX', requestId, url.origin), statusCode: 502 });
    return given({ statusCode, headers: named, body: text });
  }
}

function matched(profile: Profile, path: string) {
  for (const resource of Object.keys(ALLOWED_METHODS[profile])) {
    const names = [...resource.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
    const values = new RegExp(`^${resource.replace(/\{\w+\}/g, '([^/]+)')}$`).exec(path)?.slice(1);
    if (values)
      return { resource, parameters: Object.fromEntries(names.map((name, i) => [name, values[i] ?? ''])) };
  }
  return undefined;
}

const given = ({
  statusCode,
  headers,
  body,
}: Pick<Answer, 'statusCode' | 'headers' | 'body'>): GivenAnswer => ({
  status: statusCode,
  headers: Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
  ),
  text: body,
});
