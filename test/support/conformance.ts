import { setTimeout as sleep } from 'node:timers/promises';
import {
  acceptedContent,
  type ClientCapabilities,
  CLIENT_CAPABILITIES_META_KEY,
  createRequestStateCodec,
  fromJsonSchema,
  inputRequired,
  type McpServer,
  ResourceTemplate,
  type ServerContext,
} from '@modelcontextprotocol/server';
import type { Extension } from '../../lib/mcp/server.ts';

/**
 * What the official conformance suite expects a server to hold, beside the server's own tools: its names and sentences
 * are the suite's. https://github.com/modelcontextprotocol/conformance
 */

const PIXEL =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==';
const SILENCE = 'UklGRiYAAABXQVZFZm10IBAAAAABAAEAQB8AAAB9AAACABAAZGF0YQIAAAA=';

/** What the client carries from one round to the next, signed: no server of ours remembers anything. */
const state = createRequestStateCodec<Record<string, unknown>>({
  key: crypto.getRandomValues(new Uint8Array(32)),
});

const say = (text: string) => ({ content: [{ type: 'text' as const, text }] });
const image = { type: 'image' as const, data: PIXEL, mimeType: 'image/png' };
const noArguments = () => fromJsonSchema({ type: 'object', properties: {} });

const asked = (message: string, property: string) =>
  inputRequired.elicit({
    message,
    requestedSchema: {
      type: 'object',
      properties: {
        [property]: { type: property === 'ok' ? ('boolean' as const) : ('string' as const) },
      } as Record<string, { type: 'string' }>,
      required: [property],
    },
  });
const sampled = (text: string) =>
  inputRequired.createMessage({
    messages: [{ role: 'user', content: { type: 'text', text } }],
    maxTokens: 50,
  });
const answers = ({ mcpReq }: ServerContext) =>
  (mcpReq.inputResponses ?? {}) as Record<
    string,
    { content?: { text?: string }; roots?: { uri: string }[] } | undefined
  >;
const accepted = ({ mcpReq }: ServerContext, name: string) => acceptedContent(mcpReq.inputResponses, name);
const nameIn = (context: ServerContext, of: string): string | undefined => {
  const name = accepted(context, of)?.name;
  return typeof name === 'string' ? name : undefined;
};

type Handle = (context: ServerContext) => unknown;

