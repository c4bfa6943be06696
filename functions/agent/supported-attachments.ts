import { supportedAttachments, SupportedAttachments } from '../../lib/domain/analysis.ts';
import { endpoint, lambda } from '../../lib/http/endpoint.ts';
import { gate, settings } from '../../lib/live.ts';

export const route = endpoint({
  id: 'agent.supported_attachments',
  method: 'GET',
  path: '/users/{user_id}/agent/supported_attachments',
  summary: 'List the file types that an analysis takes.',
  callers: ['USER', 'KEY', 'PRIVATE'],
  only: 'clara',
  tool: { title: 'List the file types' },
  output: SupportedAttachments,
  status: 200,
  message: 'Supported attachments fetched successfully.',
  errors: [],
  uses: { gate: true },
  run: (ctx) => supportedAttachments(ctx),
});

export const handler = lambda(route, { settings, gate });
