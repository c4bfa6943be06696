import type { APIGatewayProxyEvent } from 'aws-lambda';
import type { RootDeclaration } from './endpoint.ts';
import type { Runtime } from './context.ts';
import { type Answer, FIXED_HEADERS } from './envelope.ts';
import { pipeline } from './pipeline.ts';

/** Where the metadata of a protected resource lies (RFC 9728 §3.1). */
export const METADATA_PATH = '/.well-known/oauth-protected-resource';

/** That of the MCP server: its own path stands behind it. */
export const MCP_METADATA_PATH = `${METADATA_PATH}/mcp`;

/**
 * What protects the MCP server (RFC 9728 §2). There is no authorization server to name: the token is the API key's,
 * which its owner views in the account.
 * @param resource the server's address
 * @param resource_name what the product is called
 */
export const resourceMetadata = (resource: string, resource_name: string) => ({
  resource,
  resource_name,
  bearer_methods_supported: ['header'],
});

/** What a 401 says of itself (RFC 9728 §5.1). @param base the API's address */
export const challenge = (base: string) => `Bearer resource_metadata="${base}${MCP_METADATA_PATH}"`;

/** Where clients look for an authorization server, and register with one (RFC 8414, RFC 7591, OpenID Connect Discovery). */
export const isOAuthPath = (path: string): boolean =>
  /^(\/mcp)?\/(register|authorize|token|\.well-known\/(oauth-authorization-server|openid-configuration)(\/.*)?)\/?$/.test(
    path,
  );

/**
 * What they are told: there is none. An OAuth client reads errors in OAuth's form (RFC 6749 §5.2), and fails to parse
 * any other.
 */
export const noAuthorizationServer = (): Answer => ({
  statusCode: 404,
  headers: { ...FIXED_HEADERS, 'X-Error-Code': 'route_not_found' },
  body: JSON.stringify({
    error: 'invalid_request',
    error_description:
      'There is no authorization server. Send the API key in the header `Authorization: Bearer <token>`.',
  }),
});

/** The Lambda handler of that document. */
export const metadataEndpoint = ({ id }: Pick<RootDeclaration, 'id'>, live: Runtime) =>
  pipeline(id, live, (event) => ({
    statusCode: 200,
    headers: { ...FIXED_HEADERS },
    body: JSON.stringify(resourceMetadata(addressOf(event, '/mcp'), live.settings().policy.productName)),
  }));

/** The address of another path of this API, as its caller knows it: with the stage, where no domain stands before it. */
function addressOf({ headers, path, requestContext }: APIGatewayProxyEvent, other: string): string {
  const host = headers.host ?? requestContext.domainName ?? '';
  const stage = requestContext.path.endsWith(path) ? requestContext.path.slice(0, -path.length) : '';
  const scheme = /^(localhost|127\.0\.0\.1|\[::1\])(:|$)/.test(host) ? 'http' : 'https';
  return `${scheme}://${host}${stage}${other}`;
}
