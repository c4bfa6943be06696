import { type ICommonTagsResult, parseBuffer } from 'music-metadata';
import type { Reading } from '../files.ts';
import { startOfFrames } from '../mp3.ts';
import { clock } from './clock.ts';
import { type Cue, passagesOfCues } from './cues.ts';
import type { ReadFormat } from './formats.ts';
import { embeddedSubtitles } from './mp4-subtitles.ts';

const IS_MP4 = /^\.(mp4|m4v|m4a|mov)$/;
const NOT_TRANSCRIBED = 'What is said in it was not transcribed.';

/** What the container says of its content, and subtitles that lie in it. Speech stays speech. */
export const readMedia: ReadFormat = async (bytes, sections, extension) => {
  // Whatever its brand: what the gate takes under these names is this container.
  const type = IS_MP4.test(extension) ? { mimeType: 'video/mp4' } : {};
  const parse = (part: Uint8Array) => parseBuffer(part, { size: part.length, ...type }, { skipCovers: true });
  // Behind zeros or a second tag the parser finds no music: then from where it begins.
  const { common, format } = await parse(bytes).catch((error: unknown) => {
    const start = extension === '.mp3' ? startOfFrames(bytes) : 0;
    if (start === 0) throw error;
    return parse(bytes.subarray(start));
  });
  const told = toldBy(common);
  if (told !== '') sections.add(told, 'metadata');
  let cues = 0;
  if (IS_MP4.test(extension))
    for (const { text, seconds } of passagesOfCues(subtitlesIn(bytes))) {
      cues++;
      if (!sections.add(text, clock(seconds))) break;
    }
  if (cues > 0) {
    sections.note('Its embedded subtitles were read.');
    return sections.reading();
  }
  const seconds = format.duration === undefined ? '' : ` It lasts ${Math.round(format.duration)} seconds.`;
  return notTranscribed(sections.reading(), `${NOT_TRANSCRIBED}${seconds}`);
};

/** None, where the boxes that would hold them cannot be followed: the rest of the film may be fine. */
function subtitlesIn(bytes: Uint8Array): Cue[] {
  try {
    return [...embeddedSubtitles(bytes)];
  } catch {
    return [];
  }
}

const notTranscribed = (reading: Reading, note: string): Reading => ({
  ...reading,
  status: 'not_transcribed',
  note,
});

function toldBy({ title, artist, album, year, description, comment, lyrics }: ICommonTagsResult): string {
  const lines: [name: string, value: string | number | undefined][] = [
    ['Title', title],
    ['Artist', artist],
    ['Album', album],
    ['Year', year],
    ['Description', description?.join(' ')],
    ['Comment', comment?.map(({ text }) => text ?? '').join(' ')],
    ['Lyrics', lyrics?.map(({ text }) => text ?? '').join('\n')],
  ];
  return lines.flatMap(([name, value]) => (value ? [`${name}: ${value}`] : [])).join('\n');
}
