import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { functionsOf } from '../local/build/functions.ts';

/** What a function may weigh, minified, in bytes: it is the larger part of a cold start. */
const LIMIT = 280_000;
const LIGHT = 60_000;
/** These carry the list of common passwords, Stripe's SDK, QR codes, or what proves who logs in. */
const HEAVY: Record<string, number> = {
  authRegister: 720_000,
  usersChangePassword: 720_000,
  stripeSettle: 560_000,
  stripePortal: 560_000,
  stripeBuy: 560_000,
  stripeIngest: 560_000,
  // It carries all that its tools do, and the protocol.
  mcp: 960_000,
  // These know the types of files by their magic numbers.
  agentSupportedAttachments: 190_000,
  agentUpload: 420_000,
  agentAnalysis: 420_000,
  // It carries the embedded engine's words and facts, and the SDK of language models.
  agentWork: 6_000_000,
  // It is the OpenAPI documents of both profiles.
  miscOpenapi: 250_000,
  authGoogle: 320_000,
  authLogin: 310_000,
  usersBeginTotp: 310_000,
  usersDisable2fa: 290_000,
  usersEnable2fa: 290_000,
  // These sign tokens, send mail and record the change.
  apiKeyReset: 290_000,
  secretScanningGithub: 290_000,
  usersErase: 290_000,
};
/** These touch no table. */
const WITHOUT_TABLE = [
  'miscHealth',
  'miscVersion',
  'miscFallback',
  'wellKnownProtectedResource',
  'pagesConsole',
  'pagesDocs',
];

const limitOf = (name: string) => HEAVY[name] ?? (WITHOUT_TABLE.includes(name) ? LIGHT : LIMIT);
const bundleOf = (file: string) => join(process.env.TEST_BUILD ?? '', 'functions', `${file}.mjs`);

describe('the bundle of', () => {
  it.each(functionsOf('clara').map(({ name, file }) => [name, limitOf(name), file] as const))(
    '%s weighs at most %i bytes',
    (name, limit, file) => {
      expect([name, Math.max(statSync(bundleOf(file)).size, limit)]).toEqual([name, limit]);
    },
  );

  it('the authorizer holds nothing that sends mail or hashes passwords', () => {
    const text = readFileSync(bundleOf('authorizer'), 'utf8');
    for (const foreign of ['outbound-emails', 'argon2id', 'passwords-common'])
      expect(text).not.toContain(foreign);
  });
});
