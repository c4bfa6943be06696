import { wordCounts } from './hyphens.ts';
import { paragraphsOf } from './paragraphs.ts';

/** What is shown at a time. */
export interface Cue {
  seconds: number;
  lines: readonly string[];
}

/** Behind so long a silence another sentence begins, whether or not the last one has a full stop. */
const PAUSE_SECONDS = 15;

/** Cues break lines where it suits the eye, wherever there is room. */
const layoutOf = () => ({ hasRoom: () => false });

/**
 * Sentences run over several cues: those are put together, up to a cue at whose end a sentence ends.
 * @returns each with the time of its first cue
 */
export function* passagesOfCues(cues: Iterable<Cue>): Generator<{ text: string; seconds: number }> {
  const lines: string[] = [];
  const times: number[] = [];
  let last = 0;
  for (const { seconds, lines: shown } of cues) {
    const isAfterPause = seconds - last > PAUSE_SECONDS || seconds < last;
    for (const line of [...(isAfterPause ? [''] : []), ...shown.filter((each) => each.trim() !== '')]) {
      lines.push(line);
      times.push(seconds);
    }
    last = seconds;
  }
  let counts: Map<string, number> | undefined;
  const options = {
    counts: () => (counts ??= wordCounts(lines.join('\n'))),
    breaksAtSentences: true,
    layoutOf,
  };
  for (const { text, line } of paragraphsOf(lines, options)) yield { text, seconds: times[line] ?? 0 };
}
