import * as z from 'zod/mini';

/** Raised when a client that reads the result would have to change. */
export const RESULT_VERSION = 1;

const Verdict = z.enum(['supported', 'refuted', 'mixed', 'not_enough_evidence']);

const Evidence = z.object({
  /** verbatim */
  quote: z.string(),
  /** the name of the attachment, `text`, `embedded facts`, or of the site it comes from */
  source: z.string(),
  /** where in the source: `page 3`, `sentence 12` */
  locator: z.string(),
  url: z.optional(z.url({ protocol: /^https?$/ })),
  /** It is the sender's own text or file: what agrees with it is consistent with it, and not thereby true. */
  is_own: z.optional(z.boolean()),
});

const Claim = z.object({
  text: z.string(),
  /** UTF-16 code units, `end` excluded; of the text when `attachment` is null, else of that file's extracted text */
  span: z.object({ attachment: z.nullable(z.string()), start: z.int(), end: z.int() }),
  verdict: Verdict,
  /** 0 to 1; at most 0.85 from the embedded engine */
  confidence: z.number().check(z.gte(0), z.lte(1)),
  reasoning: z.string(),
  evidence: z.array(Evidence),
});

/** https://schema.org/ClaimReview: one for each claim that was supported or refuted by more than the sender's own material */
const ClaimReview = z.object({
  '@context': z.literal('https://schema.org'),
  '@type': z.literal('ClaimReview'),
  claimReviewed: z.string(),
  /** ISO 8601 date */
  datePublished: z.string(),
  author: z.object({ '@type': z.literal('Organization'), name: z.string() }),
  itemReviewed: z.object({ '@type': z.literal('Claim'), appearance: z.optional(z.array(z.unknown())) }),
  /** 1 refuted … 5 supported */
  reviewRating: z.object({
    '@type': z.literal('Rating'),
    ratingValue: z.int(),
    worstRating: z.literal(1),
    bestRating: z.literal(5),
    alternateName: z.string(),
  }),
  reviewBody: z.string(),
});

/** What a completed analysis gives, as stored with its task and sent to the caller. */
export const AnalysisResult = z
  .object({
    version: z.literal(RESULT_VERSION),
    summary: z.string(),
    /** refuted and supported claims side by side make it mixed */
    verdict: Verdict,
    claims: z.array(Claim),
    /** hints in the style of the text; they never change a verdict */
    signals: z.array(z.object({ kind: z.string(), quote: z.string(), note: z.string() })),
    attachments: z.array(
      z.object({
        name: z.string(),
        /** its extension: `.pdf` */
        type: z.string(),
        status: z.enum(['read', 'partly_read', 'no_text', 'not_transcribed', 'unreadable']),
        pages: z.optional(z.int()),
        note: z.optional(z.string()),
      }),
    ),
    engine: z.object({
      name: z.string(),
      version: z.string(),
      /** sentences that say what this engine cannot know or do */
      limits: z.array(z.string()),
    }),
    usage: z.object({
      /** of the text and of what was read from the attachments */
      characters: z.int(),
      input_tokens: z.int(),
      output_tokens: z.int(),
    }),
    /** credits */
    credits_charged: z.number(),
    claim_review: z.array(ClaimReview),
  })
  .register(z.globalRegistry, {
    id: 'AnalysisResult',
    description:
      'What a completed analysis found: each claim with its verdict, and the quotes that decide it.',
  });
export type AnalysisResult = z.infer<typeof AnalysisResult>;
