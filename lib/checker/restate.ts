/** What is said the long way round, said plainly; each rule takes a sentence's end as it stands. */
const RULES: [RegExp, string][] = [
  // "There is a city called Oslo." — "Oslo is a city."
  [
    /^There (?:is|was|exists|existed) (an?|the) (.+?) (?:called|named|known as) (\p{Lu}[^,]*?)\.?$/u,
    '$3 is $1 $2.',
  ],
  // "ABC is the network that aired the show." — "ABC aired the show."
  [
    /^(\p{Lu}[^,]*?) (?:is|was) (?:the|an?) (?!\p{Lu})[\p{L} -]+? (?:that|which|who) (?!(?:is|was|are|were|has|have|had|can|could|will)\b)(\p{Ll}+(?:ed|s|ote|ang|an|ade)) (.+)$/u,
    '$1 $2 $3',
  ],
  // "The capital of Norway is Oslo." — "Oslo is the capital of Norway."
  [/^The (\p{Ll}[\p{L} -]* of \p{Lu}[^,]*?) (is|was) (\p{Lu}[\p{L}' -]*)\.?$/u, '$3 $2 the $1.'],
];

/** Every word of what is returned stands in the claim. */
export function restated(claim: string): string {
  for (const [pattern, plain] of RULES) if (pattern.test(claim)) return claim.replace(pattern, plain);
  return claim;
}
