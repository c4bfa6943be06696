import {
  createMcpHandler,
  localhostAllowedOrigins,
  type McpServer,
  originValidationResponse,
  readRequestBody,
} from '@modelcontextprotocol/server';

export interface HttpOptions {
  /** makes the server of one request */
  server: () => McpServer;
  /** beside pages of this machine, those whose scripts may call: `https://app.example.com`; a `*` counts for none */
  origins: readonly string[];
  /** told of what went wrong on the way; never changes the answer */
  onError?: (error: Error) => void;
}

/** A message stands in one event of Lambda, of 6 MB, escaped: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MAX_BYTES = 5_800_000;

/**
 * Answers one HTTP request: revision 2026-07-28, and Streamable HTTP of 2025 from the same address. No session is ever
 * given out, so any that is sent is a wrong one: 404 tells a client to begin anew.
 */
export async function answerMcp(
  request: Request,
  { server, origins, onError }: HttpOptions,
): Promise<Response> {
  const refused = originValidationResponse(request, [...localhostAllowedOrigins(), ...hostsOf(origins)]);
  if (refused) return refused;
  if (request.headers.has('mcp-session-id')) return protocolError(404, -32001, 'Session not found');
  const read = await readRequestBody(request.clone(), MAX_BYTES);
  if (read.tooLarge) return protocolError(413, -32600, `A message has at most ${MAX_BYTES} bytes`);
  const parsedBody = parsed(read.text);
  // Each call counts against the caller's rate, so none hides behind another.
  if (Array.isArray(parsedBody) && parsedBody.filter(asks).length > 1)
    return protocolError(400, -32600, 'A batch holds one request at most');
  // Nothing that could be subscribed to ever changes, and nothing listens that long.
  const { method, id } = headOf(parsedBody);
  if (method === 'subscriptions/listen') return protocolError(404, -32601, 'Method not found', id);
  const handler = createMcpHandler(server, {
    maxRequestBodySize: MAX_BYTES,
    ...(onError && { onerror: onError }),
  });
  return handler.fetch(request, parsedBody === undefined ? {} : { parsedBody });
}

const hostsOf = (origins: readonly string[]) =>
  origins.flatMap((origin) => (URL.canParse(origin) ? [new URL(origin).hostname] : []));

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // the library says what is wrong with it
  }
}

/** What a message says of itself, if it is one. */
const headOf = (message: unknown): { method?: unknown; id?: unknown } =>
  typeof message === 'object' && message !== null ? message : {};

const asks = (message: unknown) => headOf(message).method !== undefined && headOf(message).id !== undefined;

const protocolError = (status: number, code: number, message: string, id: unknown = null) =>
  Response.json({ jsonrpc: '2.0', id, error: { code, message } }, { status });
