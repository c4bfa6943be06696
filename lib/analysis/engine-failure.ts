import type { Usage } from './analysis.ts';

/** Why a language model gave no answer that can be used. */
export type EngineFailureKind =
  /** it does not want to speak of this */
  | 'refused'
  /** its answer is longer than it may be, and what was asked cannot be split */
  | 'truncated'
  /** no JSON, or not as asked for */
  | 'malformed'
  /** 429, 529 or 5xx, at each try */
  | 'overloaded'
  | 'timeout'
  | 'unreachable'
  /** the key, the model or the request is wrong: an operator must act */
  | 'rejected'
  /** whoever asked does not want to know any more */
  | 'aborted';

const SENTENCES: Record<EngineFailureKind, string> = {
  refused: 'The language model refused to analyse this text.',
  truncated: 'The text is too dense for the language model to analyse.',
  malformed: 'The language model gave no usable answer.',
  overloaded: 'The language model is overloaded at the moment.',
  timeout: 'The language model did not answer in time.',
  unreachable: 'The language model cannot be reached at the moment.',
  rejected: 'The language model cannot be used at the moment.',
  aborted: 'The analysis was ended before it was complete.',
};
const MAY_PASS: ReadonlySet<EngineFailureKind> = new Set([
  'malformed',
  'overloaded',
  'timeout',
  'unreachable',
]);

/**
 * An engine could not do its part. It holds no cause: what providers and their SDK say may quote the key, the prompt
 * and the answer, and errors are logged.
 */
export class EngineFailure extends Error {
  override readonly name = 'EngineFailure';
  readonly kind: EngineFailureKind;
  /** for the log: a status, an error's type; nothing that a caller or a provider wrote */
  readonly detail: string;
  /** a sentence for the user */
  readonly failure: string;
  /** whether another try may succeed */
  readonly retry: boolean;
  /** what was spent all the same */
  readonly usage: Usage;

  constructor(kind: EngineFailureKind, detail: string, usage: Usage = { input_tokens: 0, output_tokens: 0 }) {
    super(detail === '' ? kind : `${kind}: ${detail}`);
    this.kind = kind;
    this.detail = detail;
    this.failure = SENTENCES[kind];
    this.retry = MAY_PASS.has(kind);
    this.usage = usage;
  }
}
