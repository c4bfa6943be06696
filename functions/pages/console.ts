import { page, served } from '../../lib/http/page.ts';
import { frontEnd, settings } from '../../lib/live.ts';

export const consolePage = page({
  id: 'page.console',
  path: '/console',
  summary: 'The console: a page for the owner of an account.',
  only: 'clara',
  uses: { frontEnd: true },
  /** Large files are put straight into their store. */
  connect: ({ frontEnd: { uploadOrigin } }) => [uploadOrigin],
  settings: ({ frontEnd: { publicKey, clientUrl, mailInboxUrl }, policy }) => ({
    public_api_key: publicKey,
    client_url: clientUrl,
    mail_inbox_url: mailInboxUrl ?? null,
    min_password_length: policy.minPasswordLength,
  }),
});

export const handler = served(consolePage, new URL('../../pages/console/', import.meta.url), {
  settings,
  frontEnd,
});
