import packageJson from '../../package.json' with { type: 'json' };
import { ProductSettings, settingsOf as groupOf } from '../../lib/config.ts';
import { toolOf } from '../../lib/http/tool.ts';
import { followAnalysis } from '../../lib/mcp/analysis.ts';
import { mcpServer, type ServerOptions } from '../../lib/mcp/server.ts';
import { type Credentials, restCaller, routes, subjectOf } from './rest.ts';

export interface Settings {
  /** where the API is, without `/api/v1` */
  url: string;
  /** of the environment; a request's own headers go first */
  token: string | undefined;
  userId: string | undefined;
  /** what the API's product is called */
  productName: string;
  port: number;
}

const FOLLOW_MS = 10 * 60_000;

/** @throws RangeError what is wrong, in one sentence */
export function settingsOf(env: NodeJS.ProcessEnv): Settings {
  const url = env.CLARA_URL ?? 'http://127.0.0.1:3000';
  if (!/^https?:\/\//.test(url) || !URL.canParse(url))
    throw new RangeError('CLARA_URL is the address of the API, such as http://127.0.0.1:3000.');
  const port = Number(env.PORT ?? 8000);
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new RangeError('PORT is a whole number from 1 to 65535.');
  return {
    url: url.replace(/(\/api\/v1)?\/*$/, ''),
    token: env.API_KEY_TOKEN,
    userId: env.USER_ID,
    productName: groupOf(ProductSettings, env).PRODUCT_NAME,
    port,
  };
}

/** Who calls, by a request's headers before the environment; undefined: nobody. */
export function credentialsOf({ token, userId }: Settings, headers = new Headers()): Credentials | undefined {
  const given = headers.get('authorization');
  const authorization = given ?? (token === undefined ? undefined : `Bearer ${token}`);
  if (authorization === undefined) return undefined;
  // The user of the environment is not the one of another's token.
  const user_id = headers.get('user-id') ?? (given === null ? userId : undefined);
  return { authorization, user_id: user_id ?? subjectOf(authorization) ?? '' };
}

const described = routes.map(toolOf);

/** The MCP server of one caller, its tools calling the API over HTTP. */
export function serverFor(
  { url, productName }: Pick<Settings, 'url' | 'productName'>,
  credentials: Credentials,
  extension?: ServerOptions['extension'],
): ReturnType<typeof mcpServer> {
  const until = Date.now() + FOLLOW_MS;
  return mcpServer({
    title: productName,
    version: packageJson.version,
    tools: described,
    call: restCaller(url, credentials),
    follow: { agent_analysis: followAnalysis(() => Date.now() < until) },
    extension,
  });
}
