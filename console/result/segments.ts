export interface Segment {
  text: string;
  /** which claim it belongs to; undefined: none */
  claim: number | undefined;
}

/**
 * Cuts a text at the spans of its claims. Where spans overlap, the one that begins first has the place; what lies
 * outside of the text, or is empty, marks nothing.
 * @param spans UTF-16 code units, `end` excluded; those of one claim at the index of the claim
 */
export function segmentsOf(
  text: string,
  spans: readonly { claim: number; start: number; end: number }[],
): Segment[] {
  const segments: Segment[] = [];
  let at = 0;
  for (const { claim, start, end } of spans.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    const from = Math.max(start, at);
    const to = Math.min(end, text.length);
    if (from >= to) continue;
    if (from > at) segments.push({ text: text.slice(at, from), claim: undefined });
    segments.push({ text: text.slice(from, to), claim });
    at = to;
  }
  if (at < text.length) segments.push({ text: text.slice(at), claim: undefined });
  return segments;
}
