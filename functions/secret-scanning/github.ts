import { disarm, Verdicts } from '../../lib/domain/leaks.ts';
import { received, Verbatim, webhook } from '../../lib/http/webhook.ts';
import { keyring, leakReports, mail, settings, table } from '../../lib/live.ts';

export const route = webhook({
  id: 'secret_scanning.github',
  method: 'POST',
  path: '/secret-scanning/github',
  summary: 'Take GitHub’s report of leaked tokens: those that are still good are so no more.',
  callers: ['SIGNATURE'],
  only: 'clara',
  signature: 'github-public-key-signature',
  output: Verdicts,
  status: 200,
  message: 'Leaked tokens handled successfully.',
  errors: ['unauthorized'],
  uses: {
    table: ['GetItem', 'PutItem', 'UpdateItem'],
    keyring: true,
    mail: true,
    leakReports: true,
  },
  timeout: 29,
  verify: (ctx, body, signature, headers) =>
    ctx.leakReports.read(body, signature, headers['github-public-key-identifier'] ?? '', ctx.now()),
  async run(ctx, reports) {
    const { verdicts, disarmed } = await disarm(ctx, reports);
    return new Verbatim(verdicts, { reports: reports.length, disarmed });
  },
});

export const handler = received(route, { settings, table, keyring, mail, leakReports });
