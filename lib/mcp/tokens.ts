/**
 * How much of a model's context a tool's answer takes. Clients cut off, or refuse, what is longer: Claude Code at 25,000
 * tokens (https://code.claude.com/docs/en/mcp).
 */
export const MAX_TOKENS = 20_000;

/**
 * At most how many tokens a text is, without any model's tokenizer. English prose has more than four letters a token;
 * JSON, digits and ids have fewer, down to two and a half. Beyond ASCII, tokenizers differ, and what a script costs goes
 * by its bytes in UTF-8 rather than by its letters: a Chinese character (three bytes) is one or two tokens, an emoji
 * (four) two or three.
 */
export function tokensOf(text: string): number {
  const bytes = Buffer.byteLength(text);
  let ascii = 0;
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) < 0x80) ascii++;
  return Math.ceil(ascii / 2.5 + (bytes - ascii) / 1.5);
}
