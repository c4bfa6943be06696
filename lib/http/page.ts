import { readdir, readFile } from 'node:fs/promises';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import type { Ctx, Ports } from '../domain/ctx.ts';
import { Failure } from '../errors.ts';
import type { Profile } from '../profile.ts';
import { contextOf, type Live, type Runtime } from './context.ts';
import type { Uses } from './endpoint.ts';
import { type Answer, FIXED_HEADERS } from './envelope.ts';
import { pipeline } from './pipeline.ts';
import { tagged } from './tagged.ts';

/**
 * A page for browsers, beside the API: `index.html` at its path, below it the files that the build named by what they
 * hold, and `settings.json`, by which one build serves every deployment and stays cacheable.
 */
export interface Page<U extends Uses = Uses> {
  id: string;
  /** below the stage, not below `/api/v1`; one segment, which also names the folder of its sources */
  path: `/${string}`;
  summary: string;
  /** as an endpoint's */
  only?: Profile;
  uses: U;
  /** A library of it writes markup into the page, cleaned by itself: Trusted Types would forbid it. */
  writesMarkup?: true;
  /** origins that its script may call, besides its own */
  connect: (ctx: PageCtx<U>) => readonly string[];
  settings: (ctx: PageCtx<U>) => object;
}
type PageCtx<U extends Uses> = Ctx<never, keyof U & keyof Ports>;

/** Any page, to those that read its declaration and do not run it. */
export type PageDeclaration = Omit<Page, 'connect' | 'settings'>;

export const page = <const U extends Uses>(definition: Page<U>) => definition;

const INDEX = 'index.html';
const SETTINGS = 'settings.json';
const TYPES: Record<string, string | undefined> = {
  css: 'text/css; charset=utf-8',
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
};
const A_YEAR_S = 31_536_000;

/** No script, style or frame but the page's own; and no string becomes markup or code (Trusted Types), but where it must. */
const policyOf = (connect: readonly string[], writesMarkup = false) =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    `connect-src ${["'self'", ...connect].join(' ')}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    ...(writesMarkup ? [] : ["require-trusted-types-for 'script'", "trusted-types 'none'"]),
  ].join('; ');

interface PageFile {
  type: string;
  text: string;
}

/**
 * The Lambda handler of a page.
 * @param folder where the build put its files; a page that was not built is not there
 */
export function served<U extends Uses>(
  { id, path, uses, writesMarkup, connect, settings }: Page<U>,
  folder: URL,
  live: Runtime & Live<keyof U & keyof Ports>,
) {
  const ports = Object.keys(uses) as (keyof U & keyof Ports)[];
  let read: Map<string, PageFile> | undefined;

  return pipeline(id, live, async (event) => {
    const name = event.pathParameters?.file;
    if (name === SETTINGS) {
      const text = JSON.stringify(settings(await ctxOf(event)));
      return answer(event, { type: FIXED_HEADERS['Content-Type'], text });
    }
    // API Gateway takes `/console/` for `/console`, a browser does not: there, the links of the page lead nowhere.
    if (name === undefined && event.path.endsWith('/')) return redirect(`..${path}`);
    read ??= await filesIn(folder);
    // For the same reason, the page itself goes by no second name.
    const file = name === INDEX ? undefined : read.get(name ?? INDEX);
    if (!file) throw new Failure('route_not_found', 'no such file of the page');
    if (name !== undefined)
      return answer(event, file, { 'Cache-Control': `public, max-age=${A_YEAR_S}, immutable` });
    return answer(event, file, {
      'Content-Security-Policy': policyOf(connect(await ctxOf(event)), writesMarkup),
      'Cross-Origin-Opener-Policy': 'same-origin',
    });
  });

  function ctxOf({ requestContext: { requestId } }: APIGatewayProxyEvent): Promise<PageCtx<U>> {
    return contextOf<never, keyof U & keyof Ports>(id, requestId, live, ports);
  }
}

/** @param location relative to the address that was asked for, in front of which a stage may stand */
const redirect = (location: string): Answer => ({
  statusCode: 308,
  headers: { ...FIXED_HEADERS, 'Cache-Control': 'no-cache', Location: location },
  body: '',
});

/** What may change is asked for each time, and not sent again while it has not. */
function answer(event: APIGatewayProxyEvent, file: PageFile, more: Record<string, string> = {}): Answer {
  const given = tagged(event, file, 'no-cache');
  return { ...given, headers: { ...given.headers, 'Referrer-Policy': 'no-referrer', ...more } };
}

async function filesIn(folder: URL): Promise<Map<string, PageFile>> {
  const names = await readdir(folder).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  });
  const files = names.map(async (name): Promise<[string, PageFile]> => {
    const type = TYPES[name.split('.').at(-1) ?? ''];
    if (!type) throw new TypeError(`a page has no files such as ${name}`);
    return [name, { type, text: await readFile(new URL(name, folder), 'utf8') }];
  });
  return new Map(await Promise.all(files));
}
