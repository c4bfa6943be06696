import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { AttachmentReader, Reading } from '../../lib/files/files.ts';
import { openAiTranscriber, transcribing } from '../../lib/files/transcription.ts';
import { formBody } from '../../lib/http/multipart.ts';
import { wav } from '../support/documents.ts';

interface Form {
  model?: string;
  response_format?: string;
  files: { name: string; bytes: Uint8Array }[];
}

/** Answers in turn, as the service would; `hang` never answers. */
let answers: { status: number; body?: unknown; headers?: Record<string, string> }[] | 'hang';
const requests: { path: string; key: string | undefined; form: Form }[] = [];
let server: Server;
let url: string;

const formOf = async (request: IncomingMessage) =>
  (await formBody({
    body: (await buffer(request)).toString('base64'),
    isBase64Encoded: true,
    multiValueHeaders: { 'content-type': [request.headers['content-type']] },
  } as unknown as APIGatewayProxyEvent)) as Form;

beforeAll(async () => {
  server = createServer((request, response) => {
    void formOf(request).then((form) => {
      requests.push({ path: request.url ?? '', key: request.headers.authorization, form });
      if (answers === 'hang') return;
      const { status, body, headers } = answers.shift() ?? { status: 500 };
      response.writeHead(status, { 'Content-Type': 'application/json', ...headers });
      response.end(typeof body === 'string' ? body : JSON.stringify(body ?? {}));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
});
beforeEach(() => void requests.splice(0));
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const untold: Reading = {
  status: 'not_transcribed',
  sections: [{ text: 'Title: x', locator: 'metadata' }],
  note: 'n',
};
const own: AttachmentReader = { read: () => Promise.resolve(untold) };
const bytes = wav();
const speech = { type: { kind: 'audio' as const, extension: '.wav' }, bytes };
const read = (signal = new AbortController().signal, ms = 5_000) =>
  transcribing(own, openAiTranscriber({ url, key: 'the-key', model: 'the-model', ms })).read(speech, signal);
const refused = { ...untold, note: 'What is said in it could not be transcribed.' };
/** The service is ours to choose: what it does not do, the sender does not pay for. */
const failed = { ...refused, isOurFault: true };

it('speech becomes sections by their times, after what the container says', async () => {
  answers = [
    {
      status: 200,
      body: {
        text: 'One. Two.',
        segments: [
          { start: 0, text: ' One.' },
          { start: 62.7, text: ' Two.' },
        ],
      },
    },
  ];
  expect(await read()).toEqual({
    status: 'read',
    sections: [
      { text: 'Title: x', locator: 'metadata' },
      { text: 'One.', locator: '00:00:00' },
      { text: 'Two.', locator: '00:01:02' },
    ],
  });
  const [{ path, key, form } = { path: '', key: '', form: { files: [] } }] = requests;
  expect([path, key]).toEqual(['/v1/audio/transcriptions', 'Bearer the-key']);
  expect([form.model, form.response_format]).toEqual(['the-model', 'verbose_json']);
  expect(form.files).toEqual([{ name: 'recording.wav', bytes }]);
});

it('a model that knows no segments is asked again without', async () => {
  answers = [{ status: 400 }, { status: 200, body: { text: 'All of it.' } }];
  expect((await read()).sections[1]).toEqual({ text: 'All of it.', locator: '00:00:00' });
  expect(requests.map(({ form }) => form.response_format)).toEqual(['verbose_json', 'json']);
});

it('what passes is tried once more', async () => {
  answers = [{ status: 429 }, { status: 200, body: { text: 'Now.' } }];
  expect((await read()).status).toBe('read');
  answers = [{ status: 503 }, { status: 503 }, { status: 200, body: { text: 'Never.' } }];
  expect(await read()).toEqual(failed);
});

it('silence is no text', async () => {
  answers = [{ status: 200, body: { text: '' } }];
  expect(await read()).toMatchObject({ status: 'no_text', sections: [{ locator: 'metadata' }] });
});

it.each([
  ['refuses the key', { status: 401 }],
  ['answers no JSON', { status: 200, body: '<html>' }],
  ['answers something else', { status: 200, body: { error: 'x' } }],
  ['answers more than anybody said', { status: 200, body: { text: 'x'.repeat(8_000_000) } }],
  ['leads elsewhere', { status: 302, headers: { Location: 'http://127.0.0.1:9/' } }],
])('a service that %s leaves it untranscribed', async (_, answer) => {
  answers = [answer];
  expect(await read()).toEqual(failed);
});

it.each([400, 413, 415, 422])(
  'a service that refuses the recording with %i: that is no fault of ours',
  async (status) => {
    answers = [{ status }, { status }];
    expect(await read()).toEqual(refused);
    const mute: AttachmentReader = { read: () => Promise.resolve({ ...untold, sections: [] }) };
    const service = openAiTranscriber({ url, key: 'k', model: 'm', ms: 5_000 });
    answers = [{ status }, { status }];
    const reading = await transcribing(mute, service).read(speech, new AbortController().signal);
    expect(reading).toEqual({ ...refused, status: 'unreadable', sections: [] });
  },
);

it('a service that does not answer is not waited for', async () => {
  answers = 'hang';
  expect(await read(undefined, 300)).toEqual(failed);
  expect(await read(AbortSignal.timeout(300))).toEqual(failed);
});

it('its tries have one deadline together', async () => {
  answers = [{ status: 429 }, { status: 200, body: { text: 'Too late.' } }];
  expect(await read(undefined, 500)).toEqual(failed);
  expect(requests).toHaveLength(1);
});

it('without a service, and for what was read, nothing is asked', async () => {
  expect(transcribing(own, undefined)).toBe(own);
  const reading: Reading = { status: 'read', sections: [] };
  const reader = transcribing(
    { read: () => Promise.resolve(reading) },
    openAiTranscriber({ url, key: 'k', model: 'm', ms: 1_000 }),
  );
  expect(await reader.read(speech, new AbortController().signal)).toBe(reading);
  expect(requests).toEqual([]);
});
