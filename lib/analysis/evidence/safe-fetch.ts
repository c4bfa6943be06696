import { lookup as systemLookup } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import type { Readable } from 'node:stream';
import type { Agent } from 'undici';
import { DeadlineExceeded, within } from '../../deadline.ts';
import { isPublicAddress } from './addresses.ts';
import { bodyOf } from './body.ts';
import { Unfetchable } from './unfetchable.ts';

export interface FetchRules {
  /** where a name leads; each answer is checked, and what was checked is what is connected to */
  resolve: (host: string) => Promise<string[]>;
  isAllowed: (address: string) => boolean;
  ports: readonly number[];
  /** ms, of all of it */
  timeout: number;
  redirects: number;
  /** of the body, as sent and as unpacked */
  maxBytes: number;
  contentTypes: readonly string[];
  userAgent: string;
}

export const FETCH_RULES: FetchRules = {
  resolve: async (host) => (await systemLookup(host, { all: true })).map(({ address }) => address),
  isAllowed: isPublicAddress,
  ports: [80, 443],
  timeout: 8_000,
  redirects: 3,
  maxBytes: 2_000_000,
  contentTypes: ['text/html', 'application/xhtml+xml', 'text/plain'],
  userAgent: 'clara-backend',
};

export interface Fetched {
  /** where it was found in the end */
  url: string;
  /** without its parameters, in lower case */
  contentType: string;
  charset: string | undefined;
  bytes: Uint8Array;
}

/**
 * Fetches a page that strangers named, and nothing that only we could reach: each hop's address is checked after DNS,
 * and the connection goes to the very address that was checked. Sends no cookies and no credentials, and knows no proxy.
 * @throws `Unfetchable`
 */
export async function safeFetch(
  address: string,
  signal: AbortSignal,
  rules: FetchRules = FETCH_RULES,
): Promise<Fetched> {
  const undici = await import('undici');
  const refusals: string[] = [];
  const lookup = checkedLookup(rules, refusals);
  const agent = new undici.Agent({ connect: { lookup, timeout: rules.timeout, allowH2: false } });
  try {
    return await within(rules.timeout, (limited) => followed(address, agent, limited, rules), signal);
  } catch (error) {
    if (refusals.length > 0) throw new Unfetchable('address');
    if (error instanceof Unfetchable) throw error;
    throw new Unfetchable(error instanceof DeadlineExceeded ? 'timeout' : 'network');
  } finally {
    void agent.destroy();
  }
}

async function followed(
  address: string,
  agent: Agent,
  signal: AbortSignal,
  rules: FetchRules,
): Promise<Fetched> {
  const { request } = await import('undici');
  let url = checkedUrl(address, undefined, rules);
  for (let hops = 0; ; hops++) {
    const {
      statusCode: status,
      headers,
      body,
    } = await request(url, {
      dispatcher: agent,
      signal,
      headersTimeout: rules.timeout,
      bodyTimeout: rules.timeout,
      headers: {
        accept: rules.contentTypes.join(', '),
        'accept-encoding': 'gzip, br',
        'user-agent': rules.userAgent,
      },
    });
    const location = one(headers.location);
    if (status >= 300 && status < 400 && location !== undefined) {
      dropped(body);
      if (hops === rules.redirects) throw new Unfetchable('redirects');
      url = checkedUrl(location, url, rules);
      continue;
    }
    const [contentType = '', ...parameters] = (one(headers['content-type']) ?? '').toLowerCase().split(/; */);
    const isWanted = rules.contentTypes.includes(contentType.trim());
    if (status !== 200 || !isWanted) {
      dropped(body);
      throw new Unfetchable(status === 200 ? 'type' : 'status');
    }
    const charset = parameters.find((each) => each.startsWith('charset='))?.slice('charset='.length);
    const bytes = await bodyOf(body, one(headers['content-encoding']), rules.maxBytes);
    return { url: url.href, contentType: contentType.trim(), charset: charset?.replaceAll('"', ''), bytes };
  }
}

/** A parsed URL writes numeric hosts (decimal, octal, hex, IPv4 within IPv6) in one way, so that none slips by. */
function checkedUrl(address: string, base: URL | undefined, { ports, isAllowed }: FetchRules): URL {
  const url = URL.parse(address, base?.href);
  if (!url) throw new Unfetchable('url');
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw new Unfetchable('scheme');
  if (url.username !== '' || url.password !== '') throw new Unfetchable('credentials');
  const port = url.port === '' ? { 'http:': 80, 'https:': 443 }[url.protocol] : Number(url.port);
  if (!ports.includes(port)) throw new Unfetchable('port');
  // A connection to a number asks no DNS, and so no check there.
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0 && !isAllowed(host)) throw new Unfetchable('address');
  url.hash = '';
  return url;
}

/** Resolves a name for the connection that asks for it; one address that is not allowed spoils all. */
function checkedLookup({ resolve, isAllowed }: FetchRules, refusals: string[]): LookupFunction {
  return (host, { all }, callback) => {
    resolve(host).then(
      (found) => {
        const [first] = found;
        if (first === undefined || !found.every(isAllowed)) {
          refusals.push(host);
          callback(new Unfetchable('address'), '', 0);
        } else if (all)
          callback(
            null,
            found.map((address) => ({ address, family: isIP(address) })),
          );
        else callback(null, first, isIP(first));
      },
      () => callback(new Unfetchable('network'), '', 0),
    );
  };
}

const one = (header: string | string[] | undefined) => (Array.isArray(header) ? header[0] : header);

/** Nobody waits for the rest of it. */
function dropped(body: Readable): void {
  body.on('error', () => undefined).destroy();
}
