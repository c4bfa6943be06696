import type { Reading } from '../files.ts';
import type { Sections } from './sections.ts';

/** Reads one family of types into sections. What cannot be parsed, it throws on. */
export type ReadFormat = (
  bytes: Uint8Array,
  sections: Sections,
  extension: string,
) => Reading | Promise<Reading>;

const TEXTS = '.csv .html .htm .txt .md .srt .vtt'.split(' ');

/** The reader of a type, loaded when it is needed: each brings a parser along. */
export async function readFormat(extension: string): Promise<ReadFormat | undefined> {
  const read = await parserOf(extension);
  if (!read || !TEXTS.includes(extension)) return read;
  const { charsetOf } = await import('./decoded.ts');
  return (bytes, sections, ...more) => {
    const charset = charsetOf(bytes);
    if (charset?.isGuessed) sections.note(`Its encoding was guessed: ${charset.name}.`);
    return read(bytes, sections, ...more);
  };
}

async function parserOf(extension: string): Promise<ReadFormat | undefined> {
  switch (extension) {
    case '.pdf':
      return (await import('./pdf/pdf.ts')).readPdf;
    case '.docx':
      return (await import('./docx.ts')).readDocx;
    case '.pptx':
      return (await import('./pptx.ts')).readPptx;
    case '.xlsx':
      return (await import('./xlsx.ts')).readXlsx;
    case '.csv':
      return (await import('./csv.ts')).readCsv;
    case '.html':
    case '.htm':
      return (await import('./html.ts')).readHtml;
    case '.md':
      return (await import('./markdown.ts')).readMarkdown;
    case '.txt':
      return (await import('./plain.ts')).readPlain;
    case '.srt':
    case '.vtt':
      return (await import('./subtitles.ts')).readSubtitles;
    case '.png':
    case '.jpg':
    case '.jpeg':
    case '.webp':
    case '.gif':
      return (await import('./image.ts')).readImage;
    default:
      return isMedia(extension) ? (await import('./media.ts')).readMedia : undefined;
  }
}

const MEDIA = '.mp3 .m4a .wav .flac .ogg .opus .aac .mp4 .m4v .mov .webm .mkv'.split(' ');
const isMedia = (extension: string) => MEDIA.includes(extension);
