import type { AnalysisResult } from '../api/wire.ts';
import { Icon, type IconName } from '../parts/icons.tsx';

export type Verdict = AnalysisResult['verdict'];

/** A verdict is told by a word and a sign; its colour only repeats it. */
export const VERDICTS: Record<Verdict, { word: string; icon: IconName }> = {
  supported: { word: 'Supported', icon: 'check' },
  refuted: { word: 'Refuted', icon: 'cross' },
  mixed: { word: 'Mixed', icon: 'mixed' },
  not_enough_evidence: { word: 'Not enough evidence', icon: 'unknown' },
};

export const VerdictBadge = ({ verdict }: { verdict: Verdict }) => (
  <span class={`badge verdict-${verdict}`}>
    <Icon name={VERDICTS[verdict].icon} />
    {VERDICTS[verdict].word}
  </span>
);
