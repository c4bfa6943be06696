import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Provider } from '../../lib/analysis/models/provider.ts';

/** What a model server is asked, whichever wire format it came in. */
export interface Asked {
  provider: Provider;
  path: string;
  headers: IncomingMessage['headers'];
  model: string;
  instructions: string;
  prompt: string;
  maxTokens: unknown;
  /** all of it, as sent */
  body: string;
}

export type Answered =
  /** what the model writes, and why it ends */
  | { text: string; end?: 'stop' | 'length' | 'refusal'; tokens?: [number, number]; drip?: boolean }
  | { status: number; headers?: Record<string, string>; error?: string; body?: string }
  /** no answer at all */
  | 'silence';

/** Token counts of each answer that names no others. */
export const TOKENS: [number, number] = [100, 20];

export interface ModelServer {
  url: string;
  asked: Asked[];
  /** decides what to answer; set by each test */
  answer: (asked: Asked, index: number) => Answered;
  /** ends what still hangs */
  close: () => Promise<void>;
}

/**
 * Speaks the wire formats of Anthropic's Messages, OpenAI's Chat Completions and Bedrock's Converse:
 * https://docs.anthropic.com/en/api/messages https://platform.openai.com/docs/api-reference/chat
 * https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html
 */
export async function startModelServer(): Promise<ModelServer> {
  const server = createServer((request, response) => void respond(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const model: ModelServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked: [],
    answer: () => ({ text: '{}' }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  async function respond(request: IncomingMessage, response: ServerResponse) {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const asked = understood(request, Buffer.concat(chunks).toString());
    if (!asked) return void response.writeHead(404).end('{"message":"no such path"}');
    model.asked.push(asked);
    const answer = model.answer(asked, model.asked.length - 1);
    if (answer === 'silence') return;
    if ('status' in answer) {
      const { status, headers = {}, body = errorOf(asked.provider, answer.error ?? 'error') } = answer;
      return void response.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(body);
    }
    const body = JSON.stringify(FORMATS[asked.provider](answer, asked));
    response.writeHead(200, { 'Content-Type': 'application/json' });
    if (!answer.drip) return void response.end(body);
    // A stream that never comes to its end.
    let at = 0;
    const timer = setInterval(() => response.write(body.charAt(at++) || ' '), 5);
    response.on('close', () => clearInterval(timer));
  }
  return model;
}

interface Wire {
  model?: string;
  system?: { text: string }[];
  messages: { role: string; content: string | { text?: string }[] }[];
  max_tokens?: number;
  inferenceConfig?: { maxTokens?: number };
  tools?: { name: string }[];
  toolConfig?: { tools: { toolSpec: { name: string } }[] };
}

const textOf = (content: string | { text?: string }[]) =>
  typeof content === 'string' ? content : content.map(({ text = '' }) => text).join('\n');

function understood(request: IncomingMessage, body: string): Asked | undefined {
  const path = request.url ?? '';
  const wire = JSON.parse(body) as Wire;
  const said = (role: string) =>
    wire.messages
      .filter((message) => message.role === role)
      .map(({ content }) => textOf(content))
      .join('\n');
  const common = { path, headers: request.headers, prompt: said('user'), body };
  const system = textOf(wire.system ?? []);
  const converse = /^\/model\/([^/]+)\/converse$/.exec(path);
  if (path === '/messages')
    return {
      ...common,
      provider: 'anthropic',
      model: wire.model ?? '',
      instructions: system,
      maxTokens: wire.max_tokens,
    };
  if (path === '/chat/completions')
    return {
      ...common,
      provider: 'openai-compatible',
      model: wire.model ?? '',
      instructions: said('system'),
      maxTokens: wire.max_tokens,
    };
  if (converse)
    return {
      ...common,
      provider: 'bedrock',
      model: decodeURIComponent(converse[1] ?? ''),
      instructions: system,
      maxTokens: wire.inferenceConfig?.maxTokens,
    };
  return undefined;
}

type Spoken = Exclude<Answered, 'silence' | { status: number }>;

/** Where a model has no schema for its answers, it gets a tool to answer by. */
const usesTool = ({ body }: Asked) => {
  const { tools, toolConfig } = JSON.parse(body) as Wire;
  return [
    ...(tools ?? []).map(({ name }) => name),
    ...(toolConfig?.tools ?? []).map(({ toolSpec }) => toolSpec.name),
  ].includes('json');
};

function parsed(text: string): object | undefined {
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

const FORMATS: Record<Provider, (answer: Spoken, asked: Asked) => unknown> = {
  anthropic({ text, end = 'stop', tokens = TOKENS }, asked) {
    const input = usesTool(asked) && end !== 'refusal' ? parsed(text) : undefined;
    const stop = { stop: input ? 'tool_use' : 'end_turn', length: 'max_tokens', refusal: 'refusal' }[end];
    return {
      id: 'msg_1',
      type: 'message',
      role: 'assistant',
      model: asked.model,
      content: input ? [{ type: 'tool_use', id: 'toolu_1', name: 'json', input }] : [{ type: 'text', text }],
      stop_reason: stop,
      stop_sequence: null,
      usage: { input_tokens: tokens[0], output_tokens: tokens[1] },
    };
  },
  'openai-compatible': ({ text, end = 'stop', tokens = TOKENS }, asked) => ({
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 1,
    model: asked.model,
    choices: [
      {
        index: 0,
        message:
          end === 'refusal'
            ? { role: 'assistant', content: null, refusal: text }
            : { role: 'assistant', content: text, refusal: null },
        finish_reason: end === 'length' ? 'length' : 'stop',
      },
    ],
    usage: {
      prompt_tokens: tokens[0],
      completion_tokens: tokens[1],
      total_tokens: tokens[0] + tokens[1],
    },
  }),
  bedrock({ text, end = 'stop', tokens = TOKENS }, asked) {
    const input = usesTool(asked) && end !== 'refusal' ? parsed(text) : undefined;
    const stop = {
      stop: input ? 'tool_use' : 'end_turn',
      length: 'max_tokens',
      refusal: 'guardrail_intervened',
    }[end];
    return {
      output: {
        message: {
          role: 'assistant',
          content: input ? [{ toolUse: { toolUseId: 't1', name: 'json', input } }] : [{ text }],
        },
      },
      stopReason: stop,
      usage: { inputTokens: tokens[0], outputTokens: tokens[1], totalTokens: tokens[0] + tokens[1] },
      metrics: { latencyMs: 1 },
    };
  },
};

/** As the provider words it; some quote the key that was wrong. */
function errorOf(provider: Provider, type: string): string {
  const message = 'something went wrong';
  if (provider === 'anthropic') return JSON.stringify({ type: 'error', error: { type, message } });
  if (provider === 'bedrock') return JSON.stringify({ message });
  return JSON.stringify({ error: { message, type, param: null, code: null } });
}
