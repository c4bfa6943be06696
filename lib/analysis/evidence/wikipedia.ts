import * as z from 'zod/mini';
import type { EvidenceSource, Passage } from '../analysis.ts';
import { type ApiSettings, getJson } from './json-api.ts';
import { keywords, relevantTo } from './relevance.ts';
import { webUrl } from './web-url.ts';

/** https://www.mediawiki.org/wiki/API:Search */
const Found = z.object({
  query: z.optional(z.object({ search: z.array(z.object({ pageid: z.int(), title: z.string() })) })),
});
/** https://www.mediawiki.org/wiki/Extension:TextExtracts */
const Extracts = z.object({
  query: z.object({
    pages: z.array(
      z.object({ title: z.string(), extract: z.optional(z.string()), fullurl: z.optional(z.string()) }),
    ),
  }),
});

const ARTICLES = 2;
const PASSAGES = 3;
const MAX_WORDS = 16;

/** @param settings `baseUrl`: of a wiki, which is also its language: `https://en.wikipedia.org` */
export function wikipediaSource(settings: ApiSettings): EvidenceSource {
  const name = 'Wikipedia';

  async function passagesOf(claim: string, pageid: number, signal: AbortSignal): Promise<Passage[]> {
    const query = {
      action: 'query',
      format: 'json',
      formatversion: '2',
      prop: 'extracts|info',
      inprop: 'url',
      explaintext: '1',
      exsectionformat: 'plain',
      pageids: String(pageid),
    };
    const { pages } = (await getJson(settings, '/w/api.php', query, { schema: Extracts }, signal)).query;
    return pages.flatMap(({ title, extract = '', fullurl }) => {
      const url = webUrl(fullurl);
      const sections = extract.split('\n').map((text) => ({ text, locator: title }));
      return relevantTo(claim, sections, PASSAGES).map((section) => ({
        ...section,
        source: name,
        ...(url !== undefined && { url }),
        isOwn: false,
      }));
    });
  }

  return {
    name,
    async find({ text }, signal) {
      // Words only: none of the operators of its search language. Without OR, all of them would have to be there.
      const srsearch = keywords(text).slice(0, MAX_WORDS).join(' OR ').slice(0, 300);
      if (srsearch === '') return [];
      const query = {
        action: 'query',
        format: 'json',
        formatversion: '2',
        list: 'search',
        srsearch,
        srlimit: String(ARTICLES),
        srprop: '',
      };
      const found = await getJson(settings, '/w/api.php', query, { schema: Found }, signal);
      const articles = (found.query?.search ?? []).slice(0, ARTICLES);
      const passages = await Promise.all(articles.map(({ pageid }) => passagesOf(text, pageid, signal)));
      return passages.flat();
    },
  };
}
