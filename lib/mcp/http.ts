import { createMcpHandler, type McpServer, readRequestBody } from '@modelcontextprotocol/server';

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
  const origin = request.headers.get('origin');
  if (origin !== null && !isAllowed(origin, origins))
    return protocolError(403, -32000, 'Pages of this origin may not call');
  if (request.headers.has('mcp-session-id')) return protocolError(404, -32001, 'Session not found');
  const read = await readRequestBody(request.clone(), MAX_BYTES);
  if (read.tooLarge) return protocolError(413, -32600, `A message has at most ${MAX_BYTES} bytes`);
  const parsedBody = parsed(read.text);
  const refused = refusedMessage(parsedBody, request.headers.get('mcp-protocol-version'));
  if (refused !== undefined) return protocolError(400, -32600, refused, idOf(parsedBody));
  // Nothing that could be subscribed to ever changes, and nothing listens that long.
  if (headOf(parsedBody).method === 'subscriptions/listen')
    return protocolError(404, -32601, 'Method not found', idOf(parsedBody));
  const form = request.method === 'POST' ? formOf(request.headers.get('accept')) : undefined;
  const handler = createMcpHandler(server, {
    maxRequestBodySize: MAX_BYTES,
    ...(onError && { onerror: onError }),
    ...(form === 'events' && { responseMode: 'sse' as const }),
  });
  const asked = form === undefined ? request : acceptingBoth(request, read.text);
  const response = await handler.fetch(asked, parsedBody === undefined ? {} : { parsedBody });
  return form === 'json' ? asJson(response) : response;
}

/** The answer to a message that was not answered in time, whatever became of it. */
export const lateAnswer = (message: string): Response =>
  protocolError(503, -32603, 'The request was not answered in time', idOf(parsed(message)));

/** The one revision that has batches; a client that names none is taken for one of it. */
const REVISION_WITH_BATCHES = '2025-03-26';

/**
 * What is wrong with a body that is JSON.
 * @returns undefined where it is one message, or a batch of one request
 */
function refusedMessage(body: unknown, revision: string | null): string | undefined {
  if (body === undefined) return undefined; // the library says what is wrong with it
  if (!Array.isArray(body)) return isMessage(body) ? undefined : 'The body is not a message of JSON-RPC 2.0';
  if ((revision ?? REVISION_WITH_BATCHES) !== REVISION_WITH_BATCHES) return 'This revision has no batches';
  // Each call counts against the caller's rate, so none hides behind another; and what cancels a request of its own batch
  // would leave it without an answer.
  const [request] = body as unknown[];
  return body.length === 1 && isMessage(request) && asks(request)
    ? undefined
    : 'A batch holds one request, and nothing besides';
}

const ID_TYPES = ['string', 'number'];

/** A request, a notification or an answer: https://www.jsonrpc.org/specification */
function isMessage(message: unknown): boolean {
  const { jsonrpc, method, id, result, error } = headOf(message);
  const hasId = id === undefined || ID_TYPES.includes(typeof id);
  const isCall = typeof method === 'string';
  return jsonrpc === '2.0' && hasId && (isCall || (id !== undefined && (result ?? error) !== undefined));
}

/** The id of a message as its answer names it. */
function idOf(message: unknown): string | number | null {
  const { id } = headOf(Array.isArray(message) ? message[0] : message);
  return typeof id === 'string' || typeof id === 'number' ? id : null;
}

/**
 * In which form a client takes its answer. The specification wants both named; many clients name one, or none: they get
 * what they can read. undefined: neither of the two, which the library refuses with 406.
 */
function formOf(accept: string | null): 'either' | 'json' | 'events' | undefined {
  const ranges = (accept ?? '').split(',').map((range) => range.split(';')[0]?.trim().toLowerCase());
  const takes = (...types: string[]) => ranges.some((range) => types.includes(range ?? ''));
  const takesEvents = takes('text/event-stream', 'text/*');
  if (takes('application/json', 'application/*', '*/*', '')) return takesEvents ? 'either' : 'json';
  return takesEvents ? 'events' : undefined;
}

function acceptingBoth(request: Request, body: string): Request {
  const headers = new Headers(request.headers);
  headers.set('Accept', 'application/json, text/event-stream');
  const { method, url, signal } = request;
  return new Request(url, { method, headers, signal, body });
}

/** The answer in a stream of events, without what was told before it. */
async function asJson(response: Response): Promise<Response> {
  if (!response.headers.get('content-type')?.startsWith('text/event-stream')) return response;
  const events = (await response.text()).split(/\r?\n\r?\n/).map(dataOf);
  const answer = events.findLast((data) => data !== '' && headOf(parsed(data)).method === undefined);
  if (answer === undefined) return protocolError(500, -32603, 'Internal error');
  return new Response(answer, {
    status: response.status,
    headers: { 'Content-Type': 'application/json' },
  });
}

/** The data of an event: https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation */
const dataOf = (event: string): string =>
  event
    .split(/\r?\n/)
    .flatMap((line) => (line.startsWith('data:') ? [line.slice(5).replace(/^ /, '')] : []))
    .join('\n');

/** A page of this machine: DNS rebinding, which the check is for, cannot make a page one of these. */
const OF_THIS_MACHINE = /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?$/;

/** Scheme, host and port must all be those of an origin that is named (RFC 6454 §5). */
const isAllowed = (origin: string, origins: readonly string[]): boolean =>
  OF_THIS_MACHINE.test(origin) || origins.some((each) => each !== '*' && originOf(each) === origin);

/** As browsers write it: without the port that a scheme has by default, and in lower case. */
const originOf = (named: string): string | undefined =>
  URL.canParse(named) ? new URL(named).origin : undefined;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // the library says what is wrong with it
  }
}

/** What a message says of itself, if it is one. */
type Head = Partial<Record<'jsonrpc' | 'method' | 'id' | 'result' | 'error', unknown>>;
const headOf = (message: unknown): Head => (typeof message === 'object' && message !== null ? message : {});

const asks = (message: unknown) => headOf(message).method !== undefined && headOf(message).id !== undefined;

const protocolError = (status: number, code: number, message: string, id: unknown = null) =>
  Response.json({ jsonrpc: '2.0', id, error: { code, message } }, { status });
