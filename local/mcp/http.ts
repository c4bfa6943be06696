import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { hostHeaderValidationResponse, localhostAllowedHostnames } from '@modelcontextprotocol/server';
import { Failure } from '../../lib/errors.ts';
import { type Answer, refusal } from '../../lib/http/envelope.ts';
import {
  challenge,
  isOAuthPath,
  MCP_METADATA_PATH,
  METADATA_PATH,
  noAuthorizationServer,
  resourceMetadata,
} from '../../lib/http/protected-resource.ts';
import { isRetired } from '../../lib/http/retired.ts';
import { answerMcp } from '../../lib/mcp/http.ts';
import type { ServerOptions } from '../../lib/mcp/server.ts';
import { credentialsOf, serverFor, type Settings } from './settings.ts';

const sent = ({ statusCode, headers, body }: Answer, more: Record<string, string> = {}) =>
  new Response(body, { status: statusCode, headers: { ...(headers as Record<string, string>), ...more } });
const refused = (code: 'gone' | 'route_not_found' | 'unauthorized', headers: Record<string, string> = {}) =>
  sent(refusal(new Failure(code, 'at the door')), headers);

/** Answers as `POST /mcp` of the API does. It holds a key, so it listens on this machine only, and to its pages only. */
export function httpFace(settings: Settings, extension?: ServerOptions['extension']) {
  return async (request: Request): Promise<Response> => {
    const { origin, pathname } = new URL(request.url);
    const foreign = hostHeaderValidationResponse(request, localhostAllowedHostnames());
    if (foreign) return foreign;
    if (isRetired(pathname)) return refused('gone');
    if (pathname === METADATA_PATH || pathname === MCP_METADATA_PATH)
      return Response.json(resourceMetadata(`${origin}/mcp`, settings.productName));
    if (isOAuthPath(pathname)) return sent(noAuthorizationServer());
    if (pathname !== '/mcp') return refused('route_not_found');
    const credentials = credentialsOf(settings, request.headers);
    if (!credentials) return refused('unauthorized', { 'WWW-Authenticate': challenge(origin) });
    return answerMcp(request, { origins: [], server: () => serverFor(settings, credentials, extension) });
  };
}

/** Listens. @returns where, and how to stop it */
export function startHttp(
  settings: Settings,
  extension?: ServerOptions['extension'],
): Promise<{ url: string; stop: () => Promise<void> }> {
  return new Promise((resolve, reject) => {
    const server = serve(
      { fetch: httpFace(settings, extension), hostname: '127.0.0.1', port: settings.port },
      ({ port }: AddressInfo) =>
        resolve({
          url: `http://127.0.0.1:${port}/mcp`,
          stop: () =>
            new Promise((stopped) => {
              server.close(() => stopped());
              if ('closeAllConnections' in server) server.closeAllConnections();
            }),
        }),
    );
    server.once('error', reject);
  });
}
