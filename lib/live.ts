import type * as z from 'zod/mini';
import {
  AnalysisSecrets,
  EngineSettings,
  EvidenceSettings,
  evidenceSettingsOf,
  FileSettings,
  FrontEndSettings,
  GoogleSettings,
  InboxSettings,
  LeakSettings,
  MailSettings,
  modelSettingsOf,
  policyOf,
  PolicySettings,
  PublicKeySecrets,
  QueueSettings,
  settingsOf,
  SharedKeySecrets,
  SigningSecrets,
  ShopSettings,
  StripeSecrets,
  StripeSettings,
  StripeWebhookSecrets,
  TableSettings,
  TranscriptionSecrets,
  TranscriptionSettings,
} from './config.ts';
import { bucketOrigin, dynamoDbAccess } from './aws.ts';
import { analystOf } from './analysis/analyst.ts';
import { embeddedEngine } from './checker/engine.ts';
import { embeddedFacts } from './checker/facts.ts';
import { networkEvidence } from './analysis/evidence/network.ts';
import { modelEngine } from './analysis/models/model-engine.ts';
import { keyringOf } from './domain/tokens.ts';
import { attachmentGate } from './files/gate.ts';
import { isolatedReader, PAGE_LIMITS } from './files/reading/reader.ts';
import { noFiles } from './files/no-files.ts';
import { s3Files } from './files/s3-files.ts';
import { openAiTranscriber, transcribing } from './files/transcription.ts';
import { googleIdentity } from './identity/google.ts';
import { githubReports } from './leaks/github.ts';
import { sesMailer } from './mail/ses.ts';
import { stripeBilling } from './payments/stripe-billing.ts';
import { stripeClient } from './payments/stripe-client.ts';
import { stripeEvents } from './payments/stripe-events.ts';
import { stripeHistory } from './payments/stripe-history.ts';
import { sqsQueue } from './queue/sqs-queue.ts';
import { readParameters } from './parameters.ts';
import { dynamoDb } from './table/dynamodb.ts';
import { Table } from './table/table.ts';

/**
 * The real dependencies, each made once per container, at its first use; the only place that makes clients.
 * Each is an export of its own, marked pure, so that a function's bundle holds only what it uses.
 */
function once<T>(make: () => T | Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= Promise.resolve()
      .then(make)
      .catch((error: unknown) => {
        made = undefined; // a passing failure must not last as long as the container
        throw error;
      });
    return made;
  };
}

/** From SSM Parameter Store when deployed (SECRETS_PATH), from the environment locally. */
async function secretsOf<S extends z.ZodMiniObject>(group: S): Promise<z.output<S>> {
  const path = process.env.SECRETS_PATH;
  return settingsOf(group, path ? await readParameters(path, Object.keys(group.shape)) : process.env);
}

let read: { policy: ReturnType<typeof policyOf>; corsOrigins: string[] } | undefined;
export const settings = () => {
  if (!read) {
    const set = settingsOf(PolicySettings);
    read = { policy: policyOf(set), corsOrigins: set.CORS_ORIGINS };
  }
  return read;
};

export const table = /* @__PURE__ */ once(
  () => new Table(dynamoDb(dynamoDbAccess()), settingsOf(TableSettings).TABLE_NAME, Date.now),
);

export const mail = /* @__PURE__ */ once(() =>
  sesMailer(settingsOf(MailSettings).MAIL_FROM, settings().policy),
);

export const keyring = /* @__PURE__ */ once(async () =>
  keyringOf((await secretsOf(SigningSecrets)).SIGNING_SECRETS),
);

export const sharedKeys = /* @__PURE__ */ once(async () => {
  const { PUBLIC_API_KEY, PRIVATE_API_KEY } = await secretsOf(SharedKeySecrets);
  return { public: PUBLIC_API_KEY, private: PRIVATE_API_KEY };
});

export const frontEnd = /* @__PURE__ */ once(async () => ({
  publicKey: (await secretsOf(PublicKeySecrets)).PUBLIC_API_KEY[0],
  clientUrl: settingsOf(FrontEndSettings).CLIENT_URL,
  uploadOrigin: bucketOrigin(settingsOf(FileSettings).FILES_BUCKET),
  mailInboxUrl: settingsOf(InboxSettings).MAIL_INBOX_URL,
}));

