import {
  fromJsonSchema,
  type jsonSchemaValidator,
  McpServer,
  type McpServerOptions,
  type ServerContext,
} from '@modelcontextprotocol/server';

/** What a client is told of a tool. */
export interface Tool {
  name: string;
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

/** Calls the endpoint behind a tool; never throws. */
export type CallTool = (name: string, given: Record<string, unknown>) => Promise<Envelope>;

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

/**
 * The MCP server: the same tools over HTTP and stdio, for both eras of the protocol. It keeps nothing between requests,
 * and nothing of it travels through the client.
 */
export function mcpServer({ title, version, tools, call, follow, extension }: ServerOptions): McpServer {
  const server = new McpServer(
    { name: 'clara', title, version },
    {
      ...extension?.options,
      capabilities: { tools: { listChanged: false }, ...extension?.options.capabilities },
      instructions:
        'Check text and files for facts: agent.analysis starts an analysis for 20 credits and waits for it; ' +
        'task.view shows one that takes longer. user.view tells the credits, stripe.buy buys more.',
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
        const envelope = await call(name, given);
        const followed = envelope.status === 'success' ? follow[name] : undefined;
        return resultOf(followed ? await followed(envelope, call, progressOf(context)) : envelope);
      },
    );
  extension?.register(server);
  return server;
}

const resultOf = (envelope: Envelope) => ({
  content: [{ type: 'text' as const, text: JSON.stringify(envelope) }],
  structuredContent: { ...envelope },
  isError: envelope.status === 'error',
});

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
