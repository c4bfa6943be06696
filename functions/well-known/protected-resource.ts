import type { RootDeclaration } from '../../lib/http/endpoint.ts';
import { MCP_METADATA_PATH, METADATA_PATH, metadataEndpoint } from '../../lib/http/protected-resource.ts';
import { settings } from '../../lib/live.ts';

export const root: RootDeclaration = {
  id: 'well_known.protected_resource',
  method: 'GET',
  path: MCP_METADATA_PATH,
  alsoAt: METADATA_PATH,
  summary: 'Tell an MCP client what protects the server (RFC 9728).',
  callers: ['NOBODY'],
  only: 'clara',
  uses: {},
};

export const handler = metadataEndpoint(root, { settings });
