import * as z from 'zod/mini';
import type { EvidenceSource, Passage } from '../analysis.ts';
import { type ApiSettings, getJson } from './json-api.ts';
import { queryOf } from './relevance.ts';
import { webUrl } from './web-url.ts';

/** https://developers.google.com/fact-check/tools/api/reference/rest/v1alpha1/claims/search */
const Answer = z.object({
  claims: z.optional(
    z.array(
      z.object({
        text: z.optional(z.string()),
        claimant: z.optional(z.string()),
        claimReview: z.optional(
          z.array(
            z.object({
              publisher: z.optional(z.object({ name: z.optional(z.string()), site: z.optional(z.string()) })),
              url: z.optional(z.string()),
              title: z.optional(z.string()),
              reviewDate: z.optional(z.string()),
              textualRating: z.optional(z.string()),
            }),
          ),
        ),
      }),
    ),
  ),
});

const PAGE_SIZE = 5;
const MAX_CHARACTERS = 600;

/** What fact checkers found about claims of others, by Google's Fact Check Tools. */
export function factCheckSource(settings: ApiSettings & { apiKey: string }): EvidenceSource {
  return {
    name: 'Google Fact Check Tools',
    async find({ text }, signal) {
      const query = { query: queryOf(text, 300, 50), pageSize: String(PAGE_SIZE) };
      // As a header, and not in the address, which is logged on the way.
      const headers = { 'x-goog-api-key': settings.apiKey };
      const { claims = [] } = await getJson(
        settings,
        '/v1alpha1/claims:search',
        query,
        { schema: Answer, headers },
        signal,
      );
      return claims.slice(0, PAGE_SIZE).flatMap((claim) => reviewsOf(claim));
    },
  };
}

type Checked = NonNullable<z.infer<typeof Answer>['claims']>[number];

function reviewsOf({ text, claimant, claimReview = [] }: Checked): Passage[] {
  return claimReview.slice(0, 2).flatMap(({ publisher, url, title, reviewDate, textualRating }) => {
    const link = webUrl(url);
    const source = publisher?.name ?? publisher?.site;
    if (text === undefined || textualRating === undefined || source === undefined || !link) return [];
    const by = claimant === undefined ? '' : ` by ${claimant}`;
    const heading = title === undefined ? '' : ` ${title.slice(0, MAX_CHARACTERS)}`;
    return [
      {
        text: `Claim${by}: "${text.slice(0, MAX_CHARACTERS)}" Rated "${textualRating.slice(0, MAX_CHARACTERS)}" by ${source}.${heading}`,
        source,
        locator: reviewDate === undefined ? 'fact check' : `fact check of ${reviewDate.slice(0, 10)}`,
        url: link,
        isOwn: false,
      },
    ];
  });
}
