import {
  fromJsonSchema,
  type jsonSchemaValidator,
  McpServer,
  type McpServerOptions,
  type ServerContext,
} from '@modelcontextprotocol/server';
import { toolResult } from './tool-result.ts';

/** What a client is told of a tool. */
export interface Tool {
  name: string;
  /** another spelling that calls take, and no list shows */
  alias: string;
  description: string;
  inputSchema: Record<string, unknown>;
  outputSchema: Record<string, unknown>;
  annotations: {
    title: string;
    readOnlyHint: boolean;
    destructiveHint: boolean;
    idempotentHint: boolean;
    openWorldHint: boolean;
  };
}

/** The API's own answer, whatever became of the call. */
export interface Envelope {
  data: unknown;
  message: string;
  status: 'success' | 'error';
}

export interface Called {
  envelope: Envelope;
  /** sentences that name what is wrong with the arguments */
  detail?: string | undefined;
  /** an earlier call had done it, and this is its answer */
  isReplay?: boolean;
}

/** Calls the endpoint behind a tool; never throws. */
export type CallTool = (name: string, given: Record<string, unknown>) => Promise<Called>;

/** What a running call can tell its caller, and hear from it. */
export interface Progress {
  /** @param seconds since the call began */
  report: (seconds: number, message: string) => Promise<void>;
  /** aborts when the caller gave up */
  signal: AbortSignal;
}

/** A tool that goes on after its call was answered. */
export type FollowTool = (envelope: Envelope, call: CallTool, progress: Progress) => Promise<Envelope>;

/** What a server holds beside its tools, such as the fixtures of the official conformance suite. */
export interface Extension {
  options: Pick<McpServerOptions, 'capabilities' | 'requestState'>;
  register: (server: McpServer) => void;
}

export interface ServerOptions {
  /** what the product is called */
  title: string;
  version: string;
  tools: readonly Tool[];
  call: CallTool;
  follow: Record<string, FollowTool>;
  extension?: Extension | undefined;
}

/** Each endpoint judges its own arguments and answers, so that a refusal is the same everywhere. */
const unjudged: jsonSchemaValidator = {
  getValidator: () => (data: unknown) => ({ valid: true, data: data as never, errorMessage: undefined }),
};
const schemaOf = (schema: Record<string, unknown>) =>
  fromJsonSchema<Record<string, unknown>>(schema, unjudged);

type Transport = Parameters<McpServer['connect']>[0];
type OnMessage = NonNullable<Transport['onmessage']>;
type Message = Parameters<OnMessage>[0];

/** Takes calls of a tool by either of its names, and arguments that are null for none. */
class SpellingServer extends McpServer {
  readonly #names: ReadonlyMap<string, string>;

  /** @param names of tools, by their aliases */
  constructor(names: ReadonlyMap<string, string>, ...of: ConstructorParameters<typeof McpServer>) {
    super(...of);
    this.#names = names;
  }

  override async connect(transport: Transport): Promise<void> {
    await super.connect(transport);
    const hear = transport.onmessage?.bind(transport);
    if (hear) transport.onmessage = (message, extra) => hear(this.#asListed(message), extra);
  }

  #asListed(message: Message): Message {
    if (!('method' in message) || message.method !== 'tools/call') return message;
    const { name, arguments: given, ...rest } = message.params ?? {};
    const params = { ...rest, name: this.#names.get(name as string) ?? name };
    return { ...message, params: given === null ? params : { ...params, arguments: given } };
  }
}

/**
 * The MCP server: the same tools over HTTP and stdio, for both eras of the protocol. It keeps nothing between requests,
 * and nothing of it travels through the client.
 */
export function mcpServer({ title, version, tools, call, follow, extension }: ServerOptions): McpServer {
  const server = new SpellingServer(
    new Map(tools.map(({ name, alias }) => [alias, name])),
    { name: 'clara', title, version },
    {
      ...extension?.options,
      capabilities: { tools: { listChanged: false }, ...extension?.options.capabilities },
      instructions:
        'Check text and files for facts: agent_analysis starts an analysis for 20 credits and waits for it; ' +
        'task_view shows one that takes longer. user_view tells the credits, stripe_buy buys more.',
    },
  );
  for (const { name, description, annotations, inputSchema, outputSchema } of tools)
    server.registerTool(
      name,
      {
        title: annotations.title,
        description,
        annotations,
        inputSchema: schemaOf(inputSchema),
        outputSchema: schemaOf(outputSchema),
      },
      async (given, context) => {
        const { envelope, detail, isReplay } = await call(name, given);
        // Only the call that began the work waits for it.
        const followed = envelope.status === 'success' && !isReplay ? follow[name] : undefined;
        return toolResult(followed ? await followed(envelope, call, progressOf(context)) : envelope, detail);
      },
    );
  extension?.register(server);
  return server;
}

function progressOf({ mcpReq }: ServerContext): Progress {
  const progressToken = mcpReq._meta?.progressToken;
  return {
    signal: mcpReq.signal,
    report: async (progress, message) => {
      if (progressToken === undefined) return;
      const params = { progressToken, progress, message };
      await mcpReq.notify({ method: 'notifications/progress', params }).catch(() => undefined);
    },
  };
}
