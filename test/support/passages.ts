import type { Claim, Material, Passage } from '../../lib/analysis/analysis.ts';
import { attachmentEvidence, textEvidence } from '../../lib/analysis/own-evidence.ts';

const { signal } = new AbortController();

/** What the sent material says about each claim, as an analyst gathers it. */
export async function passagesOf(
  material: Material,
  claims: readonly Claim[],
): Promise<{ claim: Claim; passages: Passage[] }[]> {
  const sources = [attachmentEvidence(material), textEvidence(material)];
  return Promise.all(
    claims.map(async (claim) => ({
      claim,
      passages: (await Promise.all(sources.map((source) => source.find(claim, signal)))).flat(),
    })),
  );
}
