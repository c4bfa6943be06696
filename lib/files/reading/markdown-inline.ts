/** Marks within a line of Markdown. Every pattern is bounded: none looks further than a long paragraph. */

const CODE = /(`{1,3})([^`]{1,2000})\1/g;
const STRUCK = /~~(?=\S)[^~]{1,5000}~~|<(del|s|strike)\b[^<>]{0,300}>[^<]{0,5000}<\/\1>/gi;
const IMAGE_OR_LINK =
  /!?\[([^[\]]{0,1000})\]\((?:[^()\s]|\([^()\s]{0,300}\)){0,1000}(?:\s+"[^"]{0,300}"|\s+'[^']{0,300}')?\s*\)/g;
const REFERENCE = /!?\[([^[\]^]{1,1000})\]\[[^[\]]{0,300}\]/g;
const FOOTNOTE = /\[\^([^[\]]{1,50})\]/g;
const ADDRESS = /<((?:https?:|mailto:)[^<>\s]{1,1000})>/g;
const TAG = /<\/?[a-z][^<>]{0,300}>/gi;
const STARS = /(?<![\p{L}\p{N}*\\])(\*{1,3})(?=[^\s*])([^*]{1,2000}?)(?<=\S)\1(?![\p{L}\p{N}*])/gu;
const BARS = /(?<![\p{L}\p{N}_\\])(_{1,3})(?=[^\s_])([^_]{1,2000}?)(?<=\S)\1(?![\p{L}\p{N}_])/gu;
const ESCAPE = /\\([!-/:-@[-`{-~])/g;
const ENTITIES: Record<string, string> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  nbsp: ' ',
  ndash: '–',
  mdash: '—',
};

/** The words of a line as a page shows it: no marks, no addresses behind links, and not what was struck out. */
export function inlineText(markdown: string): { text: string; isStruck: boolean } {
  // Code stays as it is: it is put back at the end.
  const codes: string[] = [];
  const kept = markdown
    .replaceAll('\0', ' ')
    .replace(CODE, (_, __, code: string) => `\0${codes.push(code) - 1}\0`);
  const standing = kept.replace(STRUCK, '');
  const words = emphasised(
    standing
      .replace(IMAGE_OR_LINK, '$1')
      .replace(REFERENCE, '$1')
      .replace(FOOTNOTE, ' [$1]')
      .replace(ADDRESS, '$1')
      .replace(TAG, ''),
  )
    .replace(ESCAPE, '$1')
    .replace(/&(amp|lt|gt|quot|nbsp|ndash|mdash);/g, (_, name: string) => ENTITIES[name] ?? '')
    .replace(/\0(\d+)\0/g, (_, i: string) => codes[Number(i)] ?? '')
    .replace(/[ \t]+/g, ' ');
  return { text: words.trim(), isStruck: standing !== kept };
}

/** Emphasis may stand within emphasis, the outer one in other marks. */
const emphasised = (text: string): string => {
  let plain = text;
  for (let depth = 0; depth < 3; depth++) plain = plain.replace(STARS, '$2').replace(BARS, '$2');
  return plain;
};
