/** A unit of measure or a variable, which is raised to a power rather than given a footnote. */
const POWER_BASE = /(?:^|[^\p{L}])(?:[mcdk]m|\p{L}|ft|in|yd|mi|nm|µm|μm)$/u;
/** Ten, not the end of a longer number. */
const TEN = /(?:^|[^\d.,])10$/;
/** A reference to a note: a number, a list of numbers, or one letter that is not the ending of an ordinal (1er, 2o). */
const REFERENCE = /^(?:\d{1,3}(?:[,;–-] ?\d{1,3})*|[a-df-np-qs-z])$/;

/**
 * Raised text as plain text, so that it cannot be read as further digits of a number or as letters of a word:
 * `1,200` and `1` give `1,200 [1]`, `10` and `6` give `10^6`, `m` and `2` give `m²`.
 * @param before the text that comes before, of which the end counts
 * @param digits the raised text
 * @returns what to append
 */
export function superscript(before: string, digits: string): string {
  const raised = digits.trim().replace(/^[−–‒⁻]/, '-');
  const end = before.slice(-20);
  if (POWER_BASE.test(end) && /^[23]$/.test(raised)) return raised === '2' ? '²' : '³';
  if (/^-\d{1,3}$/.test(raised) && (TEN.test(end) || POWER_BASE.test(end))) return `^${raised}`;
  if (/^\d{1,3}$/.test(raised) && TEN.test(end)) return `^${raised}`;
  const gap = end === '' || /\s$/.test(end) ? '' : ' ';
  if (REFERENCE.test(raised)) return `${gap}[${raised}]`;
  return /^[[(]/.test(raised) ? `${gap}${raised}` : digits;
}
