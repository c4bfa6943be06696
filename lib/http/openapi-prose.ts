import type { Profile } from '../profile.ts';
import type { Declaration } from './endpoint.ts';

const SUBJECTS: Record<Profile, { title: string; summary: string; counted: string }> = {
  clara: {
    title: 'Clara',
    summary: 'Accounts, one API key, prepaid credits, and an agent that checks facts.',
    counted: 'Each API key and each user',
  },
  boilerplate: {
    title: 'Clara’s boilerplate',
    summary: 'Accounts and prepaid credits.',
    counted: 'Each user',
  },
};

/** What the OpenAPI document of a profile says in words. */
export function infoOf(profile: Profile) {
  const { title, summary, counted } = SUBJECTS[profile];
  return {
    title,
    summary,
    description: `Every answer is \`{"data": …, "message": "<sentence>", "status": "success" | "error"}\`; a 204 has no body.

Times are HTTP dates. Credits and USD are JSON numbers with up to two decimals.

${counted} may call ten times a second. \`X-Request-Id\` names a call in the log, and \`X-Error-Code\` an
error for machines. An unknown path answers 404 and a wrong method 405, in the same envelope.`,
    license: { name: 'MIT', identifier: 'MIT' },
  };
}

export const TAGS = [
  { name: 'auth', description: 'Register, log in and out.' },
  { name: 'user', description: 'The account: its codes, password, second factor and profile.' },
  { name: 'api_key', description: 'The account’s one API key.' },
  { name: 'transaction', description: 'The ledger of credits.' },
  { name: 'task', description: 'Analyses, and their results.' },
  { name: 'agent', description: 'Start an analysis.' },
  { name: 'stripe', description: 'Buy credits.' },
  { name: 'secret_scanning', description: 'Tokens that were found in public.' },
  { name: 'misc', description: 'Is it there, and which version.' },
];

export const SECURITY_SCHEMES = {
  basic: {
    type: 'http',
    scheme: 'basic',
    description: 'BASIC: e-mail address and password.',
  },
  user: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'clara_user_<jwt>',
    description: 'USER: the token that a login gives.',
  },
  key: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'clara_api_<jwt>',
    description: 'KEY: the token of the API key.',
  },
  public: {
    type: 'apiKey',
    in: 'header',
    name: 'Authorization',
    description: 'PUBLIC: the key that a front end carries, with no scheme before it.',
  },
  private: {
    type: 'apiKey',
    in: 'header',
    name: 'Authorization',
    description: 'PRIVATE: the key of the operator’s own server, with no scheme before it.',
  },
  stripe: {
    type: 'apiKey',
    in: 'header',
    name: 'Stripe-Signature',
    description: 'Stripe’s signature over the body: https://docs.stripe.com/webhooks/signature',
  },
  github: {
    type: 'apiKey',
    in: 'header',
    name: 'Github-Public-Key-Signature',
    description:
      'GitHub’s signature over the body, by the key that Github-Public-Key-Identifier names: https://docs.github.com/en/code-security/secret-scanning/secret-scanning-partnership-program/secret-scanning-partner-program',
  },
};

type Requirement = Partial<Record<keyof typeof SECURITY_SCHEMES, string[]>>;

/** By the kind of caller. */
export const SECURITY: Record<Exclude<Declaration['callers'][number], 'SIGNATURE'>, Requirement[]> = {
  BASIC: [{ basic: [] }],
  USER: [{ user: [] }],
  KEY: [{ key: [] }],
  PUBLIC: [{ public: [] }],
  PRIVATE: [{ private: [] }],
  NOBODY: [],
};

/** By the header that carries the signature. */
export const SIGNATURES: Record<string, Requirement[] | undefined> = {
  'stripe-signature': [{ stripe: [] }],
  'github-public-key-signature': [{ github: [] }],
};
