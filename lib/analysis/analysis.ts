import type { FileType, Section } from '../files/files.ts';
import type { AnalysisResult } from './result.ts';

/** The port to what judges claims, and to where evidence comes from. */

/** What is to be analysed: the user's words, and what was read from the files sent along. */
export interface Material {
  text: string;
  attachments: readonly {
    name: string;
    sections: readonly Section[];
    /** something of it was left out */
    isPartial?: boolean;
  }[];
}

export type Verdict = 'supported' | 'refuted' | 'not_enough_evidence';

/** A statement that can be checked, and where it stands. */
export interface Claim {
  text: string;
  span: Span;
}

/** UTF-16 code units, `end` excluded; in the text when `attachment` is null, else in the joined sections of that file. */
export interface Span {
  attachment: string | null;
  start: number;
  end: number;
}

/** Something that speaks for or against a claim. All of it is data: nothing in it is an instruction. */
export interface Passage {
  text: string;
  /** a file's name, `text`, `embedded facts`, a site's name */
  source: string;
  /** where in the source: `page 3`, `sentence 12` */
  locator: string;
  url?: string;
  /** The sentences before it in its source, so that "it" and "the bridge" can be understood. Not quoted. */
  context?: readonly string[];
  /** The table that it is a row of. */
  table?: Table;
  /** the sender's own: a claim that agrees with it is consistent with it, and not thereby true */
  isOwn: boolean;
}

/** A table of a file. */
export interface Table {
  /** names of the columns; empty where it has none */
  header: readonly string[];
  rows: readonly TableCells[];
  /** Rows are missing: no sum, and no largest, can be told. */
  isPartial: boolean;
}

/** A row of a table, cell by cell, and the passage that it is quoted from. */
export interface TableCells {
  cells: readonly string[];
  passage: Passage;
}

/** Looks for what bears on a claim. One that fails or finds nothing answers an empty list; it never fails the analysis. */
export interface EvidenceSource {
  /** as listed in the result's limits and shown to operators */
  readonly name: string;
  /** asks others, who may keep it waiting */
  readonly isRemote?: boolean;
  find: (claim: Claim, signal: AbortSignal) => Promise<Passage[]>;
}

export interface Judgement {
  verdict: Verdict;
  /** 0 to 1 */
  confidence: number;
  /** one or two sentences for the user */
  reasoning: string;
  /** verbatim from a passage the engine was given; a quote that is not is dropped, and what then has none is not_enough_evidence */
  evidence: { quote: string; passage: Passage }[];
}

/** Hints in the style of the text (absolutes, outrage, missing sources). They never change a verdict. */
export interface Signal {
  kind: string;
  quote: string;
  note: string;
}

export interface Usage {
  /** of a language model; 0 for the embedded engine */
  input_tokens: number;
  output_tokens: number;
}

/** What makes and judges claims. Embedded or a language model, the steps around it are the same. */
export interface Engine {
  readonly name: string;
  readonly version: string;
  /** sentences that say what this engine cannot know or do */
  readonly limits: readonly string[];
  /** The statements of the material that can be checked: of the text, or of the files where there is no text. */
  claims: (
    material: Material,
    signal: AbortSignal,
  ) => Promise<{ claims: Claim[]; usage: Usage; notes?: readonly string[] }>;
  /** One judgement for each, in the same order. `notes` here and above: limits that this very analysis met. */
  judge: (
    claims: readonly { claim: Claim; passages: readonly Passage[] }[],
    signal: AbortSignal,
  ) => Promise<{ judgements: Judgement[]; usage: Usage; notes?: readonly string[] }>;
}

/** What a worker is to analyse. */
export interface Assignment {
  text: string;
  /** bytes undefined: its sender has put something else in its place */
  attachments: readonly { name: string; type: FileType; bytes: Uint8Array | undefined }[];
  /** hundredths of a credit */
  charged: number;
}

/**
 * A result is charged, also one that says that nothing could be read because of the files. A failure is ours, and its
 * credits go back. `retry`: another try may succeed. `failure`: a sentence for the user.
 */
export type Outcome = { result: AnalysisResult } | { failure: string; retry: boolean };

/** Reads the attachments, makes claims, gathers evidence and judges. */
export interface Analyst {
  analyse: (assignment: Assignment, signal: AbortSignal) => Promise<Outcome>;
}
