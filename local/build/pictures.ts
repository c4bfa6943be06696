import type { Uses } from '../../lib/http/endpoint.ts';
import type { DeployedFunction } from './functions.ts';
import type { Import } from './imports.ts';

/** The pictures in `guides/architecture.md`, in Mermaid, which GitHub draws. */

/** A function with what a role of it is made of, and how it is reached. */
export interface Drawn {
  fn: DeployedFunction;
  uses: Uses;
  /** methods and paths that API Gateway sends to it */
  calls: number;
  /** the authorizer is asked before it */
  isGuarded: boolean;
}

const OUTSIDE = {
  table: 'DynamoDB<br/>one table',
  files: 'S3<br/>files, a day',
  queue: 'SQS<br/>tasks',
  mail: 'SES',
  stripe: 'Stripe',
  google: 'Google<br/>identity',
  github: 'GitHub<br/>keys of secret scanning',
  models: 'models, evidence, speech<br/>where configured',
};
type Outside = keyof typeof OUTSIDE;

const READING = new Set(['GetItem', 'BatchGetItem', 'Query', 'Scan']);
const mode = (reads: boolean, writes: boolean) =>
  [reads ? 'reads' : [], writes ? 'writes' : []].flat().join(', ');

/** What a function reaches, and how: what its role allows and which ports it declares. */
function reachOf({ table, files, queue, mail, billing, paymentHistory, google, leakReports, analyst }: Uses) {
  const reach = new Map<Outside, string>();
  if (table?.length)
    reach.set(
      'table',
      mode(
        table.some((each) => READING.has(each)),
        table.some((each) => !READING.has(each)),
      ),
    );
  if (files?.length)
    reach.set(
      'files',
      mode(
        files.some((each) => each.startsWith('Get')),
        files.some((each) => !each.startsWith('Get')),
      ),
    );
  if (queue) reach.set('queue', 'sends');
  if (mail) reach.set('mail', '');
  if (billing || paymentHistory) reach.set('stripe', '');
  if (google) reach.set('google', '');
  if (leakReports) reach.set('github', '');
  if (analyst) reach.set('models', '');
  return reach;
}

/** Joins what the functions of a group reach; of reading and writing, both. */
function together(group: readonly Drawn[]) {
  const reach = new Map<Outside, string>();
  for (const { uses } of group)
    for (const [to, how] of reachOf(uses)) {
      const known = new Set([...(reach.get(to) ?? '').split(', '), ...how.split(', ')]);
      reach.set(to, [...known].filter(Boolean).sort().join(', '));
    }
  return reach;
}

const isWork = ({ fn }: Drawn) => fn.job !== undefined || fn.consumer !== undefined;
const folderOf = ({ fn }: Drawn) => {
  if (fn.job) return 'jobs';
  if (fn.consumer) return 'worker';
  return fn.file.includes('/') ? (fn.file.split('/')[0] ?? '') : fn.file;
};
const idOf = (name: string) => name.replace(/\W/g, '_');
const node = (id: string, text: string) => `  ${idOf(id)}["${text}"]`;
const arrow = (from: string, to: string, label = '', line = '-->') =>
  `  ${idOf(from)} ${line}${label ? `|"${label}"|` : ''} ${idOf(to)}`;
const counted = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`;

const guardOf = (group: readonly Drawn[]) => {
  const guarded = group.filter(({ isGuarded }) => isGuarded).length;
  if (guarded === 0) return 'none behind the authorizer';
  return guarded === group.length ? 'all behind the authorizer' : `${guarded} behind the authorizer`;
};

/** The functions by folder; folders that are reached and reach the same way are one box. */
export function deployedPicture(drawn: readonly Drawn[]): string {
  const folders = Map.groupBy(
    drawn.filter(({ fn }) => fn.file !== 'authorizer'),
    folderOf,
  );
  const boxes = Map.groupBy(folders, ([folder, group]) => {
    const isOpen = group.every(({ isGuarded }) => !isGuarded);
    const reach = JSON.stringify([...together(group)]);
    return group.some(isWork) ? folder : `${isOpen} ${reach}`;
  });
  const lines = [...boxes.values()].flatMap((folders) => {
    const names = folders.map(([folder]) => folder);
    const group = folders.flatMap(([, group]) => group);
    const id = `fn_${names.join('_')}`;
    const calls = group.reduce((total, { calls }) => total + calls, 0);
    const size = counted(group.length, 'function', 'functions');
    const reach = [...together(group)].map(([to, how]) => arrow(id, to, how));
    if (names[0] === 'jobs') return [node(id, `jobs<br/>${size}, by schedule`), ...reach];
    if (names[0] === 'worker')
      return [node(id, 'worker<br/>one task at a time'), arrow('queue', id, 'wakes'), ...reach];
    const text = `${names.join(', ')}<br/>${size}, ${counted(calls, 'call', 'calls')}<br/>${guardOf(group)}`;
    return [node(id, text), arrow('gateway', id), ...reach];
  });
  const reached = new Set(drawn.flatMap(({ uses }) => [...reachOf(uses).keys()]));
  const authorizer = drawn.filter(({ fn }) => fn.file === 'authorizer');
  return [
    'flowchart LR',
    node('gateway', 'API Gateway<br/>REST'),
    node('authorizer', 'authorizer<br/>asked anew at every call'),
    arrow('gateway', 'authorizer'),
    ...[...together(authorizer)].map(([to, how]) => arrow('authorizer', to, how)),
    ...lines,
    ...Object.entries(OUTSIDE)
      .filter(([id]) => reached.has(id as Outside))
      .map(([id, text]) => `  ${id}[("${text}")]`),
  ].join('\n');
}

/** Files right below lib/ that everybody may take: words, settings and clocks. */
const isSmall = (file: string) => /^lib\/[^/]+$/.test(file) && file !== 'lib/live.ts';
const roomOf = (file: string) =>
  /^(lib\/live\.ts|lib\/[^/]+(?=\/)|(?:functions|console|client|docs)(?=\/))/.exec(file)?.[0];

/** Which room takes from which: a full line carries code, a dotted one types only. */
export function roomsPicture(imports: readonly Import[]): string {
  const rooms = new Set<string>();
  const arrows = new Map<string, { from: string; to: string; typeOnly: boolean }>();
  for (const { from, to, typeOnly } of imports) {
    const [a, b] = [roomOf(from), isSmall(to) ? undefined : roomOf(to)];
    if (!a || isSmall(from)) continue;
    rooms.add(a);
    if (!b || a === b) continue;
    const key = `${a} ${b}`;
    arrows.set(key, { from: a, to: b, typeOnly: typeOnly && (arrows.get(key)?.typeOnly ?? true) });
  }
  const ordered = [...arrows].sort(([a], [b]) => (a < b ? -1 : 1));
  return [
    'flowchart TD',
    ...[...rooms].sort().map((room) => node(room, room)),
    ...ordered.map(([, { from, to, typeOnly }]) => arrow(from, to, '', typeOnly ? '-.->' : '-->')),
  ].join('\n');
}