/** Tools without arguments, by name. */
const TOOLS: Record<string, Handle> = {
  test_simple_text: () => say('This is a simple text response for testing.'),
  test_image_content: () => ({ content: [image] }),
  test_audio_content: () => ({ content: [{ type: 'audio', data: SILENCE, mimeType: 'audio/wav' }] }),
  test_embedded_resource: () => ({
    content: [
      {
        type: 'resource',
        resource: {
          uri: 'test://embedded-resource',
          mimeType: 'text/plain',
          text: 'This is an embedded resource content.',
        },
      },
    ],
  }),
  test_multiple_content_types: () => ({
    content: [
      { type: 'text', text: 'Multiple content types test:' },
      image,
      {
        type: 'resource',
        resource: {
          uri: 'test://mixed-content-resource',
          mimeType: 'application/json',
          text: JSON.stringify({ test: 'data', value: 123 }),
        },
      },
    ],
  }),
  test_error_handling: () => {
    throw new Error('This tool intentionally returns an error for testing');
  },
  async test_tool_with_progress({ mcpReq }) {
    const progressToken = mcpReq._meta?.progressToken;
    for (const progress of progressToken === undefined ? [] : [0, 50, 100]) {
      const params = { progressToken: progressToken ?? 0, progress, total: 100 };
      await mcpReq.notify({ method: 'notifications/progress', params });
      await sleep(20);
    }
    return say(String(progressToken));
  },
  async test_tool_with_logging({ mcpReq }) {
    for (const data of ['Tool execution started', 'Tool processing data', 'Tool execution completed']) {
      await mcpReq.notify({ method: 'notifications/message', params: { level: 'info', data } });
      await sleep(20);
    }
    return say('logged');
  },
  async test_logging_tool({ mcpReq }) {
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- the suite asks that it stays silent
    await mcpReq.log('info', 'only for who asked for a log level');
    return say('logged');
  },
  test_streaming_elicitation: () => say('nothing but a result'),
  test_missing_capability: (context) =>
    answers(context).llm_answer
      ? say('sampled')
      : inputRequired({ inputRequests: { llm_answer: sampled('Reply with the single word: pong') } }),

  test_input_required_result_elicitation(context) {
    const name = nameIn(context, 'user_name');
    return name === undefined
      ? inputRequired({ inputRequests: { user_name: asked('What is your name?', 'name') } })
      : say(`Hello, ${name}!`);
  },
  test_input_required_result_sampling(context) {
    const answer = answers(context).capital_question;
    return answer
      ? say(`Sampling response: ${answer.content?.text}`)
      : inputRequired({ inputRequests: { capital_question: sampled('What is the capital of France?') } });
  },
  test_input_required_result_list_roots(context) {
    const roots = answers(context).client_roots?.roots;
    return roots
      ? say(roots.map(({ uri }) => uri).join(', '))
      : inputRequired({ inputRequests: { client_roots: inputRequired.listRoots() } });
  },
  async test_input_required_result_request_state(context) {
    return accepted(context, 'confirm') && context.mcpReq.requestState()
      ? say('state-ok')
      : confirmation('request_state');
  },
  async test_input_required_result_tampered_state(context) {
    return accepted(context, 'confirm') && context.mcpReq.requestState()
      ? say('integrity-ok')
      : confirmation('tampered_state');
  },
  async test_input_required_result_multiple_inputs(context) {
    const name = nameIn(context, 'user_name');
    const { greeting, client_roots } = answers(context);
    if (name !== undefined && greeting && client_roots) return say(`${greeting.content?.text} ${name}`);
    return inputRequired({
      inputRequests: {
        user_name: asked('What is your name?', 'name'),
        greeting: sampled('Generate a greeting'),
        client_roots: inputRequired.listRoots(),
      },
      requestState: await state.mint({ of: 'multiple_inputs' }),
    });
  },
  async test_input_required_result_multi_round(context) {
    const { round, name } = context.mcpReq.requestState<Record<string, unknown>>() ?? {};
    if (round === 2) return say(`${String(name)} likes ${String(accepted(context, 'step2')?.color)}`);
    if (round === 1)
      return inputRequired({
        inputRequests: { step2: asked('Step 2: What is your favorite color?', 'color') },
        requestState: await state.mint({ round: 2, name: nameIn(context, 'step1') }),
      });
    return inputRequired({
      inputRequests: { step1: asked('Step 1: What is your name?', 'name') },
      requestState: await state.mint({ round: 1 }),
    });
  },
  test_input_required_result_capabilities(context) {
    if (context.mcpReq.inputResponses) return say('answered');
    const envelope = context.mcpReq.envelope as Record<string, ClientCapabilities | undefined> | undefined;
    const can = envelope?.[CLIENT_CAPABILITIES_META_KEY];
    return inputRequired({
      inputRequests: {
        ...(can?.elicitation && { user_name: asked('What is your name?', 'name') }),
        ...(can?.sampling && { greeting: sampled('Generate a short greeting') }),
        ...(can?.roots && { client_roots: inputRequired.listRoots() }),
      },
    });
  },
};

const confirmation = async (of: string) =>
  inputRequired({
    inputRequests: { confirm: asked('Please confirm', 'ok') },
    requestState: await state.mint({ of }),
  });

/** Keywords that must come through as they were written. */
const SCHEMA_2020_12 = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  $defs: {
    address: {
      $anchor: 'addressDef',
      type: 'object',
      properties: { street: { type: 'string' }, city: { type: 'string' } },
    },
  },
  properties: {
    name: { type: 'string' },
    address: { $ref: '#/$defs/address' },
    contactMethod: { type: 'string', enum: ['phone', 'email'] },
    phone: { type: 'string' },
    email: { type: 'string' },
  },
  allOf: [{ anyOf: [{ required: ['phone'] }, { required: ['email'] }] }],
  if: { properties: { contactMethod: { const: 'phone' } }, required: ['contactMethod'] },
  then: { required: ['phone'] },
  else: { required: ['email'] },
  additionalProperties: false,
} as const;

