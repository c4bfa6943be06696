import * as z from 'zod/mini';
import { isOneLine } from './plain-text.ts';
import { PROFILES } from './profile.ts';

/** A setting in the environment is text; a missing one takes its default. */
const whole = (fallback: number, min = 0) =>
  z.pipe(
    z._default(z.string().check(z.regex(/^\d{1,9}$/)), String(fallback)),
    z.pipe(
      z.transform((text: string) => Number(text)),
      z.int().check(z.gte(min)),
    ),
  );
const flag = z.pipe(
  z._default(z.enum(['true', 'false']), 'false'),
  z.transform((text: 'true' | 'false') => text === 'true'),
);
const list = z.pipe(
  z._default(z.string(), ''),
  z.transform((text: string) =>
    text
      .split(',')
      .map((entry) => entry.trim())
      .filter(Boolean),
  ),
);
const required = z.string().check(z.minLength(1));

const SECOND = 1000;
const HOUR = 3600 * SECOND;

/** What users know the product as, in mails, authenticator apps and MCP clients. */
export const ProductSettings = z.object({
  /** without the colon that ends an issuer in an otpauth URI, and so short that the QR code of one holds any e-mail, too */
  PRODUCT_NAME: z._default(
    z.string().check(
      z.trim(),
      z.maxLength(40),
      z.refine((name) => Buffer.byteLength(name) <= 90),
      z.refine(isOneLine),
      z.regex(/^[^:]*$/),
    ),
    'Clara',
  ),
});

/** The rules of accounts, sessions and codes; each has a default. Times in the unit that the name says. */
export const PolicySettings = z.object({
  PROFILE: z._default(z.enum(PROFILES), 'clara'),
  ...ProductSettings.shape,
  FREE_CREDITS: whole(100),
  HIDE_ACCOUNTS: flag,
  MIN_PASSWORD_LENGTH: whole(8, 8),
  /** OWASP password storage cheat sheet: argon2id with 46 MiB, one pass, one lane */
  ARGON2_MEMORY_KIB: whole(47_104, 8),
  ARGON2_PASSES: whole(1, 1),
  ARGON2_PARALLELISM: whole(1, 1),
  SESSION_IDLE_HOURS: whole(24, 1),
  /** NIST 800-63B-4 §2.1.3: 30 days at most at AAL1 */
  SESSION_LIFETIME_DAYS: whole(30, 1),
  CODE_COOLDOWN_SECONDS: whole(30),
  CODES_PER_DAY: whole(20, 1),
  LOGIN_TRIES_PER_ACCOUNT: whole(10, 1),
  LOGIN_TRIES_PER_ADDRESS: whole(100, 1),
  WEBHOOK_GRACE_SECONDS: whole(120),
  TASK_WAKE_SECONDS: whole(300, 1),
  OPEN_TASKS_PER_USER: whole(20, 1),
  CORS_ORIGINS: list,
});

export const policyOf = (set: z.output<typeof PolicySettings>) => ({
  profile: set.PROFILE,
  productName: set.PRODUCT_NAME,
  freeCredits: set.FREE_CREDITS * 100,
  hideAccounts: set.HIDE_ACCOUNTS,
  minPasswordLength: set.MIN_PASSWORD_LENGTH,
  argon2: {
    memoryKiB: set.ARGON2_MEMORY_KIB,
    passes: set.ARGON2_PASSES,
    parallelism: set.ARGON2_PARALLELISM,
  },
  sessionIdle: set.SESSION_IDLE_HOURS * HOUR,
  sessionLifetime: set.SESSION_LIFETIME_DAYS * 24 * HOUR,
  codeCooldown: set.CODE_COOLDOWN_SECONDS * SECOND,
  codesPerDay: set.CODES_PER_DAY,
  loginTriesPerAccount: set.LOGIN_TRIES_PER_ACCOUNT,
  loginTriesPerAddress: set.LOGIN_TRIES_PER_ADDRESS,
  webhookGrace: set.WEBHOOK_GRACE_SECONDS * SECOND,
  taskWake: set.TASK_WAKE_SECONDS * SECOND,
  openTasksPerUser: set.OPEN_TASKS_PER_USER,
});

export const TableSettings = z.object({ TABLE_NAME: required });
export const FileSettings = z.object({ FILES_BUCKET: required });
export const QueueSettings = z.object({ QUEUE_URL: required });
export const MailSettings = z.object({ MAIL_FROM: required });
export const GoogleSettings = z.object({
  /** our OAuth client ids; none: Google sign-in is off */
  GOOGLE_CLIENT_ID: list,
  GOOGLE_JWKS_URL: z._default(z.url(), 'https://www.googleapis.com/oauth2/v3/certs'),
});

