/**
 * The port to what a user sends along: where attachments lie, what they are, and what is in them. A file's name
 * is data of its sender: it is shown and compared, and never becomes part of a path or a key.
 */

export type Kind = 'audio' | 'document' | 'image' | 'video';

/** What an attachment is, by its bytes and its name, which must agree. */
export interface FileType {
  kind: Kind;
  /** lower case, with its dot: `.pdf` */
  extension: string;
}

/** Why an attachment is not taken: it, or what it would unpack to, is over a limit, or it is not of a type we read. */
export type Refusal = 'too_large' | 'unsupported_attachment';

/** A stretch of text and where it is in its document: `page 3`, `slide 2`, `sheet "Costs", row 4`, `00:01:02`. */
export interface Section {
  text: string;
  locator: string;
  /** Set when the section is one row of a table. */
  row?: TableRow;
}

/** One row of a table, cell by cell, as displayed to a person. */
export interface TableRow {
  /** Which table of the file, counted from 0: rows of one table share it. */
  table: number;
  /** Whether the row names the columns. A table has at most one such row, its first. */
  isHeader: boolean;
  /** The text of each cell, '' for an empty one; the position is the column. */
  cells: string[];
}

/** How far an attachment could be read. */
export type ReadingStatus = 'read' | 'partly_read' | 'no_text' | 'not_transcribed' | 'unreadable';

/** An attachment after reading. */
export interface Reading {
  status: ReadingStatus;
  sections: Section[];
  /** of a document that has pages, slides or sheets: how many */
  pages?: number;
  /** a sentence for the user, where the status alone does not say it all */
  note?: string;
  /** It was not read, or not all of it, for a reason of ours: the sender's file is not to blame, and is not charged for. */
  isOurFault?: true;
}

/**
 * Reads attachments. A reader that runs away is killed, and the attachment is `unreadable`. What rejects is our fault,
 * too.
 */
export interface AttachmentReader {
  read: (file: { type: FileType; bytes: Uint8Array }, signal: AbortSignal) => Promise<Reading>;
}

/** Turns speech into text. None configured: audio and video are `not_transcribed`. */
export interface Transcriber {
  transcribe: (file: { type: FileType; bytes: Uint8Array }, signal: AbortSignal) => Promise<Section[]>;
}

/** Decides, before anything is stored or charged, what is taken. */
export interface AttachmentGate {
  /** Extensions by kind; exactly what `inspect` takes. */
  supported: () => Record<Kind, string[]>;
  isName: (name: string) => boolean;
  /** Whether the extension of a name is one that is taken. */
  isSupported: (name: string) => boolean;
  /** Whether a file is plain text in which nothing can be seen, so that there is nothing to read. */
  isBlank: (type: FileType, bytes: Uint8Array) => boolean;
  inspect: (name: string, bytes: Uint8Array) => Promise<FileType | Refusal>;
  /** no file may have more */
  maxBytes: number;
}

/** Where files lie for a day. Keys are ours, never made of what a user sent. */
export interface FileStore {
  put: (key: string, bytes: Uint8Array) => Promise<void>;
  /** @returns undefined when there is none, or none any more */
  get: (key: string, maxBytes: number) => Promise<Uint8Array | 'too_large' | undefined>;
  /** It is no error if there is none. */
  remove: (key: string) => Promise<void>;
  /** Lets whoever has the URL put a file of exactly so many bytes there, once or again, for `seconds`. */
  uploadUrl: (
    key: string,
    file: { bytes: number; seconds: number },
  ) => Promise<{ url: string; headers: Record<string, string> }>;
}
