import { useEffect, useRef } from 'preact/hooks';
import type { AnalysisResult } from '../api/wire.ts';
import { Icon } from '../parts/icons.tsx';
import { ownOf } from './own.ts';
import { OwnMeaning, VerdictBadge } from './verdict.tsx';

type Claim = AnalysisResult['claims'][number];

interface ClaimCardProps {
  claim: Claim;
  number: number;
  /** its route is the present one: it takes the focus */
  isCurrent: boolean;
  attachments: AnalysisResult['attachments'];
}

const percent = new Intl.NumberFormat(undefined, { style: 'percent' });

/** One claim: its verdict, why, and the quotes that it rests on. */
export function ClaimCard({ claim, number, isCurrent, attachments }: ClaimCardProps) {
  const card = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (isCurrent) card.current?.focus();
  }, [isCurrent]);
  const { text, span, verdict, confidence, reasoning, evidence } = claim;
  const own = ownOf(claim, attachments);
  return (
    <li ref={card} class={`claim verdict-${verdict}`} tabIndex={-1} aria-label={`Claim ${number}`}>
      <div class="claim-head">
        <span class="claim-number" aria-hidden="true">
          {number}
        </span>
        <VerdictBadge verdict={verdict} own={own} />
        {verdict !== 'not_enough_evidence' && <span class="quiet">{percent.format(confidence)} sure</span>}
      </div>
      <p class="claim-text">{text}</p>
      {span.attachment !== null && <p class="quiet">In {span.attachment}</p>}
      <p>{reasoning}</p>
      <OwnMeaning verdict={verdict} own={own} />
      {evidence.map((each, index) => (
        <Quote key={index} evidence={each} />
      ))}
    </li>
  );
}

function Quote({ evidence: { quote, source, locator, url } }: { evidence: Claim['evidence'][number] }) {
  const name = [source, locator].filter(Boolean).join(', ');
  return (
    <figure class="quote">
      <blockquote>{quote}</blockquote>
      <figcaption>
        {url !== undefined && isWeb(url) ? (
          <a href={url} target="_blank" rel="noopener noreferrer">
            {name} <Icon name="external" />
            <span class="unseen">(opens a new tab)</span>
          </a>
        ) : (
          name
        )}
      </figcaption>
    </figure>
  );
}

/** The result says so, too; but an address is followed by a click. */
const isWeb = (url: string): boolean => /^https?:$/.test(URL.parse(url)?.protocol ?? '');