export const shop = /* @__PURE__ */ once(() => {
  const { CREDIT_RATES, CLIENT_URL } = settingsOf(ShopSettings);
  return { rates: CREDIT_RATES, clientUrl: CLIENT_URL };
});

const stripe = /* @__PURE__ */ once(async () => {
  const { STRIPE_API_BASE } = settingsOf(StripeSettings);
  const { STRIPE_SECRET_KEY } = await secretsOf(StripeSecrets);
  return stripeClient({
    secretKey: STRIPE_SECRET_KEY,
    ...(STRIPE_API_BASE !== undefined && { apiBase: STRIPE_API_BASE }),
  });
});

export const billing = /* @__PURE__ */ once(async () => stripeBilling(await stripe()));

export const paymentHistory = /* @__PURE__ */ once(async () => stripeHistory(await stripe()));

export const signedEvents = /* @__PURE__ */ once(async () =>
  stripeEvents((await secretsOf(StripeWebhookSecrets)).STRIPE_WEBHOOK_SECRET),
);

export const google = /* @__PURE__ */ once(() => {
  const { GOOGLE_JWKS_URL, GOOGLE_CLIENT_ID } = settingsOf(GoogleSettings);
  return googleIdentity(GOOGLE_JWKS_URL, GOOGLE_CLIENT_ID);
});

export const leakReports = /* @__PURE__ */ once(() =>
  githubReports(settingsOf(LeakSettings).GITHUB_KEYS_URL),
);

export const files = /* @__PURE__ */ once(() =>
  settings().policy.profile === 'clara' ? s3Files(settingsOf(FileSettings).FILES_BUCKET) : noFiles,
);

export const queue = /* @__PURE__ */ once(() => sqsQueue(settingsOf(QueueSettings).QUEUE_URL));

export const gate = /* @__PURE__ */ once(() => attachmentGate);

const transcriber = /* @__PURE__ */ once(async () => {
  const { TRANSCRIPTION_URL: url, TRANSCRIPTION_MODEL: model } = settingsOf(TranscriptionSettings);
  if (url === undefined) return undefined;
  const { TRANSCRIPTION_API_KEY: key } = await secretsOf(TranscriptionSecrets);
  return openAiTranscriber({ url, key, model, ms: 40_000 });
});

/** Node's own libraries may lie where only this variable says. */
const readingEnv = () => ({ LD_LIBRARY_PATH: process.env.LD_LIBRARY_PATH });

export const reader = /* @__PURE__ */ once(async () =>
  transcribing(isolatedReader(readingEnv()), await transcriber()),
);

const NO_SECRETS = {
  ANALYSIS_API_KEY: undefined,
  FACT_CHECK_API_KEY: undefined,
  WEB_SEARCH_API_KEY: undefined,
};

const note = (event: string, fields: Record<string, string | number>) =>
  console.warn(JSON.stringify({ level: 'warn', event, ...fields }));

const engine = /* @__PURE__ */ once(async () => {
  const set = settingsOf(EngineSettings);
  const isEmbedded = set.ANALYSIS_ENGINE === 'embedded';
  const model = modelSettingsOf(set, isEmbedded ? NO_SECRETS : await secretsOf(AnalysisSecrets));
  return model ? modelEngine(model) : embeddedEngine();
});

/** In the network, only where a source is named. */
const evidence = /* @__PURE__ */ once(async () => {
  const set = settingsOf(EvidenceSettings);
  const secrets = set.EVIDENCE_SOURCES.length > 0 ? await secretsOf(AnalysisSecrets) : NO_SECRETS;
  const chosen = evidenceSettingsOf(set, settingsOf(EngineSettings), secrets);
  return networkEvidence(chosen, { reader: isolatedReader(readingEnv(), PAGE_LIMITS), note });
});

export const analyst = /* @__PURE__ */ once(async () =>
  analystOf({
    engine: await engine(),
    reader: await reader(),
    evidence: [embeddedFacts(), ...(await evidence())],
    author: settings().policy.productName,
    now: Date.now,
    note,
  }),
);
