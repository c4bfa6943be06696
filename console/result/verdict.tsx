import type { AnalysisResult } from '../api/wire.ts';
import { Icon, type IconName } from '../parts/icons.tsx';
import type { Own } from './own.ts';

export type Verdict = AnalysisResult['verdict'];

/** A verdict is told by a word and a sign; its colour only repeats it. */
export const VERDICTS: Record<Verdict, { word: string; icon: IconName }> = {
  supported: { word: 'Supported', icon: 'check' },
  refuted: { word: 'Refuted', icon: 'cross' },
  mixed: { word: 'Mixed', icon: 'mixed' },
  not_enough_evidence: { word: 'Not enough evidence', icon: 'unknown' },
};

/** What to call a verdict that rests on the sender's own text or files alone, and what it means. */
const OWN_VERDICTS: Partial<Record<Verdict, { word: (own: Own) => string; meaning: (own: Own) => string }>> =
  {
    supported: {
      word: (own) => `Consistent with your ${own}`,
      meaning: (own) => `Your ${own} says the same. That does not make it true: ${ONLY_OWN}`,
    },
    refuted: {
      word: (own) => `Contradicts your ${own}`,
      meaning: (own) => `Your ${own} says otherwise. Which of the two is true, was not checked: ${ONLY_OWN}`,
    },
    mixed: {
      word: (own) => `In part consistent with your ${own}`,
      meaning: (own) => `What your ${own} says too is not thereby true: ${ONLY_OWN}`,
    },
  };
const ONLY_OWN = 'it was compared with your own material only.';

interface OwnVerdict {
  verdict: Verdict;
  /** undefined: not by the sender's own material alone */
  own: Own | undefined;
}

export const wordOf = ({ verdict, own }: OwnVerdict): string =>
  (own && OWN_VERDICTS[verdict]?.word(own)) ?? VERDICTS[verdict].word;

/** One sentence on what a verdict by the sender's own material means. */
export function OwnMeaning({ verdict, own }: OwnVerdict) {
  const meaning = own && OWN_VERDICTS[verdict]?.meaning(own);
  return meaning ? <p>{meaning}</p> : null;
}

export const VerdictBadge = ({ verdict, own }: Pick<OwnVerdict, 'verdict'> & Partial<OwnVerdict>) => (
  <span class={`badge verdict-${verdict}`}>
    <Icon name={VERDICTS[verdict].icon} />
    {wordOf({ verdict, own })}
  </span>
);
