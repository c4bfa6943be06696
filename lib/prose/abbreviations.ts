/** How to tell a full stop that ends a sentence from one that ends an abbreviation, an initial or an ordinal. */

/** Always followed by more: titles, and words that introduce a name or a place. */
const BEFORE_NAME =
  'Mr|Mrs|Ms|Mx|Messrs|Dr|Prof|St|Ste|Lt|Col|Gen|Sen|Rep|Gov|Capt|Cpl|Sgt|Maj|Cmdr|Adm|Hon|Rev|Fr|Msgr|Pres|Supt|Mt|Ft|Hr|Sra?|Srta|Dra|Mme|Mlle|Dipl|Ing|vs|cf|ca|e\\.g|i\\.e|approx|viz|z\\.\\s?B|d\\.\\s?h|u\\.\\s?a|bzw|sog|p\\.\\s?ej';
/** Followed by a number, if they are abbreviations at all: "No. 5" goes on, "No. The bridge is closed." does not. */
const BEFORE_NUMBER =
  '[Nn]os?|[Nn]rs?|[Vv]ols?|[Ff]igs?|Abb|Bd|Kap|Ziff|Tab|Arts?|Sec|Secs|Ch|Chs|pp?|para|paras|Abs|Eq|Op|Ref|Ver|est|b|c|d|r|fl|max|min|Tel|tel|ext|Ext|Rs|al';
/** May end a sentence; then a new one begins in a way that no name does. */
const ANYWHERE =
  'etc|Mio|Mrd|Tsd|Inc|Ltd|Corp|Co|Cos|Bros|Jr|Sr|Esq|Ph\\.D|M\\.D|B\\.A|M\\.A|D\\.C|L\\.A|N\\.Y|U\\.S(?:\\.A)?|U\\.K|U\\.N|E\\.U|EE\\.\\s?UU|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Mon|Tue|Wed|Thu|Fri|Sat|Sun|Ave|Blvd|Rd|Dept|Univ|Assn|Gov|Str|ft|in|lbs?|oz|hrs?|mins?|secs?';
const IN_A_DAY = 'a\\.m|p\\.m|A\\.M|P\\.M';

const at = (words: string) => new RegExp(`(?:^|[\\s("“„‘«[])(?:${words})\\.$`);
const NAME_FOLLOWS = at(BEFORE_NAME);
const NUMBER_FOLLOWS = at(BEFORE_NUMBER);
const MAY_END = at(ANYWHERE);
const TIME = at(IN_A_DAY);
const INITIAL = /(?:^|[\s("“„‘«[.])\p{Lu}\.$/u;
const LETTER = /(?:^|[\s(])\p{L}\.$/u;
const NUMBER_ALONE = /^[\s("“„‘«[]*(?:\d{1,3}|[ivxIVX]{1,5})[.)]$/;
const ORDINAL = /(?:^|[\s(])\d{1,2}\.$/;
const MONTH =
  /^(?:Jan(?:uar)?|Jänner|Feb(?:ruar)?|März|Mar(?:ch)?|April?|Mai|May|June?|Juni|July?|Juli|Aug(?:ust)?|Sep(?:t|tember)?|Okt(?:ober)?|Oct(?:ober)?|Nov(?:ember)?|De[cz](?:ember)?)\b/;
const CLOCK = /^(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|[A-Z]{2,4}T|GMT|UTC)\b/;

/** Words that stand at the start of a sentence and, in capitals, seldom anywhere else. */
const STARTER =
  /^["“„‘«'(]*(?:It|Its|He|His|She|Her|They|Their|This|These|Those|That|There|Then|We|Our|You|Your|The|An?|In|On|At|By|For|From|With|But|And|However|When|While|Where|After|Before|Since|If|As|Some|Many|Most|All|Both|Each|No|Not|Nobody|Today|Yesterday|Meanwhile|Another|According|Der|Die|Das|Ein|Eine|Er|Sie|Es|Wir|Im|Am|Le|La|Les|Un|Une|Il|Elle|Ils|El|Los|Las|Una)\b(?!\.)/;

/**
 * Whether the text goes on with the same sentence behind a full stop.
 * @param before the text up to the stop, its last some 20 characters at least
 * @param after the text behind the stop and the space
 */
export function goesOn(before: string, after: string): boolean {
  if (/^\p{Ll}/u.test(after)) return /[.!?…]["'”’»)\]]*$/.test(before);
  if (/^[,;]/.test(after) || NUMBER_ALONE.test(before)) return true;
  if (!before.endsWith('.') || before.endsWith('..')) return false;
  if (NAME_FOLLOWS.test(before)) return true;
  if (LETTER.test(before) && /^\p{L}\./u.test(after)) return true; // z. B., e. g.
  if (NUMBER_FOLLOWS.test(before)) return /^(?:\d|[IVX]+\b|§)/.test(after);
  if (TIME.test(before)) return CLOCK.test(after) || !/^["“„‘«'(]*[\p{Lu}\d]/u.test(after);
  if (ORDINAL.test(before) && MONTH.test(after)) return true;
  return (MAY_END.test(before) || INITIAL.test(before)) && !STARTER.test(after);
}

export const isStarter = (text: string): boolean => STARTER.test(text);
export const isMonth = (text: string): boolean => MONTH.test(text);
