import { worded } from '../lib/mail/letters.ts';
import { PROFILES } from '../lib/profile.ts';
import { settingsOf } from '../local/mcp/settings.ts';
import { httpFace } from '../local/mcp/http.ts';
import { authenticator } from './support/authenticator.ts';
import { type Api, startApi } from './support/harness.ts';
import { LETTERS } from './support/letters.ts';
import { connected, ERAS, type Served, served } from './support/mcp.ts';

const productName = 'Œuvre & Söhne, Inc.';

describe.each(PROFILES)('a product of another name, of profile %s', (profile) => {
  it('is named so by every mail that names it', () => {
    const mails = LETTERS.map((letter) => worded(letter, { productName, profile }));
    for (const { subject, text } of mails) expect(subject + text).not.toMatch(/clara/i);
    expect(mails.filter(({ subject }) => subject.includes(productName)).length).toBeGreaterThan(10);
  });

  it('is named so by the mails that are sent, and by an authenticator app', async () => {
    const api = await startApi({ policy: { profile, productName } });
    const app = authenticator(api);
    const user = await api.user();
    app.toNextStep();
    const { otpauth_uri = '' } = (await app.beginByMail(user)).data;
    const uri = new URL(otpauth_uri);
    expect(decodeURIComponent(uri.pathname)).toBe(`/${productName}:${user.email}`);
    expect(uri.searchParams.get('issuer')).toBe(productName);

    const [welcome, code] = await api.mails(user.email);
    expect(welcome?.subject).toBe(`Welcome to ${productName}: your activation code`);
    expect(welcome?.text).toMatch(`Welcome to ${productName}.`);
    expect(code?.subject).toBe(`Your ${productName} code`);
    api.refuseLeaks();
  });
});

describe('an MCP server of a product of another name', () => {
  let api: Api;
  let server: Served;
  beforeAll(async () => {
    api = await startApi({ policy: { productName } });
    server = await served(api);
  });
  afterAll(async () => {
    await server.stop();
    api.refuseLeaks();
  });

  it.each(ERAS)('is titled so by revision %s', async (era) => {
    const user = await api.user();
    const client = await connected(era, `${server.url}/mcp`, { Authorization: user.key });
    const version = client.getServerVersion();
    await client.close();
    expect(version).toMatchObject({ name: 'clara', title: productName });
  });

  it('is named so by the metadata of what protects it', async () => {
    const { text } = await api.call(
      'GET',
      '/.well-known/oauth-protected-resource/mcp',
      undefined,
      undefined,
      { isRoot: true, headers: { Host: 'api.example.com' } },
    );
    expect(JSON.parse(text)).toMatchObject({ resource_name: productName });
  });

  it('is named so by npm run mcp', async () => {
    const face = httpFace(settingsOf({ PRODUCT_NAME: productName }));
    const answer = await face(
      new Request('http://localhost:8000/.well-known/oauth-protected-resource/mcp', {
        headers: { Host: 'localhost:8000' },
      }),
    );
    expect(await answer.json()).toMatchObject({ resource_name: productName });
  });
});
