import type { Analyst } from '../../lib/analysis/analysis.ts';
import type { AnalysisResult } from '../../lib/analysis/result.ts';

/** A result that says nothing but how it came about. */
export const resultOf = (summary: string, charged: number): AnalysisResult => ({
  version: 1,
  summary,
  verdict: 'not_enough_evidence',
  claims: [],
  signals: [],
  attachments: [],
  engine: { name: 'of the tests', version: '1', limits: [] },
  usage: { characters: summary.length, input_tokens: 0, output_tokens: 0 },
  credits_charged: charged / 100,
  claim_review: [],
});

/** Stands behind the port of the analyst: what a task costs and goes through is the same, whatever its result. */
export const agreeing: Analyst = {
  analyse: ({ text, attachments, charged }) =>
    Promise.resolve({
      result: resultOf([text, ...attachments.map(({ name }) => name)].join(' | '), charged),
    }),
};