/** Where GitHub publishes the keys by which it signs its reports of leaked tokens. */
export const LeakSettings = z.object({
  GITHUB_KEYS_URL: z._default(z.url(), 'https://api.github.com/meta/public_keys/secret_scanning'),
});

/** Limits in dollars, inclusive; rate in credits per dollar; the price is one of 1 USD, of which an order takes many. */
const Rates = z
  .array(
    z.strictObject({
      lower_limit: z.int().check(z.gte(1)),
      upper_limit: z.int().check(z.lte(999_999)),
      rate: z.int().check(z.gte(1), z.lte(1_000_000)),
      stripe_price_id: required,
    }),
  )
  .check(
    z.minLength(1),
    z.refine((rates) => rates.every(({ lower_limit, upper_limit }) => lower_limit <= upper_limit)),
    z.refine((rates) =>
      rates.every(
        (a, i) =>
          !rates.some((b, j) => j < i && a.lower_limit <= b.upper_limit && b.lower_limit <= a.upper_limit),
      ),
    ),
  );

export const FrontEndSettings = z.object({
  /** the front end: where Stripe's pages send the browser back to */
  CLIENT_URL: z.url({ protocol: /^https?$/ }),
});

/** Where mails can be read that only seem to be sent: a stand-in's inbox. Unset: they reach their addressees. */
export const InboxSettings = z.object({ MAIL_INBOX_URL: z.optional(z.url({ protocol: /^https?$/ })) });

export const ShopSettings = z.object({
  /** JSON, as `GET /stripe/rate` shows it; the spans must not overlap */
  CREDIT_RATES: z.pipe(
    z.pipe(
      required,
      z.transform((text: string, { issues }) => {
        try {
          return JSON.parse(text) as unknown;
        } catch {
          issues.push({ code: 'custom', input: '', message: 'no JSON' });
          return z.NEVER;
        }
      }),
    ),
    Rates,
  ),
  ...FrontEndSettings.shape,
});

/** Where Stripe is; unset means Stripe itself. */
export const StripeSettings = z.object({ STRIPE_API_BASE: z.optional(z.url()) });

/** Which engine judges claims, and, unless it is the embedded one, which model at which address. */
export const EngineSettings = z.object({
  ANALYSIS_ENGINE: z._default(z.enum(['embedded', 'anthropic', 'openai-compatible', 'bedrock']), 'embedded'),
  /** as its provider calls it; required for every engine but the embedded one */
  ANALYSIS_MODEL: z.optional(z.string()),
  /** of another server that speaks the provider's API */
  ANALYSIS_BASE_URL: z.optional(z.url({ protocol: /^https?$/ })),
  /** of Bedrock; unset: the function's own */
  ANALYSIS_REGION: z.optional(z.string().check(z.regex(/^[a-z]{2}(-[a-z]+)+-\d$/))),
  /** of one answer */
  ANALYSIS_MAX_OUTPUT_TOKENS: whole(4_096, 256),
  /** of one call */
  ANALYSIS_TIMEOUT_SECONDS: whole(45, 1),
});

/** Where evidence may be looked for in the network; nowhere unless named, as claims then leave the system. */
export const EvidenceSettings = z.object({
  EVIDENCE_SOURCES: z.pipe(list, z.array(z.enum(['fact-check', 'wikipedia', 'web-search']))),
  /** tells those who run the sources whom to write to */
  EVIDENCE_USER_AGENT: z._default(z.string().check(z.regex(/^[ -~]{1,200}$/)), 'clara-backend'),
  /** the wiki, and by it the language */
  WIKIPEDIA_URL: z._default(z.url({ protocol: /^https?$/ }), 'https://en.wikipedia.org'),
  FACT_CHECK_URL: z._default(z.url({ protocol: /^https?$/ }), 'https://factchecktools.googleapis.com'),
  WEB_SEARCH_URL: z._default(z.url({ protocol: /^https?$/ }), 'https://api.search.brave.com'),
});

/** Comma-separated, newest first: a second one is live while one is rolled. */
const secrets = (minLength: number) =>
  z.pipe(list, z.tuple([z.string().check(z.minLength(minLength))], z.string().check(z.minLength(minLength))));

/** Secrets have no default. Their names are also those of their parameters in SSM. */
export const SigningSecrets = z.object({ SIGNING_SECRETS: secrets(32) });
export const SharedKeySecrets = z.object({ PUBLIC_API_KEY: secrets(16), PRIVATE_API_KEY: secrets(16) });

export const PublicKeySecrets = z.object({ PUBLIC_API_KEY: secrets(16) });

