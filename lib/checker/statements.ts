import { type Clause, isFinite, isParticiple, isVerbal } from './clauses.ts';
import { type Frame, frameOfHead, isNeutral, NEGATING } from './frames.ts';
import { isKindOf } from './lexicon.ts';
import { isShare } from './shares.ts';
import type { Word } from './words.ts';

/** One thing that a sentence says: of a subject, by a verb, with all that belongs to it. */
export interface Statement {
  /** content words of the subject; empty where it is a pronoun or missing */
  subject: Word[];
  pronoun?: string;
  verb: Word | undefined;
  isPassive: boolean;
  /** everything else that carries meaning, in order */
  rest: Word[];
  /** the preposition that each word of the rest hangs on; '' for an object or complement */
  roles: Map<Word, string>;
  isNegated: boolean;
  frames: Set<Frame>;
  /** `most`, `all`: of how many of the subject it is said */
  share?: Word;
  /** `switched off`: the little word behind the verb */
  particle?: string;
  /** Its source lists all there is: a name that is missing from it is wrong. */
  isClosed?: boolean;
}

const LIGHT = new Set(
  'be have do also there very so such just even still then too well as well one thing namely later now currently professionally officially actually really eventually finally subsequently mainly primarily largely yet already again ever once originally previously formerly initially only solely merely both either itself himself herself themselves'.split(
    ' ',
  ),
);

/** Before `of`, these add nothing: "the genre of dance music". */
const KIND_OF = /^(?:genre|kind|type|sort|form|style)$/;

const FUNCTION = /^(?:ADP|AUX|CCONJ|DET|PART|PRON|SCONJ|PUNCT|SYM|INTJ|SPACE)$/;

