import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import { runAuthorizer } from './run-authorizer.ts';

/**
 * serverless-offline turns every error of an authorizer into one 401. This scheme runs ours as API Gateway does, and
 * names the gateway response in a header, which the gateway in front then gives.
 */
export const GATEWAY_RESPONSE_HEADER = 'x-gateway-response';

interface HapiRequest {
  method: string;
  path: string;
  params: Record<string, string>;
  info: { remoteAddress: string };
  raw: { req: { rawHeaders: string[] } };
}
interface HapiToolkit {
  authenticated: (with_: { credentials: object }) => unknown;
  response: (body: string) => {
    code: (status: number) => { header: (name: string, value: string) => { takeover: () => unknown } };
  };
}

type Authorizer = Parameters<typeof runAuthorizer>[0];

function eventOf({ method, path, params, info, raw }: HapiRequest): APIGatewayRequestAuthorizerEvent {
  const headers: Record<string, string> = {};
  const multiValueHeaders: Record<string, string[]> = {};
  raw.req.rawHeaders.forEach((name, index, all) => {
    if (index % 2 === 1) return;
    const value = all[index + 1] ?? '';
    headers[name] = value;
    multiValueHeaders[name] = [...(multiValueHeaders[name] ?? []), value];
  });
  const event = {
    type: 'REQUEST',
    methodArn: `arn:aws:execute-api:local:000000000000:local/local/${method.toUpperCase()}${path}`,
    httpMethod: method.toUpperCase(),
    path,
    headers,
    multiValueHeaders,
    pathParameters: params,
    requestContext: { requestId: randomUUID(), identity: { sourceIp: info.remoteAddress } },
  };
  return event as unknown as APIGatewayRequestAuthorizerEvent;
}

let count = 0;

/** serverless-offline's hook `customAuthenticationProvider`, asked once for every route. */
function provide({ authorizer }: { authorizer?: unknown }) {
  const name = `authorizer-${count++}`;
  return {
    name,
    scheme: name,
    getAuthenticateFunction: () => ({
      async authenticate(request: HapiRequest, h: HapiToolkit) {
        if (!authorizer) return h.authenticated({ credentials: {} });
        const built = join(process.env.LOCAL_BUILD ?? '.build', 'functions/authorizer.mjs');
        const { handler } = (await import(pathToFileURL(built).href)) as { handler: Authorizer };
        const outcome = await runAuthorizer(handler, eventOf(request));
        if (outcome.allowed) return h.authenticated({ credentials: outcome });
        return h.response('').code(500).header(GATEWAY_RESPONSE_HEADER, outcome.response).takeover();
      },
    }),
  };
}

export { provide as 'module.exports' };
