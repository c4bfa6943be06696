import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  MailSettings,
  PolicySettings,
  ProductSettings,
  settingsOf,
  SharedKeySecrets,
  SigningSecrets,
} from '../lib/config.ts';
import { unavailable } from '../lib/errors.ts';
import { worded } from '../lib/mail/letters.ts';
import type { Letter, Mailer } from '../lib/mail/mailer.ts';
import { toMailbox } from '../lib/domain/mailbox.ts';
import { sesMailer } from '../lib/mail/ses.ts';
import { readParameters } from '../lib/parameters.ts';
import { type Api, basic, PASSWORD, PRIVATE, PUBLIC, startApi } from './support/harness.ts';
import { LETTERS } from './support/letters.ts';
import { itOfClara, ofClara } from './support/profile.ts';

/** A server that stands where an AWS service would, for one piece of work. */
async function standIn<T>(variable: string, answer: RequestListener, work: () => Promise<T>): Promise<T> {
  const server: Server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const before = process.env[variable];
  process.env[variable] = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    return await work();
  } finally {
    if (before === undefined) Reflect.deleteProperty(process.env, variable);
    else process.env[variable] = before;
    server.closeAllConnections();
    server.close();
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

describe('secrets from SSM Parameter Store', () => {
  const read = () => readParameters('/clara/test/', ['SIGNING_SECRETS', 'OTHER']);

  it('are asked for by one signed request, decrypted, and come by name', async () => {
    let asked: { headers: IncomingMessage['headers']; body: unknown } | undefined;
    const values = await standIn(
      'AWS_ENDPOINT_URL_SSM',
      (request, response) => {
        void textOf(request).then((text) => {
          asked = { headers: request.headers, body: JSON.parse(text) };
          response.end(JSON.stringify({ Parameters: [{ Name: '/clara/test/OTHER', Value: 'a,b' }] }));
        });
      },
      read,
    );
    expect(values).toEqual({ OTHER: 'a,b' });
    expect(asked?.headers['x-amz-target']).toBe('AmazonSSM.GetParameters');
    expect(asked?.headers.authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=local\/\d{8}\/us-east-1\/ssm\//,
    );
    expect(asked?.body).toEqual({
      Names: ['/clara/test/SIGNING_SECRETS', '/clara/test/OTHER'],
      WithDecryption: true,
    });
  });

  it.each<[string, RequestListener]>([
    ['an error', (_, response) => response.writeHead(500).end()],
    [
      'a refusal',
      (_, response) => response.writeHead(400, { 'x-amzn-errortype': 'AccessDeniedException' }).end(),
    ],
    ['something else than JSON', (_, response) => response.end('<html>')],
    ['silence', () => undefined],
    ['half an answer', (_, response) => void response.write('{"Parameters":[')],
  ])('are "unavailable" when it answers with %s', async (_, answer) => {
    await expect(standIn('AWS_ENDPOINT_URL_SSM', answer, read)).rejects.toMatchObject({
      code: 'unavailable',
    });
  });
});

describe('settings', () => {
  it('that are missing or wrong are named, and nothing they hold is', () => {
    const weak = 'tooshort';
    expect(() => settingsOf(SigningSecrets, { SIGNING_SECRETS: weak })).toThrow(
      /^(?!.*tooshort).*: SIGNING_SECRETS$/,
    );
    expect(() => settingsOf(SharedKeySecrets, {})).toThrow(/: PUBLIC_API_KEY, PRIVATE_API_KEY$/);
    expect(() => settingsOf(MailSettings, { MAIL_FROM: '' })).toThrow(/: MAIL_FROM$/);
    expect(() => settingsOf(PolicySettings, { HIDE_ACCOUNTS: 'yes', FREE_CREDITS: '-1' })).toThrow(
      /: FREE_CREDITS, HIDE_ACCOUNTS$/,
    );
    expect(() => settingsOf(PolicySettings, { MIN_PASSWORD_LENGTH: '7' })).toThrow(/: MIN_PASSWORD_LENGTH$/);
  });

  it.each([
    ['is blank', '  '],
    ['is too long', 'n'.repeat(41)],
    ['would begin a header of its own', 'Acme\r\nBcc: all@example.com'],
    ['is of two lines', 'Ac\u2028me'],
    ['holds a control character', 'Ac\u0007me'],
    ['would end an issuer', 'Acme: Cloud'],
    ['was broken', 'Ac\uFFFDme'],
  ])('refuse the name of a product that %s', (_, PRODUCT_NAME) => {
    expect(() => settingsOf(ProductSettings, { PRODUCT_NAME })).toThrow(/: PRODUCT_NAME$/);
  });

  it('take any other name for the product, and Clara for none', () => {
    expect(settingsOf(ProductSettings, {})).toEqual({ PRODUCT_NAME: 'Clara' });
    expect(settingsOf(PolicySettings, { PRODUCT_NAME: ' Œuvre & Söhne, Inc. ' }).PRODUCT_NAME).toBe(
      'Œuvre & Söhne, Inc.',
    );
  });

  it('that are secret may be several, newest first', () => {
    const [newer, older] = ['n'.repeat(32), 'o'.repeat(32)];
    expect(settingsOf(SigningSecrets, { SIGNING_SECRETS: `${newer}, ${older}` }).SIGNING_SECRETS).toEqual([
      newer,
      older,
    ]);
  });
});

const CLARA = { productName: 'Clara', profile: 'clara' } as const;

describe('mail', () => {
  const mailer = sesMailer('Clara <no-reply@clara.test>', CLARA);
  const letter: Letter = { kind: 'welcome', code: '123456' };
  const send = () => mailer.send('someone@example.com', letter);

  it('goes to the address that it is given, which is canonical: an international domain in ASCII', async () => {
    let to: unknown;
    await standIn(
      'AWS_ENDPOINT_URL_SESV2',
      (request, response) => {
        void textOf(request).then((text) => {
          to = (JSON.parse(text) as { Destination: unknown }).Destination;
          response.end('{}');
        });
      },
      () => mailer.send(toMailbox('someone@CAFÉ.example')?.address ?? '', letter),
    );
    expect(to).toEqual({ ToAddresses: ['someone@xn--caf-dma.example'] });
  });

  it.each<[string, string, RequestListener]>([
    [
      'invalid_request',
      'a refused address',
      (_, response) => response.writeHead(400, { 'x-amzn-errortype': 'BadRequestException:' }).end('{}'),
    ],
    ['unavailable', 'throttling', (_, response) => response.writeHead(429).end('{}')],
    ['unavailable', 'an error', (_, response) => response.writeHead(500).end('{}')],
    ['unavailable', 'silence', () => undefined],
  ])('fails as %s on %s', async (code, _, answer) => {
    await expect(standIn('AWS_ENDPOINT_URL_SESV2', answer, send)).rejects.toMatchObject({ code });
  });

  it('holds one code at most, and no word that a caller chose', () => {
    for (const each of LETTERS) {
      const { subject, text } = worded(each, CLARA);
      expect(subject).not.toMatch(/\d/);
      expect(text.match(/\d{6}/g) ?? []).toEqual('code' in each ? ['123456'] : []);
      expect(subject + text).not.toMatch(/undefined|null|\$\{|\[object/);
    }
    // What the boilerplate never sends may.
    const ofKeys = LETTERS.filter((each) =>
      /API key/.test(worded(each, { ...CLARA, profile: 'boilerplate' }).text),
    );
    expect(ofKeys.map(({ kind }) => kind)).toEqual(['api_key_reset', 'api_key_leaked', 'session_leaked']);
  });
});

const DOWN = { status: 503, message: 'The service is temporarily unavailable.', data: null };

describe('while mail is down', () => {
  let api: Api;
  let down = false;
  const real = sesMailer('Clara <no-reply@clara.test>', CLARA);
  const mail: Mailer = {
    send: (to, letter) =>
      down ? Promise.reject(unavailable('SES', new Error('down'))) : real.send(to, letter),
  };
  beforeAll(async () => {
    api = await startApi({ ports: { mail } });
  });
  beforeEach(() => {
    down = false;
  });
  afterAll(() => api.refuseLeaks());

  it('registering leaves nothing behind, and works when mail is back', async () => {
    const email = api.newEmail();
    const body = { first_name: 'Ada', last_name: 'Lovelace', email, password: PASSWORD };
    down = true;
    expect(await api.call('POST', '/auth/register', PUBLIC, body)).toMatchObject(DOWN);
    const left = (await api.items()).filter((item) => JSON.stringify(item).includes(email));
    expect(left.map(({ item_type }) => item_type)).toEqual([]);
    down = false;
    expect((await api.call('POST', '/auth/register', PUBLIC, body)).status).toBe(201);
  });

  it('a code that could not be sent starts no cool-down and does not count', async () => {
    const { email } = await api.registered();
    down = true;
    for (let i = 0; i < 30; i++)
      expect(await api.call('POST', `/users/${email}/otp/ACTIVATION`, PUBLIC)).toMatchObject(DOWN);
    down = false;
    expect((await api.call('POST', `/users/${email}/otp/ACTIVATION`, PUBLIC)).status).toBe(201);
  });

  itOfClara('a key is reset all the same, and the missing notice is noted', async () => {
    const user = await api.user();
    down = true;
    expect((await api.call('POST', `/users/${user.id}/api_key`, user.bearer)).status).toBe(201);
    expect((await api.call('GET', `/users/${user.id}`, user.key)).status).toBe(401);
    expect(api.log.some((line) => line.includes('notice_not_sent') && line.includes(user.id))).toBe(true);
  });
});

describe('while DynamoDB is down', () => {
  it('every call that needs it is answered with 503, and nothing is done', async () => {
    const api = await startApi();
    const user = await api.user();
    const body = { first_name: 'Ada', last_name: 'Lovelace', email: api.newEmail(), password: PASSWORD };
    const before = await api.items();
    api.faults.before = () => {
      throw Object.assign(new Error('down'), { name: 'TimeoutError' });
    };
    const calls = [
      api.call('POST', '/auth/register', PUBLIC, body),
      api.call('POST', '/auth/session', basic(user.email, user.password)),
      api.call('DELETE', '/auth/session', user.bearer),
      api.call('GET', `/users/${user.id}`, user.key),
      api.call('GET', `/users/${user.id}`, PRIVATE),
      ...ofClara(['GET', user.bearer], ['POST', PRIVATE]).map(([method, auth]) =>
        api.call(method, `/users/${user.id}/api_key`, auth),
      ),
      api.call('PATCH', `/users/${user.id}`, PRIVATE, { is_dark_mode: false }),
      api.call('POST', `/users/${user.email}/otp/ACTIVATION`, PUBLIC),
      api.call('POST', `/users/${user.email}/activate`, PUBLIC, { code: '000000' }),
      api.call('GET', `/users/${user.id}/transactions?limit=1&offset=0`, PRIVATE),
    ];
    for (const answer of await Promise.all(calls)) expect(answer).toMatchObject(DOWN);
    expect((await api.call('GET', '/health')).status).toBe(200);
    delete api.faults.before;
    expect(await api.items()).toEqual(before);
    expect((await api.call('GET', `/users/${user.id}`, user.key)).status).toBe(200);
    api.refuseLeaks();
  });
});
