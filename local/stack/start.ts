import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { folderOf, LOCAL_SECRETS, ownProfile, startStack } from './stack.ts';

const root = join(import.meta.dirname, '../..');
const say = (line: string) => console.log(line);

if (existsSync(join(root, '.env'))) process.loadEnvFile(join(root, '.env'));

const port = Number(process.env.PORT ?? 3000);
if (!Number.isInteger(port) || port < 1 || port > 65_526) {
  console.error('PORT is the first of ten ports: a whole number from 1 to 65526.');
  process.exit(1);
}

try {
  const fresh = process.argv.includes('--fresh');
  const profile = ownProfile();
  const stack = await startStack({ profile, port, fresh, folder: folderOf(port), say });
  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    say('stopping');
    void stack.stop().then(() => process.exit(0));
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  const { origin } = new URL(stack.url);
  if (profile === 'clara')
    say(`
The console, a page to do everything on: ${origin}/console
The documentation: ${origin}/docs`);
  say(`
A first call:

  curl -s ${stack.url}/auth/register -H 'Authorization: ${LOCAL_SECRETS.PUBLIC_API_KEY}' -H 'Content-Type: application/json' \\
    -d '{"first_name":"Ada","last_name":"Lovelace","email":"ada@example.com","password":"a long enough secret"}'

ready ${stack.url}`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
