import { cut, type Task, wholeAt } from './shortening.ts';
import { tokensOf } from './tokens.ts';

/** What matters of an answer that is too long to be sent as JSON twice, for clients that show nothing but text. */

type Result = NonNullable<Task['result']>;
type Claim = Result['claims'][number];

const VERDICTS: Record<Claim['verdict'], string> = {
  supported: 'Supported',
  refuted: 'Refuted',
  mixed: 'Mixed',
  not_enough_evidence: 'Not enough evidence',
};

/** Takes lines while they fit. */
function linesWithin(tokens: number) {
  const lines: string[] = [];
  let left = tokens;
  return {
    lines,
    /** @returns false when there is no room for it */
    add: (line: string): boolean => {
      const size = tokensOf(line) + 1;
      if (size > left) return false;
      left -= size;
      lines.push(line);
      return true;
    },
  };
}

/** How a task stands, with every decided claim and its first quote, as far as there is room. */
export function taskText(task: Task, message: string, tokens: number): string {
  const { result } = task;
  const end = `The structured content holds more; all of it: \`${wholeAt(task)}\`.`;
  const { lines, add } = linesWithin(tokens - tokensOf(end) - 60);
  add(`${message} Task ${task.id}: ${task.status}, ${task.credits_charged} credits charged.`);
  if (!result) return lines.join('\n');
  add(`${VERDICTS[result.verdict]}. ${cut(result.summary, 1_500)}`);
  for (const { name, status, note } of result.attachments)
    if (status !== 'read') add(`File ${name}: ${status}. ${note ?? ''}`.trim());
  const decided = result.claims.filter(({ verdict }) => verdict !== 'not_enough_evidence');
  const told = decided.findIndex((claim, i) => !add(claimText(claim, i + 1)));
  const untold = told < 0 ? 0 : decided.length - told;
  const open = result.claims.length - decided.length;
  const rest = [
    untold > 0 && `${untold} more decided claims are not told here.`,
    open > 0 && `For ${open} claims there is not enough evidence.`,
    end,
  ];
  return [...lines, rest.filter(Boolean).join(' ')].join('\n');
}

function claimText({ text, verdict, confidence, reasoning, evidence }: Claim, number: number): string {
  const [first] = evidence;
  const own = first?.is_own ? ', which you sent yourself' : '';
  const quote = first && `   Quote: “${first.quote}” (${[first.source, first.locator].join(', ')}${own})`;
  return [
    `${number}. ${VERDICTS[verdict]} (${Math.round(confidence * 100)} %): ${text}`,
    `   ${reasoning}`,
    quote,
  ]
    .filter(Boolean)
    .join('\n');
}

/** The first items of a list, one a line. */
export function listText(items: readonly unknown[], message: string, tokens: number): string {
  const { lines, add } = linesWithin(tokens - 200);
  add(message);
  const shown = items.findIndex((item) => !add(JSON.stringify(item)));
  if (shown < 0) return lines.join('\n');
  return [
    ...lines,
    `These are the first ${shown} of ${items.length}; the structured content holds all of them. Ask for fewer with a smaller limit.`,
  ].join('\n');
}
