import type { AnalysisResult } from '../api/wire.ts';
import { segmentsOf } from './segments.ts';
import { ownOf } from './own.ts';
import { wordOf } from './verdict.tsx';

interface MarkedTextProps {
  text: string;
  claims: AnalysisResult['claims'];
  attachments: AnalysisResult['attachments'];
  /** the route of a claim, by its index */
  hrefOf: (claim: number) => string;
}

/** The text as it was sent, each claim in it marked by its verdict and leading to what was found. */
export function MarkedText({ text, claims, attachments, hrefOf }: MarkedTextProps) {
  const spans = claims.flatMap(({ span }, claim) => (span.attachment === null ? [{ claim, ...span }] : []));
  return (
    <p class="marked-text">
      {segmentsOf(text, spans).map((segment, index) => {
        const claim = segment.claim === undefined ? undefined : claims[segment.claim];
        if (segment.claim === undefined || !claim) return <span key={index}>{segment.text}</span>;
        return (
          <mark key={index} class={`verdict-${claim.verdict}`}>
            <a href={hrefOf(segment.claim)}>
              {segment.text}
              <sup>
                <span class="unseen"> Claim </span>
                {segment.claim + 1}
                <span class="unseen">
                  : {wordOf({ verdict: claim.verdict, own: ownOf(claim, attachments) })}
                </span>
              </sup>
            </a>
          </mark>
        );
      })}
    </p>
  );
}
