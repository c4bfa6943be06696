import packageJson from '../package.json' with { type: 'json' };
import type { RootDeclaration } from '../lib/http/endpoint.ts';
import { mcpEndpoint } from '../lib/http/mcp.ts';
import { usesOfAll } from '../lib/http/tool.ts';
import { billing, files, gate, queue, settings, shop, table } from '../lib/live.ts';
import { tools } from './tools.ts';

export const root: RootDeclaration = {
  id: 'mcp',
  method: 'POST',
  path: '/mcp',
  summary: 'Serve the API as tools to agents (MCP).',
  callers: ['USER', 'KEY'],
  only: 'clara',
  uses: usesOfAll(tools),
  memory: 1024,
  timeout: 29,
};

export const handler = mcpEndpoint({ route: root, version: packageJson.version }, tools, {
  settings,
  table,
  gate,
  files,
  queue,
  shop,
  billing,
});
