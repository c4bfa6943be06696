import { page, served } from '../../lib/http/page.ts';
import { settings } from '../../lib/live.ts';

export const docsPage = page({
  id: 'page.docs',
  path: '/docs',
  summary: 'The documentation: the reference of the API, and how to begin.',
  only: 'clara',
  uses: {},
  connect: () => [],
  writesMarkup: true,
  settings: () => ({}),
});

export const handler = served(docsPage, new URL('../../pages/docs/', import.meta.url), { settings });
