import { apiKey } from '@better-auth/api-key';
import { betterAuth } from 'better-auth';
import { getMigrations } from 'better-auth/db/migration';

/**
 * Better Auth with its API key plugin on a database, at the rate that Clara Backend has: 10 calls a second for each key.
 * @param database what Better Auth takes as one
 * @param count how many keys to make, all of one user
 * @returns how to verify one of its keys, and the keys
 */
export async function betterAuthOn(database, count) {
  const auth = betterAuth({
    database,
    secret: 'a secret of the bench, good for nothing else',
    baseURL: 'http://127.0.0.1',
    telemetry: { enabled: false },
    logger: { disabled: true },
    plugins: [apiKey({ rateLimit: { enabled: true, timeWindow: 1_000, maxRequests: 10 } })],
  });
  const { runMigrations } = await getMigrations(auth.options);
  await runMigrations();
  const { internalAdapter } = await auth.$context;
  const { id: userId } = await internalAdapter.createUser({
    name: 'Ada',
    email: `${Date.now()}@example.com`,
  });
  const keys = [];
  for (let made = 0; made < count; made++) {
    const { key } = await auth.api.createApiKey({ body: { userId } });
    keys.push(key);
  }
  const verify = async (key) => {
    const { valid, error } = await auth.api.verifyApiKey({ body: { key } });
    if (!valid) throw new Error(`Better Auth refused a good key: ${JSON.stringify(error)}`);
  };
  return { verify, keys };
}