export const StripeSecrets = z.object({ STRIPE_SECRET_KEY: required });
export const StripeWebhookSecrets = z.object({ STRIPE_WEBHOOK_SECRET: secrets(16) });

/** Each is needed only where the engine or the source is chosen that it belongs to. */
export const AnalysisSecrets = z.object({
  ANALYSIS_API_KEY: z.optional(z.string()),
  FACT_CHECK_API_KEY: z.optional(z.string()),
  WEB_SEARCH_API_KEY: z.optional(z.string()),
});

/** The model that is to be asked. @returns undefined for the embedded engine */
export function modelSettingsOf(
  set: z.output<typeof EngineSettings>,
  { ANALYSIS_API_KEY: apiKey }: z.output<typeof AnalysisSecrets>,
) {
  const { ANALYSIS_ENGINE: provider, ANALYSIS_MODEL: model, ANALYSIS_BASE_URL: baseUrl } = set;
  if (provider === 'embedded') return undefined;
  const missing = [
    ...(model === undefined ? ['ANALYSIS_MODEL'] : []),
    ...(provider === 'anthropic' && apiKey === undefined ? ['ANALYSIS_API_KEY'] : []),
    // Nobody's text goes to an address that nobody chose.
    ...(provider === 'openai-compatible' && baseUrl === undefined ? ['ANALYSIS_BASE_URL'] : []),
  ];
  if (model === undefined || missing.length > 0) throw missingSettings(missing);
  return {
    provider,
    model,
    ...(apiKey !== undefined && { apiKey }),
    ...(baseUrl !== undefined && { baseUrl }),
    ...(set.ANALYSIS_REGION !== undefined && { region: set.ANALYSIS_REGION }),
    maxOutputTokens: set.ANALYSIS_MAX_OUTPUT_TOKENS,
    timeoutMs: set.ANALYSIS_TIMEOUT_SECONDS * SECOND,
  };
}

/**
 * The sources that are to be asked. A review quotes the claim that it refutes: words for the embedded engine to agree
 * with, which therefore is shown none.
 */
export function evidenceSettingsOf(
  set: z.output<typeof EvidenceSettings>,
  { ANALYSIS_ENGINE: engine }: Pick<z.output<typeof EngineSettings>, 'ANALYSIS_ENGINE'>,
  { FACT_CHECK_API_KEY: factCheckKey, WEB_SEARCH_API_KEY: searchKey }: z.output<typeof AnalysisSecrets>,
) {
  const chosen = set.EVIDENCE_SOURCES.filter((name) => name !== 'fact-check' || engine !== 'embedded');
  const isOn = (name: (typeof chosen)[number]) => chosen.includes(name);
  const missing = [
    ...(isOn('fact-check') && factCheckKey === undefined ? ['FACT_CHECK_API_KEY'] : []),
    ...(isOn('web-search') && searchKey === undefined ? ['WEB_SEARCH_API_KEY'] : []),
  ];
  if (missing.length > 0) throw missingSettings(missing);
  return {
    userAgent: set.EVIDENCE_USER_AGENT,
    ...(isOn('wikipedia') && { wikipedia: { baseUrl: set.WIKIPEDIA_URL } }),
    ...(isOn('fact-check') &&
      factCheckKey !== undefined && { factCheck: { baseUrl: set.FACT_CHECK_URL, apiKey: factCheckKey } }),
    ...(isOn('web-search') &&
      searchKey !== undefined && { webSearch: { baseUrl: set.WEB_SEARCH_URL, apiKey: searchKey } }),
  };
}

/** The service that turns speech into text; unset: none does. */
export const TranscriptionSettings = z.object({
  /** with its version: `https://api.openai.com/v1` */
  TRANSCRIPTION_URL: z.optional(z.url({ protocol: /^https?$/ })),
  TRANSCRIPTION_MODEL: z._default(z.string(), 'whisper-1'),
});
export const TranscriptionSecrets = z.object({ TRANSCRIPTION_API_KEY: required });

/** Reads one group of settings. An error names the settings that are wrong, never what they hold. */
export function settingsOf<S extends z.ZodMiniObject>(
  group: S,
  values: Record<string, string | undefined> = process.env,
): z.output<S> {
  const given = Object.fromEntries(Object.keys(group.shape).map((name) => [name, values[name] || undefined]));
  const result = group.safeParse(given);
  if (result.success) return result.data;
  const wrong = [...new Set(result.error.issues.map(({ path }) => String(path[0])))];
  throw missingSettings(wrong);
}

const missingSettings = (names: readonly string[]) =>
  new TypeError(`These settings are missing or invalid: ${names.join(', ')}`);
