import type { AnalysisResult } from './result.ts';

type ClaimReview = AnalysisResult['claim_review'][number];
type ResultClaim = AnalysisResult['claims'][number];

const RATINGS = {
  supported: { ratingValue: 5, alternateName: 'Supported' },
  refuted: { ratingValue: 1, alternateName: 'Refuted' },
} as const;

/**
 * schema.org's form of a verdict, for others to publish. There is none of what is neither supported nor refuted, nor of
 * what was only compared with the sender's own material: that is no review of whether it is true.
 */
export function claimReviewOf(claim: ResultClaim, author: string, now: number): ClaimReview | undefined {
  if (claim.verdict !== 'supported' && claim.verdict !== 'refuted') return undefined;
  if (claim.evidence.every(({ is_own }) => is_own)) return undefined;
  const urls = [...new Set(claim.evidence.flatMap(({ url }) => url ?? []))];
  return {
    '@context': 'https://schema.org',
    '@type': 'ClaimReview',
    claimReviewed: claim.text,
    datePublished: new Date(now).toISOString().slice(0, 10),
    author: { '@type': 'Organization', name: author },
    itemReviewed: {
      '@type': 'Claim',
      ...(urls.length > 0 && { appearance: urls.map((url) => ({ '@type': 'CreativeWork', url })) }),
    },
    reviewRating: { '@type': 'Rating', ...RATINGS[claim.verdict], worstRating: 1, bestRating: 5 },
    reviewBody: claim.reasoning,
  };
}
