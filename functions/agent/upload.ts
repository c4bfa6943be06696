import { beginUpload, Upload, UploadOrder } from '../../lib/domain/uploads.ts';
import { endpoint, lambda } from '../../lib/http/endpoint.ts';
import { files, gate, settings, table } from '../../lib/live.ts';

export const route = endpoint({
  id: 'agent.upload',
  method: 'POST',
  path: '/users/{user_id}/agent/uploads',
  summary: 'Get an address to upload a file to that is too large to be sent along.',
  callers: ['USER', 'KEY', 'PRIVATE'],
  only: 'clara',
  body: UploadOrder,
  output: Upload,
  status: 201,
  message: 'Upload created successfully.',
  errors: ['invalid_request', 'user_not_found', 'too_large', 'unsupported_attachment', 'rate_limited'],
  uses: { table: ['GetItem', 'PutItem', 'UpdateItem'], gate: true, files: ['PutObject uploads'] },
  run: (ctx, { caller, path, body }) => beginUpload(ctx, path.user_id, body, caller),
});

export const handler = lambda(route, { settings, table, gate, files });