const PARTICLE = /^(?:on|off|in|out|up|down|over|away|back)$/;
const DENIERS = /^(?:not|n't|never|no|none|neither|nor|nobody|nothing|cannot|without)$/;

export const isContent = (word: Word) =>
  word.date !== undefined ||
  word.number !== undefined ||
  word.isName ||
  (!FUNCTION.test(word.pos) && !LIGHT.has(word.lemma) && /[\p{Script=Latin}\p{N}]/u.test(word.text));

export interface Parts {
  subject: Word[];
  pronoun: string | undefined;
  verb: Word | undefined;
  isPassive: boolean;
  rest: Word[];
  roles: Map<Word, string>;
  isNegated: boolean;
  frames: Set<Frame>;
  particle?: string;
  share?: Word;
}

const isUntil = (words: readonly Word[], at: number) =>
  words.slice(at, at + 8).some(({ plain }) => plain.startsWith('until'));

/** Takes a clause apart around its verb. */
export function partsOf({ words, kind }: Clause): Parts {
  const at =
    kind === 'apposition' || kind === 'aside'
      ? -1
      : words.findIndex(
          (word, i) =>
            (i > 0 || kind !== 'main' || word.pos === 'AUX') &&
            // "The proposal to close it was rejected": what somebody is to do is not what happens.
            words[i - 1]?.plain !== 'to' &&
            (isFinite(word) || (kind !== 'main' && isVerbal(word))),
        );
  const parts: Parts = {
    subject: [],
    pronoun: undefined,
    verb: undefined,
    isPassive: false,
    rest: [],
    roles: new Map(),
    isNegated: false,
    frames: new Set(),
  };
  let deniers = words.filter(
    ({ plain }, i) =>
      DENIERS.test(plain) &&
      plain !== 'without' &&
      !(words[i]?.text.startsWith('N') && words[i + 1]?.isName) &&
      words[i + 1]?.plain !== 'only' &&
      !(
        /^(?:no|not)$/.test(plain) &&
        !isVerbal(words[i + 1]) &&
        (words[i - 1]?.pos === 'CCONJ' || words[i - 1]?.text === ',') &&
        words.slice(0, i).some(isVerbal)
      ) &&
      !isUntil(words, i),
  ).length;
  // "Was not released until 1990" says that it was: told by a frame, not as a denial.
  if (words.some(({ plain }, i) => DENIERS.test(plain) && isUntil(words, i))) parts.frames.add('not until');
  let end = at < 0 ? 0 : at;
  if (at >= 0) {
    const chain: Word[] = [];
    for (; end < words.length; end++) {
      const word = words[end];
      if (/^(?:un)?able$/.test(word?.plain ?? '') && words[end + 1]?.plain === 'to') {
        if (word?.plain === 'unable') deniers++;
        else parts.frames.add('can');
        chain.length = 0;
        continue;
      }
      if (
        !word ||
        !(
          isVerbal(word) ||
          word.pos === 'ADV' ||
          word.pos === 'PART' ||
          (word.plain === 'to' && isVerbal(words[end + 1]))
        )
      )
        break;
      chain.push(word);
    }
    const verbs = chain.filter(isVerbal);
    const main = verbs.findLast(({ pos }) => pos === 'VERB') ?? verbs.at(-1);
    parts.verb = main;
    const left = main && frameOfHead(main);
    if (left !== undefined && main?.pos === 'AUX') parts.frames.add(left);
    const heads = verbs.slice(0, main ? verbs.indexOf(main) : 0);
    for (const head of heads) {
      const frame = frameOfHead(head);
      if (frame) parts.frames.add(frame);
      if (NEGATING.has(head.lemma) && head.pos === 'VERB') deniers++;
    }
    if (
      main &&
      NEGATING.has(main.lemma) &&
      /^(?:lack|avoid|refuse|reject)$/.test(main.lemma) &&
      verbs.length === 1
    )
      parts.frames.add(main.lemma);
    if (chain.some(({ plain }, i) => plain === 'yet' && chain[i + 1]?.plain === 'to')) deniers++;
    if (chain.some(({ plain }, i) => plain === 'to' && chain[i - 1]?.lemma === 'be'))
      parts.frames.add('modal');
    if (/ing$/.test(main?.plain ?? '') && heads.at(-1)?.pos === 'VERB' && !isNeutral(heads.at(-1) as Word))
      parts.frames.add(`${heads.at(-1)?.lemma} ing`);
    parts.isPassive ||=
      heads.some(({ lemma }) => lemma === 'be' || lemma === 'get') &&
      main?.pos === 'VERB' &&
      !/ing$/.test(main.plain);
    if (kind === 'reduced' || kind === 'participle' || (kind === 'inherit' && at === 0))
      parts.isPassive = isParticiple(main) && (kind !== 'inherit' || words[end]?.plain === 'by');
    for (const adverb of chain)
      if (adverb.pos === 'ADV' && isContent(adverb) && !DENIERS.test(adverb.plain)) parts.rest.push(adverb);
  }
  // What stands before the subject: "In 2023, …"
  const comma = words.findIndex(({ text }) => text === ',');
  const isFronted = at > 0 && comma >= 0 && comma < at && /^(?:ADP|SCONJ|ADV)$/.test(words[0]?.pos ?? '');
  let fronted = isFronted ? comma + 1 : 0;
  // "In the first match, in Oslo, they won"
  for (let next = fronted; fronted > 0 && words[fronted]?.pos === 'ADP'; fronted = next + 1) {
    next = words.findIndex(({ text }, i) => i > fronted && text === ',');
    if (next < 0 || next >= at) break;
  }
  const place = (word: Word, role: string) => {
    parts.rest.push(word);
    parts.roles.set(word, role);
  };
  let role = '';
  for (const word of words.slice(0, fronted)) {
    if (word.pos === 'ADP') role = word.plain;
    else if (isContent(word)) place(word, role);
  }
  const before = words.slice(fronted, Math.max(at, 0));
  before.forEach((word, i) => {
    if (isShare(word) && parts.subject.length === 0) parts.share ??= word;
    else if (word.date) place(word, before[i - 1]?.plain ?? '');
    else if (word.number && !isLabel(before, i)) place(word, '');
    else if (isContent(word) && word.pos !== 'ADV') parts.subject.push(word);
    else if (
      parts.subject.length === 0 &&
      (word.pos === 'PRON' || /^(?:its|his|her|their)$/.test(word.plain))
    )
      parts.pronoun ??= word.plain;
  });
  role = '';
  words.slice(end).forEach((word, i, all) => {
    if (word.pos === 'ADP' || word.pos === 'SCONJ')
      role =
        (word.plain === 'of' && role !== '') || role === 'than' || (role === 'without' && word.plain === 'of')
          ? role
          : word.plain;
    else if (word.plain === 'to' && isVerbal(all[i + 1])) role = 'to do';
    // "18 rooms and no pool": only the pool is missing.
    else if (
      word.plain === 'without' ||
      (/^(?:no|not)$/.test(word.plain) &&
        !isVerbal(all[i + 1]) &&
        i > 0 &&
        (all[i - 1]?.pos === 'CCONJ' || all[i - 1]?.text === ','))
    )
      role = 'without';
    else if ((word.pos === 'PUNCT' && word.text === ',') || (word.pos === 'CCONJ' && role === 'without'))
      role = all[i + 1]?.pos === 'ADP' || role === 'without' ? '' : role;
    else if (isContent(word) && !(KIND_OF.test(word.plain) && all[i + 1]?.plain === 'of')) place(word, role);
  });
  const behind = words[end];
  if (
    at >= 0 &&
    behind &&
    PARTICLE.test(behind.plain) &&
    !isContent(words[end + 1] ?? behind) &&
    words[end + 1]?.pos !== 'DET'
  )
    parts.particle = behind.plain;
  parts.isNegated = deniers % 2 === 1;
  return parts;
}

/** "Apollo 11", "Room 12": the number is part of the name. */
export const isLabel = (words: readonly Word[], at: number) => {
  const [before, word, after] = [words[at - 1], words[at], words[at + 1]];
  return (
    word?.number !== undefined &&
    !word.number.unit &&
    word.number.precision === 'exact' &&
    word.number.low === word.number.high &&
    !word.number.isOrdinal &&
    (before?.isName === true || before?.part === 'n') &&
    before.end === word.start - 1 &&
    !(after?.part === 'n' && !after.isName && !before.isName)
  );
};

const BE = {
  text: 'is',
  plain: 'is',
  lemma: 'be',
  pos: 'AUX',
  part: undefined,
  isName: false,
  start: 0,
  end: 0,
} as const;

/** What a clause says of whom: the words of its own, and those that it takes over from the clause around it. */
export function statementOf(clause: Clause, parts: Map<Clause, Parts>): Statement {
  const own = parts.get(clause) as Parts;
  const parent = clause.parent && (parts.get(clause.parent) as Parts);
  const { kind } = clause;
  let { subject, pronoun } = own;
  let rest = own.rest;
  const roles = new Map(own.roles);
  let { verb, isPassive } = own;
  if (
    parent &&
    (kind === 'inherit' ||
      kind === 'participle' ||
      kind === 'reduced' ||
      kind === 'relative' ||
      kind === 'apposition' ||
      kind === 'aside')
  ) {
    // "X is an actress who won", "a film directed by": of the thing itself.
    const around = statementOf(clause.parent as Clause, parts);
    const isOfSubject =
      kind === 'inherit' ||
      kind === 'participle' ||
      kind === 'apposition' ||
      !around.verb ||
      around.rest.length === 0 ||
      around.verb.lemma === 'be';
    const antecedent = isOfSubject ? around.subject : lastPhrase(clause.parent as Clause, around, clause);
    if (subject.length === 0) {
      subject = antecedent;
      pronoun = isOfSubject ? around.pronoun : undefined;
    } else if (kind === 'relative') {
      rest = [...rest, ...antecedent];
      for (const word of antecedent) roles.set(word, '');
    }
    if (kind === 'apposition') verb = BE;
    if (kind === 'inherit' && !verb) verb = around.verb;
    // "was begun and opened"
    if (kind === 'inherit' && around.isPassive && isParticiple(verb)) isPassive = true;
    if (kind === 'aside' && !verb) {
      const dates = rest.filter(({ date }) => date);
      const born = dates.find(({ date }) => date?.of === 'birth');
      if (!born) {
        verb = around.verb;
        isPassive = around.isPassive;
        subject = around.subject;
      }
    }
  }
  return {
    subject,
    ...(pronoun !== undefined && { pronoun }),
    verb,
    isPassive,
    rest,
    roles,
    isNegated: own.isNegated,
    frames: own.frames,
    ...(own.share !== undefined && { share: own.share }),
    ...(own.particle !== undefined && { particle: own.particle }),
  };
}

/** The noun phrase at the end of a clause, before what hangs on it. */
function lastPhrase({ words }: Clause, around: Statement, clause: Clause): Word[] {
  const until = clause.words[0]?.start ?? Infinity;
  const before = words.filter(({ start }) => start < until);
  const from = before.findLastIndex((word) => isVerbal(word) || (word.pos === 'ADP' && word.plain !== 'of'));
  const phrase = before.slice(from + 1).filter(isContent);
  return phrase.length > 0 ? phrase : around.subject;
}

/** "Warsaw is the capital of Poland" the other way round: "the capital of Poland is Warsaw". */
export function mirror(statement: Statement): Statement | undefined {
  const { verb, isPassive, subject, rest, roles } = statement;
  const [head, ...others] = rest;
  const isUnique =
    verb?.lemma === 'be' &&
    !isPassive &&
    subject.length > 0 &&
    subject.every(({ isName }) => isName) &&
    head?.part === 'n' &&
    !head.isName &&
    (roles.get(head) ?? '') === '' &&
    others.length > 0 &&
    others.every((word) => /^(?:of|)$/.test(roles.get(word) ?? '') && !word.number && !word.date) &&
    others.some((word) => roles.get(word) === 'of' && word.isName);
  return isUnique
    ? { ...statement, subject: rest, rest: subject, roles: new Map(subject.map((word) => [word, ''])) }
    : undefined;
}

export const isPerson = ({ lemma }: Word) => isKindOf(lemma, 'person', 'n', 1);
