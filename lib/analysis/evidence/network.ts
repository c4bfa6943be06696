import type { AttachmentReader } from '../../files/files.ts';
import type { EvidenceSource } from '../analysis.ts';
import { factCheckSource } from './fact-check.ts';
import { SourceFailure } from './json-api.ts';
import { FETCH_RULES, type FetchRules } from './safe-fetch.ts';
import { pageReader } from './web-page.ts';
import { webSearchSource } from './web-search.ts';
import { wikipediaSource } from './wikipedia.ts';

/** Each source that is not configured is off: with any, claims leave the system. */
export interface NetworkSettings {
  userAgent: string;
  wikipedia?: { baseUrl: string };
  factCheck?: { baseUrl: string; apiKey: string };
  webSearch?: { baseUrl: string; apiKey: string };
}

export interface NetworkParts {
  /** reads the pages that the web search finds */
  reader: AttachmentReader;
  /** is told what failed; names of sources and reasons only */
  note: (event: string, ids: Record<string, string | number>) => void;
  rules?: FetchRules;
}

/** The sources of evidence that a deployment has chosen, each of which answers an empty list rather than fail. */
export function networkEvidence(
  { userAgent, wikipedia, factCheck, webSearch }: NetworkSettings,
  { reader, note, rules = FETCH_RULES }: NetworkParts,
): EvidenceSource[] {
  const readPage = pageReader(reader, { ...rules, userAgent }, (reason) => note('page_not_read', { reason }));
  return [
    ...(factCheck ? [factCheckSource({ ...factCheck, userAgent })] : []),
    ...(wikipedia ? [wikipediaSource({ ...wikipedia, userAgent })] : []),
    ...(webSearch ? [webSearchSource({ ...webSearch, userAgent }, readPage)] : []),
  ].map((source) => forgiving(source, note));
}

function forgiving(source: EvidenceSource, note: NetworkParts['note']): EvidenceSource {
  return {
    name: source.name,
    isRemote: true,
    async find(claim, signal) {
      try {
        return await source.find(claim, signal);
      } catch (error) {
        if (!signal.aborted)
          note('evidence_not_found', {
            source: source.name,
            reason: error instanceof SourceFailure ? error.message : 'failed',
          });
        return [];
      }
    },
  };
}
