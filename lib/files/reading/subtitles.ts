import { decoded } from './decoded.ts';
import { clock } from './clock.ts';
import { type Cue, passagesOfCues } from './cues.ts';
import type { ReadFormat } from './formats.ts';

const START = /^(?:(\d{1,4}):)?(\d\d?):(\d\d?)[,.](\d{1,3}) +-->/;
const TAGS = /<[^<>]{0,100}>|\{\\[^{}]{0,100}\}/g;

/** Cues of SubRip and WebVTT, which differ in what may stand around them: each by the time it appears. */
export const readSubtitles: ReadFormat = (bytes, sections) => {
  const text = (decoded(bytes) ?? '').replace(/\r\n?/g, '\n');
  for (const { text: passage, seconds } of passagesOfCues(cuesIn(text)))
    if (!sections.add(passage, clock(seconds))) break;
  return sections.reading();
};

function* cuesIn(text: string): Generator<Cue> {
  for (const block of text.split(/\n(?:[ \t]*\n)+/)) {
    const lines = block.split('\n');
    const at = lines.findIndex((line) => START.test(line));
    const [, hours = '0', minutes = '0', seconds = '0'] = START.exec(lines[at] ?? '') ?? [];
    if (at < 0) continue; // a heading, a note, a style
    yield {
      seconds: Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds),
      lines: lines.slice(at + 1).map((line) => line.replace(TAGS, '')),
    };
  }
}
