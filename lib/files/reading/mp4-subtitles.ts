import { createFile, type ISOFile, MP4BoxBuffer, type Sample } from 'mp4box';
import type { Cue } from './cues.ts';

const MAX_CUES = 50_000;

/** The cues of an MP4's tracks of text: 3GPP timed text (`tx3g`, `text`) and WebVTT (`wvtt`). */
export function* embeddedSubtitles(bytes: Uint8Array): Generator<Cue> {
  const file = createFile(true);
  file.appendBuffer(MP4BoxBuffer.fromArrayBuffer(new Uint8Array(bytes).buffer, 0), true);
  file.flush();
  for (const { id, codec } of file.getInfo().tracks) {
    const textOf = codec.startsWith('wvtt') ? vttText : /^(tx3g|text)/.test(codec) ? timedText : undefined;
    if (!textOf) continue;
    for (const sample of samplesOf(file, id)) {
      const text = textOf(sample.data ?? new Uint8Array());
      if (text !== '') yield { lines: text.split(/\r\n?|\n/), seconds: sample.cts / sample.timescale };
    }
  }
}

function samplesOf(file: ISOFile, track: number): Sample[] {
  const count = Math.min(file.getTrackSamplesInfo(track).length, MAX_CUES);
  return Array.from({ length: count }, (_, i) => file.getTrackSample(track, i));
}

/** 3GPP TS 26.245 §5.17: a length of 16 bits and the text, UTF-8 or, with a byte order mark, UTF-16; then styles. */
function timedText(data: Uint8Array): string {
  const text = data.subarray(2, 2 + (((data[0] ?? 0) << 8) | (data[1] ?? 0)));
  const isUtf16 = text[0] === 0xfe && text[1] === 0xff;
  return new TextDecoder(isUtf16 ? 'utf-16be' : 'utf-8').decode(text);
}

/** ISO/IEC 14496-30 §6: boxes of cues, in which a box `payl` holds the text. */
function vttText(data: Uint8Array): string {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const texts: string[] = [];
  const visit = (from: number, to: number) => {
    for (let at = from; at + 8 <= to;) {
      const size = view.getUint32(at);
      if (size < 8 || at + size > to) return;
      const type = new TextDecoder('latin1').decode(data.subarray(at + 4, at + 8));
      if (type === 'vttc') visit(at + 8, at + size);
      if (type === 'payl') texts.push(new TextDecoder().decode(data.subarray(at + 8, at + size)));
      at += size;
    }
  };
  visit(0, data.length);
  return texts.join('\n');
}