const description = 'Of the conformance suite';

function register(server: McpServer): void {
  for (const [name, handle] of Object.entries(TOOLS))
    server.registerTool(
      name,
      { description, inputSchema: noArguments() },
      (async (_: unknown, context: ServerContext) => await handle(context)) as never,
    );
  server.registerTool(
    'json_schema_2020_12_tool',
    { description, inputSchema: fromJsonSchema(SCHEMA_2020_12) },
    (given) => say(JSON.stringify(given)),
  );
  server.registerTool(
    'test_x_mcp_header',
    {
      description,
      inputSchema: fromJsonSchema<{ region?: string }>({
        type: 'object',
        properties: {
          region: { type: 'string', 'x-mcp-header': 'Region' } as { type: 'string' },
          level: { type: 'integer' },
        },
      }),
    },
    ({ region = 'none' }) => say(region),
  );

  const resource = (
    name: string,
    uri: string,
    mimeType: string,
    content: { text: string } | { blob: string },
  ) =>
    server.registerResource(name, uri, { mimeType }, () => ({ contents: [{ uri, mimeType, ...content }] }));
  resource('static-text', 'test://static-text', 'text/plain', {
    text: 'This is the content of the static text resource.',
  });
  resource('static-binary', 'test://static-binary', 'image/png', { blob: PIXEL });
  server.registerResource(
    'template',
    new ResourceTemplate('test://template/{id}/data', { list: undefined }),
    { mimeType: 'application/json' },
    (uri, { id }) => ({
      contents: [
        {
          uri: String(uri),
          mimeType: 'application/json',
          text: JSON.stringify({ id, templateTest: true, data: `Data for ID: ${String(id)}` }),
        },
      ],
    }),
  );

  const told = (text: string) => ({ role: 'user' as const, content: { type: 'text' as const, text } });
  server.registerPrompt('test_simple_prompt', { description }, () => ({
    messages: [told('This is a simple prompt for testing.')],
  }));
  server.registerPrompt(
    'test_prompt_with_arguments',
    { description, argsSchema: texts('arg1', 'arg2') },
    ({ arg1, arg2 }) => ({ messages: [told(`Prompt with arguments: arg1='${arg1}', arg2='${arg2}'`)] }),
  );
  server.registerPrompt(
    'test_prompt_with_embedded_resource',
    { description, argsSchema: texts('resourceUri') },
    ({ resourceUri = '' }) => ({
      messages: [
        {
          role: 'user',
          content: {
            type: 'resource',
            resource: {
              uri: resourceUri,
              mimeType: 'text/plain',
              text: 'Embedded resource content for testing.',
            },
          },
        },
        told('Please process the embedded resource above.'),
      ],
    }),
  );
  server.registerPrompt('test_prompt_with_image', { description }, () => ({
    messages: [{ role: 'user', content: image }, told('Please analyze the image above.')],
  }));
  server.registerPrompt('test_input_required_result_prompt', { description }, ((context: ServerContext) => {
    const given = accepted(context, 'user_context')?.context;
    return typeof given === 'string'
      ? { messages: [told(`Use the following context: ${given}`)] }
      : inputRequired({
          inputRequests: { user_context: asked('What context should the prompt use?', 'context') },
        });
  }) as never);

  server.server.setRequestHandler('logging/setLevel', () => ({}));
  server.server.setRequestHandler('completion/complete', () => ({
    completion: { values: [], total: 0, hasMore: false },
  }));
}

const texts = (...names: string[]) =>
  fromJsonSchema<Record<string, string>>({
    type: 'object',
    properties: Object.fromEntries(names.map((name) => [name, { type: 'string' }])),
    required: names,
  });

export const fixtures: Extension = {
  options: {
    capabilities: {
      resources: { listChanged: false },
      prompts: { listChanged: false },
      logging: {},
      completions: {},
    },
    requestState: { verify: (given, context) => state.verify(given, context) },
  },
  register,
};
