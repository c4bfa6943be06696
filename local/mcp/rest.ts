import { tools } from '../../functions/tools.ts';
import type { Declaration } from '../../lib/http/endpoint.ts';
import { Failure } from '../../lib/errors.ts';
import { detailIn, refusal } from '../../lib/http/envelope.ts';
import { requestOf, toolName, type ToolRequest } from '../../lib/http/tool.ts';
import type { Called, CallTool, Envelope } from '../../lib/mcp/server.ts';

/** Who calls: the whole `Authorization` header, and the user whose it is. */
export interface Credentials {
  authorization: string;
  user_id: string;
}

export const routes: readonly Declaration[] = tools;
const byName = new Map(routes.map((route) => [toolName(route), route]));

/** The answer is awaited so long, ms; behind API Gateway none comes later than this. */
const TIMEOUT_MS = 30_000;

/** Calls the endpoints of an API over HTTP. @param url where it is, without `/api/v1` */
export const restCaller =
  (url: string, { authorization, user_id }: Credentials): CallTool =>
  async (name, given) => {
    try {
      const route = byName.get(name);
      if (!route) throw new Failure('route_not_found', 'no such tool');
      const owner = subjectOf(authorization);
      if (owner !== undefined && owner !== user_id)
        throw new Failure('forbidden', 'the User-Id is another user’s');
      return await sent(url, route, requestOf(route, user_id, given), authorization);
    } catch (error) {
      const failure =
        error instanceof Failure ? error : new Failure('unavailable', 'the API does not answer');
      return { envelope: JSON.parse(refusal(failure).body) as Envelope, detail: failure.detail };
    }
  };

async function sent(
  url: string,
  { method, path: template }: Pick<Declaration, 'method' | 'path'>,
  { path, query, headers, body }: ToolRequest,
  authorization: string,
): Promise<Called> {
  const filled = template.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(path[name] ?? ''));
  const search = new URLSearchParams(query).toString();
  const response = await fetch(`${url}/api/v1${filled}${search && `?${search}`}`, {
    method,
    headers: { ...headers, Authorization: authorization },
    ...(body !== undefined && { body }),
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  return {
    envelope: (await response.json()) as Envelope,
    detail: detailIn(response.headers.get('x-error-detail')),
    isReplay: response.headers.has('idempotent-replayed'),
  };
}

/** Whose a token says it is; the API decides whether it is true. */
export function subjectOf(authorization: string): string | undefined {
  const [, payload] = /^Bearer +clara_[a-z]+_[\w-]+\.([\w-]+)\.[\w-]+$/i.exec(authorization) ?? [];
  if (payload === undefined) return undefined;
  try {
    const { sub } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as { sub?: unknown };
    return typeof sub === 'string' ? sub : undefined;
  } catch {
    return undefined;
  }
}
