import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { credentialsOf, settingsOf, serverFor } from './settings.ts';

// Standard output is the protocol's: whatever is to be said goes to standard error.
try {
  const settings = settingsOf(process.env);
  const credentials = credentialsOf(settings);
  if (!credentials) throw new RangeError('API_KEY_TOKEN is missing: view the key in your account.');
  serveStdio(() => serverFor(settings, credentials), { maxSubscriptions: 0 });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
