import type { AnalysisResult } from '../api/wire.ts';
import { formatCredits, plural } from '../parts/format.ts';
import { Icon } from '../parts/icons.tsx';
import { ClaimCard } from './claim-card.tsx';
import { MarkedText } from './marked-text.tsx';
import { ownOfAll } from './own.ts';
import { OwnMeaning, type Verdict, VerdictBadge, VERDICTS, wordOf } from './verdict.tsx';

interface ResultProps {
  result: AnalysisResult;
  /** as it was sent, where it is known here */
  text: string | undefined;
  /** of the claim whose route this is */
  current: number | undefined;
  hrefOf: (claim: number) => string;
}

/** What an analysis found: the verdict, the text with its claims, each claim with its quotes, and what to know of it. */
export function Result({ result, text, current, hrefOf }: ResultProps) {
  const { verdict, summary, claims, signals, attachments, engine, credits_charged } = result;
  const own = ownOfAll(result);
  const isOfText = claims.some(({ span }) => span.attachment === null);
  return (
    <>
      <section class={`verdict verdict-${verdict}`} aria-label="Verdict">
        <p class="verdict-word">
          <Icon name={VERDICTS[verdict].icon} />
          {wordOf({ verdict, own })}
        </p>
        <p>{summary}</p>
        <OwnMeaning verdict={verdict} own={own} />
        <Counts claims={claims} />
      </section>
      {isOfText && (
        <section>
          <h2>The text</h2>
          {text === undefined ? (
            <p class="quiet">The text was sent from elsewhere and is not kept. Its claims are below.</p>
          ) : (
            <MarkedText text={text} claims={claims} attachments={attachments} hrefOf={hrefOf} />
          )}
        </section>
      )}
      <section>
        <h2>Claims</h2>
        {claims.length === 0 && <p class="quiet">Nothing in it can be checked.</p>}
        <ol class="claims">
          {claims.map((claim, index) => (
            <ClaimCard
              key={index}
              claim={claim}
              number={index + 1}
              isCurrent={index === current}
              attachments={attachments}
            />
          ))}
        </ol>
      </section>
      {attachments.length > 0 && <Attachments attachments={attachments} charged={credits_charged} />}
      {signals.length > 0 && <Signals signals={signals} />}
      <section class="small-print">
        <h2>How it was checked</h2>
        <p>
          By {engine.name} {engine.version}, for {formatCredits(credits_charged)} credits.
        </p>
        <ul>
          {engine.limits.map((limit) => (
            <li key={limit}>{limit}</li>
          ))}
        </ul>
      </section>
    </>
  );
}

const ORDER: Verdict[] = ['refuted', 'mixed', 'supported', 'not_enough_evidence'];

function Counts({ claims }: Pick<AnalysisResult, 'claims'>) {
  const counts = ORDER.map((verdict) => ({
    verdict,
    count: claims.filter((claim) => claim.verdict === verdict).length,
  }));
  return (
    <ul class="counts" aria-label={`${plural(claims.length, 'claim')}, by verdict`}>
      {counts
        .filter(({ count }) => count > 0)
        .map(({ verdict, count }) => (
          <li key={verdict}>
            <strong>{count}</strong> <VerdictBadge verdict={verdict} />
          </li>
        ))}
    </ul>
  );
}

const READ: Record<AnalysisResult['attachments'][number]['status'], string> = {
  read: 'Read',
  partly_read: 'Read in part',
  no_text: 'Holds no text',
  not_transcribed: 'Not transcribed',
  unreadable: 'Could not be read',
};

/** What its sender can help: a file as it is has nothing that can be read. */
const isUnread = ({ status }: AnalysisResult['attachments'][number]) =>
  status === 'unreadable' || status === 'no_text';

interface AttachmentsProps extends Pick<AnalysisResult, 'attachments'> {
  /** credits */
  charged: number;
}

const Attachments = ({ attachments, charged }: AttachmentsProps) => (
  <section>
    <h2>Files</h2>
    {charged > 0 && attachments.some(isUnread) && (
      <p class="quiet">
        Not every file could be read. The analysis was charged all the same, because the reason lies in the
        file. When the fault is ours, its credits come back.
      </p>
    )}
    <ul class="files">
      {attachments.map(({ name, status, pages, note }) => (
        <li key={name}>
          <Icon name="file" />
          <span class="file-name">{name}</span>
          <span class="quiet">
            {READ[status]}
            {pages !== undefined && `, ${plural(pages, 'page')}`}
          </span>
          {note && <span class="file-note">{note}</span>}
        </li>
      ))}
    </ul>
  </section>
);

const Signals = ({ signals }: Pick<AnalysisResult, 'signals'>) => (
  <section>
    <h2>Signs in the style</h2>
    <p class="quiet">Hints on how it is written. They do not change a verdict.</p>
    <ul class="signals">
      {signals.map(({ kind, quote, note }, index) => (
        <li key={index}>
          <strong>{kind.replaceAll('_', ' ')}</strong>: {note}
          <blockquote>{quote}</blockquote>
        </li>
      ))}
    </ul>
  </section>
);
