import { startHttp } from './http.ts';
import { settingsOf } from './settings.ts';

try {
  const settings = settingsOf(process.env);
  const { url, stop } = await startHttp(settings);
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void stop().then(() => process.exit(0)));
  console.log(`The API at ${settings.url} as an MCP server.\n\nready ${url}`);
} catch (error) {
  const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
  console.error(isTaken ? 'PORT is taken: choose another.' : error instanceof Error ? error.message : error);
  process.exit(1);
}
