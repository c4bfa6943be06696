import * as z from 'zod/mini';
import type { EvidenceSource, Passage } from '../analysis.ts';
import type { Section } from '../../files/files.ts';
import { type ApiSettings, getJson } from './json-api.ts';
import { queryOf, relevantTo } from './relevance.ts';
import { webUrl } from './web-url.ts';

/** https://api-dashboard.search.brave.com/app/documentation/web-search/responses */
const Answer = z.object({
  web: z.optional(
    z.object({
      results: z.array(z.object({ title: z.string(), url: z.string(), description: z.optional(z.string()) })),
    }),
  ),
});

const RESULTS = 3;
const PASSAGES = 3;
const MAX_SNIPPET_CHARACTERS = 1_000;

/** Reads a page that a search found. @returns nothing where it cannot be read */
export type ReadPage = (url: string, signal: AbortSignal) => Promise<readonly Section[]>;

/** The web by Brave Search: what the pages say that it finds, or its own words about those that cannot be read. */
export function webSearchSource(
  settings: ApiSettings & { apiKey: string },
  readPage: ReadPage,
): EvidenceSource {
  return {
    name: 'web search',
    async find({ text }, signal) {
      // Its limits: 400 characters, 50 words.
      const query = { q: queryOf(text, 400, 50), count: String(RESULTS), text_decorations: 'false' };
      const headers = { 'x-subscription-token': settings.apiKey };
      const { web } = await getJson(
        settings,
        '/res/v1/web/search',
        query,
        { schema: Answer, headers },
        signal,
      );
      const passages = await Promise.all(
        (web?.results ?? []).slice(0, RESULTS).map(async ({ url, title, description = '' }) => {
          const link = webUrl(url);
          if (link === undefined) return [];
          const found = relevantTo(text, await readPage(link, signal), PASSAGES);
          const snippet = {
            text: description.slice(0, MAX_SNIPPET_CHARACTERS),
            locator: title.slice(0, 200),
          };
          const isEmpty = found.length === 0 && snippet.text.trim() === '';
          return isEmpty ? [] : (found.length > 0 ? found : [snippet]).map((section) => of(link, section));
        }),
      );
      return passages.flat();
    },
  };
}

const of = (url: string, section: Section): Passage => ({
  ...section,
  source: new URL(url).hostname,
  url,
  isOwn: false,
});
