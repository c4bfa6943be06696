import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import type { Claim, EvidenceSource } from '../../lib/analysis/analysis.ts';
import { networkEvidence, type NetworkSettings } from '../../lib/analysis/evidence/network.ts';
import { keywords, relevantTo } from '../../lib/analysis/evidence/relevance.ts';
import { FETCH_RULES } from '../../lib/analysis/evidence/safe-fetch.ts';
import { isolatedReader } from '../../lib/files/reading/reader.ts';

const KEY = 'key-that-must-not-be-seen-anywhere';
const CLAIM = 'The Golden Gate Bridge opened in 1937.';
const claim: Claim = { text: CLAIM, span: { attachment: null, start: 0, end: CLAIM.length } };

type Answer = (url: URL, response: ServerResponse, request: IncomingMessage) => void;
let base: string;
let port: number;
let asked: { url: URL; headers: IncomingMessage['headers'] }[];
let notes: unknown[];
let answer: Answer;
const server = createServer((request, response) => {
  const url = new URL(request.url ?? '/', `http://${request.headers.host ?? 'none'}`);
  asked.push({ url, headers: request.headers });
  answer(url, response, request);
});

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
  base = `http://127.0.0.1:${port}`;
});
beforeEach(() => {
  asked = [];
  notes = [];
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const json = (response: ServerResponse, value: unknown) =>
  void response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(value));

/** Names lead to the server here, as if it were public; numbers do not. */
const sources = (chosen: Omit<NetworkSettings, 'userAgent'>): EvidenceSource[] =>
  networkEvidence(
    { userAgent: 'clara-tests (tests@example.com)', ...chosen },
    {
      reader: isolatedReader(),
      note: (event, ids) => notes.push([event, ids]),
      rules: {
        ...FETCH_RULES,
        resolve: (host) => Promise.resolve([host.endsWith('.example') ? '127.0.0.1' : '10.0.0.1']),
        isAllowed: (address) => address === '127.0.0.1',
        ports: [port],
      },
    },
  );
const only = ([source]: EvidenceSource[]): EvidenceSource => {
  if (!source) throw new Error('no source');
  return source;
};
const factCheck = () => only(sources({ factCheck: { baseUrl: base, apiKey: KEY } }));
const wikipedia = () => only(sources({ wikipedia: { baseUrl: base } }));
const webSearch = () => only(sources({ webSearch: { baseUrl: base, apiKey: KEY } }));
const find = (source: EvidenceSource, about = claim) => source.find(about, new AbortController().signal);

it('is off unless it is configured', () => {
  expect(sources({})).toEqual([]);
});

describe('Google Fact Check Tools', () => {
  const review = {
    publisher: { name: 'Example Facts', site: 'facts.example' },
    url: 'https://facts.example/bridge',
    title: 'No, it did not open in 1936',
    reviewDate: '2024-05-01T00:00:00Z',
    textualRating: 'False',
    languageCode: 'en',
  };

  it('tells what was claimed, how it was rated, and by whom', async () => {
    answer = (_, response) =>
      json(response, {
        claims: [{ text: 'It opened in 1936.', claimant: 'Someone', claimReview: [review] }],
        nextPageToken: 'x',
      });
    expect(await find(factCheck())).toEqual([
      {
        text: 'Claim by Someone: "It opened in 1936." Rated "False" by Example Facts. No, it did not open in 1936',
        source: 'Example Facts',
        locator: 'fact check of 2024-05-01',
        url: 'https://facts.example/bridge',
        isOwn: false,
      },
    ]);
    const [{ url, headers } = {}] = asked;
    expect(url?.pathname).toBe('/v1alpha1/claims:search');
    expect(url?.searchParams.get('query')).toBe(CLAIM);
    expect(headers).toMatchObject({ 'x-goog-api-key': KEY, 'user-agent': 'clara-tests (tests@example.com)' });
    expect(url?.href).not.toContain(KEY);
  });

  it('tells nothing of reviews without a rating, a publisher or an address to follow', async () => {
    const reviews = [
      { ...review, textualRating: undefined },
      { ...review, publisher: {} },
      { ...review, url: 'javascript:alert(1)' },
      { ...review, url: 'https://user:pass@facts.example/' },
    ];
    answer = (_, response) =>
      json(response, { claims: reviews.map((each) => ({ text: 'x', claimReview: [each] })) });
    expect(await find(factCheck())).toEqual([]);
    expect(notes).toEqual([]);
  });

  it('may know nothing', async () => {
    answer = (_, response) => json(response, {});
    expect(await find(factCheck())).toEqual([]);
    expect(notes).toEqual([]);
  });
});

describe('Wikipedia', () => {
  const ARTICLE = [
    'The Golden Gate Bridge is a suspension bridge spanning the Golden Gate.',
    'Traffic',
    'It has been described as photogenic by many visitors of the city.',
    'The Golden Gate Bridge opened on May 27, 1937.',
  ].join('\n');
  const wiki: Answer = (url, response) => {
    if (url.searchParams.has('srsearch'))
      json(response, { query: { search: [{ ns: 0, title: 'Golden Gate Bridge', pageid: 7 }] } });
    else
      json(response, {
        query: {
          pages: [
            {
              pageid: 7,
              title: 'Golden Gate Bridge',
              extract: ARTICLE,
              fullurl: 'https://en.wikipedia.org/wiki/Golden_Gate_Bridge',
            },
          ],
        },
      });
  };

  it('tells what the articles say that bear on a claim, and where', async () => {
    answer = wiki;
    const passages = await find(wikipedia());
    expect(passages.map(({ text }) => text)).toEqual([
      'The Golden Gate Bridge is a suspension bridge spanning the Golden Gate.',
      'The Golden Gate Bridge opened on May 27, 1937.',
    ]);
    expect(passages[1]).toMatchObject({
      source: 'Wikipedia',
      locator: 'Golden Gate Bridge',
      url: 'https://en.wikipedia.org/wiki/Golden_Gate_Bridge',
      isOwn: false,
    });
    expect(asked.map(({ url }) => url.pathname)).toEqual(['/w/api.php', '/w/api.php']);
  });

  it('is searched for words only, whatever a claim holds', async () => {
    answer = wiki;
    const text = '-intitle:"x" insource:/a*/ | Ångström & 東京 "1937"';
    await find(wikipedia(), { ...claim, text });
    expect(asked[0]?.url.searchParams.get('srsearch')).toBe(
      'intitle OR insource OR ångström OR 東京 OR 1937',
    );
    expect(await find(wikipedia(), { ...claim, text: '?!' })).toEqual([]);
  });

  it('may find nothing', async () => {
    answer = (_, response) => json(response, { batchcomplete: true });
    expect(await find(wikipedia())).toEqual([]);
    expect(notes).toEqual([]);
  });
});

describe('the web', () => {
  const results = (...urls: string[]) => ({
    web: {
      results: urls.map((url, i) => ({
        title: `Title ${i}`,
        url,
        description: `Snippet ${i} of the bridge`,
      })),
    },
  });
  const PAGE = `<html><head><title>Bridges</title><script>ignore()</script></head><body>
    <p>The Golden Gate Bridge opened in 1937, on a Thursday.</p><p>Subscribe to our newsletter.</p></body></html>`;
  const web =
    (found: unknown, page: Answer): Answer =>
    (url, response, request) =>
      url.pathname === '/res/v1/web/search' ? json(response, found) : page(url, response, request);
  const html = (response: ServerResponse, body: string | Buffer, type = 'text/html') =>
    void response.writeHead(200, { 'Content-Type': type }).end(body);

  it('tells what the pages say that it finds', async () => {
    const page = `http://bridges.example:${port}/golden`;
    answer = web(results(page), (_, response) => html(response, PAGE));
    expect(await find(webSearch())).toEqual([
      {
        text: 'The Golden Gate Bridge opened in 1937, on a Thursday.',
        source: 'bridges.example',
        locator: 'paragraph 1',
        url: page,
        isOwn: false,
      },
    ]);
    const [search, fetched] = asked;
    expect(search?.headers['x-subscription-token']).toBe(KEY);
    expect(search?.url.searchParams.get('q')).toBe(CLAIM);
    expect(inspect(fetched, { depth: 5 })).not.toContain(KEY);
    expect(notes).toEqual([]);
  });

  it('is read in the encoding that a page names', async () => {
    const body = '<meta charset="iso-8859-1"><p>Die Brücke Golden Gate wurde 1937 eröffnet.</p>';
    answer = web(results(`http://bruecken.example:${port}/`), (_, response) =>
      html(response, Buffer.from(body, 'latin1')),
    );
    const about = { ...claim, text: 'Die Golden Gate Brücke wurde 1937 eröffnet.' };
    expect((await find(webSearch(), about))[0]?.text).toBe('Die Brücke Golden Gate wurde 1937 eröffnet.');
  });

  it.each<[string, string, Answer]>([
    ['is gone', 'status', (_, response) => void response.writeHead(404).end()],
    ['is no text', 'type', (_, response) => html(response, 'x', 'application/pdf')],
    ['is too large', 'too_large', (_, response) => html(response, 'x'.repeat(2_100_000))],
    [
      'leads inside',
      'address',
      (_, response) => void response.writeHead(302, { Location: `http://inside.internal:${port}/` }).end(),
    ],
    [
      'leads to metadata',
      'port',
      (_, response) => void response.writeHead(302, { Location: 'http://169.254.169.254/' }).end(),
    ],
  ])('tells the words of the search about a page that %s', async (_, reason, page) => {
    const url = `http://bridges.example:${port}/`;
    answer = web(results(url), page);
    expect(await find(webSearch())).toEqual([
      { text: 'Snippet 0 of the bridge', source: 'bridges.example', locator: 'Title 0', url, isOwn: false },
    ]);
    expect(notes).toEqual([['page_not_read', { reason }]]);
  });

  it('does not fetch what a search should not have found', async () => {
    answer = web(
      results('http://127.0.0.2/', 'file:///etc/passwd', `http://a:b@bridges.example:${port}/`),
      (_, response) => html(response, PAGE),
    );
    const passages = await find(webSearch());
    expect(passages.map(({ url }) => url)).toEqual(['http://127.0.0.2/']);
    expect(passages[0]?.text).toBe('Snippet 0 of the bridge');
    expect(asked).toHaveLength(1);
  });

  it('survives a page that is built to break its reader', async () => {
    const page = `http://bridges.example:${port}/`;
    answer = web(results(page), (_, response) =>
      html(response, '<div>'.repeat(300_000) + 'The Golden Gate Bridge opened in 1937.'),
    );
    const passages = await find(webSearch());
    expect(passages).toHaveLength(1);
    expect(passages[0]?.url).toBe(page);
  });
});

describe('a source that fails', () => {
  const failing: [string, string, Answer][] = [
    ['refuses', 'status 403', (_, response) => void response.writeHead(403).end(`wrong key ${KEY}`)],
    ['is overloaded', 'status 429', (_, response) => void response.writeHead(429).end()],
    ['is broken', 'status 500', (_, response) => void response.writeHead(500).end()],
    ['answers with no JSON', 'no JSON', (_, response) => void response.end('<html>')],
    ['answers with other JSON', 'unexpected answer', (_, response) => json(response, [1])],
    ['answers without end', 'too_large', (_, response) => void response.end(`"${'x'.repeat(2_100_000)}"`)],
    [
      'breaks off',
      'network',
      (_, response) => {
        response.writeHead(200, { 'Content-Length': '100' }).write('{');
        setTimeout(() => response.destroy(), 20);
      },
    ],
    [
      'sends us elsewhere',
      'no answer',
      (_, response) => void response.writeHead(302, { Location: 'http://127.0.0.1:1/' }).end(),
    ],
  ];
  it.each(failing)('because it %s finds nothing, and a note says why', async (_, reason, how) => {
    answer = how;
    for (const source of [factCheck(), wikipedia(), webSearch()]) {
      notes = [];
      expect(await find(source)).toEqual([]);
      expect(notes).toEqual([['evidence_not_found', { source: source.name, reason }]]);
    }
  });

  it('because nobody waits any more finds nothing, and is not noted', async () => {
    const abort = new AbortController();
    answer = () => abort.abort();
    for (const source of [factCheck(), wikipedia(), webSearch()])
      expect(await source.find(claim, abort.signal)).toEqual([]);
    expect(asked).toHaveLength(1);
    expect(notes).toEqual([]);
  });
});

describe('what bears on a claim', () => {
  const section = (text: string) => ({ text, locator: 'page 1' });

  it('is told by the words that both share, in any script', () => {
    expect(keywords('The bridge, the BRIDGE: 1937 in 東京')).toEqual(['the', 'bridge', '1937', '東京']);
    expect(
      relevantTo(
        '東京タワーは1958年に完成した',
        [section('東京タワーは1958年に完成。'), section('富士山')],
        3,
      ),
    ).toEqual([section('東京タワーは1958年に完成。')]);
  });

  it('is cut at sentences, none of them longer than a passage', () => {
    const text = Array.from({ length: 200 }, (_, i) => `The bridge number ${i} opened long ago.`).join(' ');
    const found = relevantTo('The bridge number 150 opened.', [section(text)], 2);
    expect(found.some(({ text: each }) => each.includes('bridge number 150 '))).toBe(true);
    for (const { text: each } of found) {
      expect(each.length).toBeLessThanOrEqual(1_200);
      expect(text).toContain(each);
    }
    expect(relevantTo('x'.repeat(50), [section('y'.repeat(100_000))], 2)).toEqual([]);
  });
});
