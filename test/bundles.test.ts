import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { functionsOf } from '../local/build/functions.ts';

/** What a function may weigh, minified, in bytes: it is the larger part of a cold start. */
const LIMIT = 95_000;
const LIGHT = 60_000;
/** These carry the list of common passwords, Stripe's SDK, QR codes, or what proves who logs in. */
const HEAVY: Record<string, number> = {
  authRegister: 530_000,
  usersChangePassword: 530_000,
  stripeSettle: 350_000,
  stripePortal: 350_000,
  stripeBuy: 350_000,
  stripeIngest: 350_000,
  // It carries all that its tools do, and the protocol.
  mcp: 800_000,
  // These know the types of files by their magic numbers.
  agentSupportedAttachments: 170_000,
  agentUpload: 200_000,
  agentAnalysis: 240_000,
  // It carries the embedded engine's words and facts, and the SDK of language models.
  agentWork: 6_000_000,
  // It is the OpenAPI documents of both profiles.
  miscOpenapi: 250_000,
  authGoogle: 135_000,
  authLogin: 115_000,
  usersActivate: 110_000,
  usersSendCode: 100_000,
  usersBeginTotp: 125_000,
  usersDisable2fa: 110_000,
  usersEnable2fa: 110_000,
  usersErase: 115_000,
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
