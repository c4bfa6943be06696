import { Failure } from '../../lib/errors.ts';
import { FIXED_HEADERS } from '../../lib/http/envelope.ts';
import type { Runtime } from '../../lib/http/context.ts';
import { isOAuthPath, noAuthorizationServer } from '../../lib/http/protected-resource.ts';
import { isRetired } from '../../lib/http/retired.ts';
import { pipeline } from '../../lib/http/pipeline.ts';
import { settings } from '../../lib/live.ts';
import { ALLOWED_METHODS } from './allowed-methods.ts';

/** What MCP clients in browsers send besides. */
const MCP_HEADERS =
  'User-Id, Accept, Last-Event-ID, Mcp-Method, Mcp-Name, Mcp-Protocol-Version, Mcp-Session-Id';

/**
 * Takes every call that no endpoint takes: ANY method on each known path, and whatever lies under no path at all.
 * A browser's preflight (OPTIONS) on a known path is answered here, a wrong method with 405, the rest with 404.
 */
export const fallback = (live: Runtime) =>
  pipeline('fallback', live, ({ resource, path, httpMethod }, trace) => {
    const { profile } = live.settings().policy;
    if (profile === 'clara' && isRetired(path)) throw new Failure('gone', 'the transport is retired');
    if (profile === 'clara' && httpMethod !== 'OPTIONS' && isOAuthPath(path)) return noAuthorizationServer();
    const allowed = ALLOWED_METHODS[profile][resource];
    if (!allowed) throw new Failure('route_not_found', 'no such path');
    trace.headers.Allow = `${allowed}, OPTIONS`;
    // What anyone may read answers HEAD as GET, whichever function the gateway hands it to.
    if (httpMethod === 'HEAD' && allowed.includes(httpMethod))
      return { statusCode: 200, headers: { ...FIXED_HEADERS }, body: '' };
    if (httpMethod !== 'OPTIONS') throw new Failure('method_not_allowed', httpMethod);
    const preflight = {
      'Access-Control-Allow-Methods': allowed,
      'Access-Control-Allow-Headers': `Authorization, Content-Type, ${resource === '/mcp' ? MCP_HEADERS : 'Idempotency-Key'}`,
      'Access-Control-Max-Age': 7200,
    };
    return { statusCode: 204, headers: { ...FIXED_HEADERS, ...preflight }, body: '' };
  });

export const handler = fallback({ settings });
