import type { Signal } from './analysis.ts';
import { sentencesOf } from './sentences.ts';

/** Hints in the style of a text. They are told, and never change a verdict. */

const MOST = 20;
const MAX_QUOTE = 120;

const KINDS: readonly { kind: string; pattern: RegExp; note: string }[] = [
  {
    kind: 'absolute',
    pattern:
      /\b(?:always|never|everyone|everybody|nobody|no one|all experts|completely|totally|100 ?% (?:sure|safe|proven)|undeniabl[ey]|without exception)\b/i,
    note: 'Absolute wording leaves no room for exceptions.',
  },
  {
    kind: 'outrage',
    pattern:
      /!{2,}|\b(?:shocking|outrageous|disgusting|scandalous|horrifying|unbelievable|wake up|traitors?|sheeple)\b/i,
    note: 'The wording appeals to anger or fear.',
  },
  {
    kind: 'shouting',
    pattern: /\b\p{Lu}{4,}(?:\s+\p{Lu}{3,})+\b/u,
    note: 'Words in capitals shout.',
  },
  {
    kind: 'missing_source',
    pattern:
      /\b(?:(?:studies|experts|scientists|doctors|sources|insiders) (?:say|show|claim|agree|prove|confirm)|(?:many )?people (?:say|are saying)|it is (?:said|known|rumou?red) that|everyone knows)\b(?!.*(?:https?:|\[\d+\]|\(\d{4}\)))/i,
    note: 'A source is called upon but not named.',
  },
  {
    kind: 'urgency',
    pattern:
      /\b(?:share (?:this )?before|before (?:it|this) (?:is|gets) (?:deleted|removed)|act now|they don'?t want you to know)\b/i,
    note: 'The text presses the reader to act or share.',
  },
];

export function signalsOf(text: string): Signal[] {
  const signals: Signal[] = [];
  for (const { start, end } of sentencesOf(text)) {
    const sentence = text.slice(start, end);
    for (const { kind, pattern, note } of KINDS) {
      const match = pattern.exec(sentence);
      if (!match) continue;
      const from = Math.max(0, Math.min(match.index - 30, sentence.length - MAX_QUOTE));
      signals.push({ kind, quote: sentence.slice(from, from + MAX_QUOTE).toWellFormed(), note });
      if (signals.length === MOST) return signals;
    }
  }
  return signals;
}
