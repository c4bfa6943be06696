import type { Client } from '@modelcontextprotocol/client';
import { type Api, startApi, type User } from '../support/harness.ts';
import { connected, ERAS, type Served, served } from '../support/mcp.ts';

let api: Api;
let user: User;
let server: Served;
let client: Client;

beforeAll(async () => {
  api = await startApi({ policy: { freeCredits: 100_000 } });
  server = await served(api);
});
beforeEach(async () => {
  api.clock.advance(2_000);
});
afterAll(async () => {
  await server.stop();
  api.refuseLeaks();
});

describe.each(ERAS)('a client of revision %s', (era) => {
  beforeAll(async () => {
    user = await api.user();
    client = await connected(era, `${server.url}/mcp`, { Authorization: user.key });
  });
  it('lists', async () => {
    const { tools } = await client.listTools();
    process.stdout.write(JSON.stringify(tools, null, 1));
    const r = await client.callTool({ name: 'user.view' });
    process.stdout.write(JSON.stringify(r));
    expect(tools).toHaveLength(12);
  });
});
