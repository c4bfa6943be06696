import { isBlank, isOneLine } from '../plain-text.ts';
import type { AttachmentGate, FileType, Kind, Refusal } from './files.ts';
import { type ImageType, inspectImage } from './inspection/image.ts';
import { inspectMedia } from './inspection/media.ts';
import { inspectPdf } from './inspection/pdf.ts';
import { inspectHtml, inspectSrt, inspectText, inspectVtt } from './inspection/text.ts';
import { inspectOffice } from './inspection/office.ts';
import { plausibleText } from './charset.ts';

/** 20 MB, as the longest that a document for people is. */
const MAX_BYTES = 20_000_000;
/** Text of more bytes than this is data, not something to read: 5 MB are some 2,000 pages. */
const MAX_TEXT_BYTES = 5_000_000;
/** Of all file systems in use the shortest limit on a name. */
const MAX_NAME_LENGTH = 255;

interface Format {
  kind: Kind;
  extension: string;
  maxBytes?: number;
  /** @returns why its bytes are refused, or undefined */
  inspect: (bytes: Uint8Array) => Refusal | undefined | Promise<Refusal | undefined>;
}

const text = (extension: string, inspect: Format['inspect']): Format => ({
  kind: 'document',
  extension,
  maxBytes: MAX_TEXT_BYTES,
  inspect,
});
const office = (extension: string, format: Parameters<typeof inspectOffice>[1]): Format => ({
  kind: 'document',
  extension,
  inspect: (bytes) => inspectOffice(bytes, format),
});
const image = (extension: string, type: ImageType): Format => ({
  kind: 'image',
  extension,
  inspect: (bytes) => inspectImage(bytes, type),
});
/** @param types as the magic numbers tell them apart */
const media = (
  kind: 'audio' | 'video',
  extension: string,
  types: string[] = [extension.slice(1)],
): Format => ({
  kind,
  extension,
  inspect: (bytes) => inspectMedia(bytes, types),
});

/** One container; its brand tells which program wrote it, not what it is called. */
const MP4 = ['mp4', 'm4v', 'm4a', 'm4b', 'mov', '3gp', '3g2'];

/** Every type that is taken. A reader stands behind each. */
const FORMATS: readonly Format[] = [
  { kind: 'document', extension: '.pdf', inspect: inspectPdf },
  office('.docx', 'docx'),
  office('.pptx', 'pptx'),
  office('.xlsx', 'xlsx'),
  text('.csv', inspectText),
  text('.html', inspectHtml),
  text('.htm', inspectHtml),
  text('.txt', inspectText),
  text('.md', inspectText),
  text('.srt', inspectSrt),
  text('.vtt', inspectVtt),
  image('.png', 'png'),
  image('.jpg', 'jpg'),
  image('.jpeg', 'jpg'),
  image('.webp', 'webp'),
  image('.gif', 'gif'),
  media('audio', '.mp3'),
  media('audio', '.m4a', MP4),
  media('audio', '.wav'),
  media('audio', '.flac'),
  media('audio', '.ogg', ['ogg', 'oga', 'opus']),
  media('audio', '.opus'),
  media('audio', '.aac'),
  media('video', '.mp4', MP4),
  media('video', '.m4v', MP4),
  media('video', '.mov', MP4),
  media('video', '.webm'),
  media('video', '.mkv'),
];
const byExtension = new Map(FORMATS.map((format) => [format.extension, format]));

/** What is read as it is: all of it is text. */
const PLAIN: ReadonlySet<string> = new Set(['.txt', '.md', '.csv', '.srt', '.vtt']);

const extensionOf = (name: string) => /\.[a-z0-9]{1,5}$/i.exec(name)?.[0].toLowerCase() ?? '';

/** What every attachment must pass before anything is stored, charged or parsed. */
export const attachmentGate: AttachmentGate = {
  maxBytes: MAX_BYTES,

  supported() {
    const extensions: Record<Kind, string[]> = { audio: [], document: [], image: [], video: [] };
    for (const { kind, extension } of FORMATS) extensions[kind].push(extension);
    return extensions;
  },

  isName: (name) => name.length <= MAX_NAME_LENGTH && isOneLine(name),

  isSupported: (name) => byExtension.has(extensionOf(name)),

  isBlank: ({ extension }, bytes) => PLAIN.has(extension) && isBlank(plausibleText(bytes) ?? '?'),

  async inspect(name, bytes): Promise<FileType | Refusal> {
    const format = byExtension.get(extensionOf(name));
    if (!format || bytes.length === 0) return 'unsupported_attachment';
    if (bytes.length > (format.maxBytes ?? MAX_BYTES)) return 'too_large';
    return (await format.inspect(bytes)) ?? { kind: format.kind, extension: format.extension };
  },
};
