import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { isPublicAddress } from '../../lib/analysis/evidence/addresses.ts';
import { FETCH_RULES, type FetchRules, safeFetch } from '../../lib/analysis/evidence/safe-fetch.ts';
import { Unfetchable } from '../../lib/analysis/evidence/unfetchable.ts';

/** Stands for a public address: of all that is not, only this one is let through. */
const PUBLIC = '127.0.0.1';
let port: number;
let asked: IncomingMessage[];
let answer: (request: IncomingMessage, response: ServerResponse) => void;
const server = createServer((request, response) => {
  asked.push(request);
  answer(request, response);
});

beforeAll(async () => {
  // On all of loopback: what must not be reached could be.
  await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve));
  port = (server.address() as AddressInfo).port;
});
beforeEach(() => {
  asked = [];
  answer = (_, response) => page(response, 'Hello');
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const page = (response: ServerResponse, body: string | Buffer, headers: Record<string, string> = {}) =>
  void response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8', ...headers }).end(body);

const rules = (more: Partial<FetchRules> = {}): FetchRules => ({
  ...FETCH_RULES,
  resolve: () => Promise.resolve([PUBLIC]),
  isAllowed: (address) => address === PUBLIC || isPublicAddress(address),
  ports: [80, 443, port],
  ...more,
});
const fetched = (url: string, more: Partial<FetchRules> = {}) =>
  safeFetch(url, new AbortController().signal, rules(more));
const site = (path = '/') => `http://site.example:${port}${path}`;

async function reasonOf(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(Unfetchable);
  return (error as Unfetchable).reason;
}

describe('a page', () => {
  it('is fetched with nothing that would tell who asks', async () => {
    const result = await fetched(site('/a?b=c#d'));
    expect(result).toMatchObject({ url: site('/a?b=c'), contentType: 'text/html', charset: 'utf-8' });
    expect(Buffer.from(result.bytes).toString()).toBe('Hello');
    expect(Object.keys(asked[0]?.headers ?? {}).sort()).toEqual([
      'accept',
      'accept-encoding',
      'connection',
      'host',
      'user-agent',
    ]);
    expect(asked[0]?.url).toBe('/a?b=c');
  });

  it.each<[string, (text: string) => Buffer]>([
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
  ])('is unpacked from %s', async (encoding, pack) => {
    answer = (_, response) => page(response, pack('Packed'), { 'Content-Encoding': encoding });
    expect(Buffer.from((await fetched(site())).bytes).toString()).toBe('Packed');
  });

  it('is looked for where redirects lead, up to three', async () => {
    answer = ({ url }, response) => {
      const step = Number(url?.slice(1));
      if (step === 0) page(response, 'There');
      else response.writeHead(302, { Location: `/${step - 1}`, 'Set-Cookie': 'a=b' }).end();
    };
    expect((await fetched(site('/3'))).url).toBe(site('/0'));
    expect(asked.every(({ headers }) => headers.cookie === undefined)).toBe(true);
    expect(await reasonOf(fetched(site('/4')))).toBe('redirects');
  });
});

describe('an address that is not public', () => {
  const NUMBERS = [
    'http://127.0.0.2/',
    'http://2130706434/',
    'http://0x7f000002/',
    'http://0177.0.0.2/',
    'http://127.2/',
    'http://0x7f.0.0.0x2/',
    'http://１２７.0.0.2/',
    'http://[::ffff:127.0.0.2]/',
    'http://[::ffff:7f00:2]/',
    'http://[::127.0.0.2]/',
    'http://[64:ff9b::7f00:2]/',
    'http://[::1]/',
    'http://[::]/',
    'http://0.0.0.0/',
    'http://0/',
    'http://10.0.0.1/',
    'http://100.64.0.1/',
    'http://169.254.169.254/latest/meta-data/',
    'http://[fd00:ec2::254]/',
    'https://192.168.1.1/',
  ];

  it.each(NUMBERS)('is refused as a number: %s', async (url) => {
    expect(await reasonOf(fetched(url))).toBe('address');
    const port80 = new URL(url);
    port80.port = String(port);
    expect(await reasonOf(fetched(port80.href))).toBe('address');
    expect(asked).toEqual([]);
  });

  it.each(['127.0.0.2', '169.254.169.254', '10.1.2.3', '::1', '::ffff:127.0.0.2', 'fe80::1'])(
    'is refused where a name leads to it: %s',
    async (address) => {
      expect(await reasonOf(fetched(site(), { resolve: () => Promise.resolve([address]) }))).toBe('address');
      expect(await reasonOf(fetched(site(), { resolve: () => Promise.resolve([PUBLIC, address]) }))).toBe(
        'address',
      );
      expect(asked).toEqual([]);
    },
  );

  it.each([
    ['a number', () => 'http://169.254.169.254/latest/meta-data/'],
    ['a number in IPv6', () => `http://[::ffff:127.0.0.2]:${port}/`],
    ['a name', () => `http://inside.example:${port}/`],
    ['a name without a scheme', () => `//inside.example:${port}/`],
  ])('is refused after a redirect to %s', async (_, location) => {
    answer = (_request, response) => void response.writeHead(307, { Location: location() }).end();
    const resolve = (host: string) => Promise.resolve([host === 'inside.example' ? '127.0.0.2' : PUBLIC]);
    expect(await reasonOf(fetched(site(), { resolve }))).toBe('address');
    expect(asked).toHaveLength(1);
  });

  it('is not reached by a name that answers differently the second time', async () => {
    const answers: string[] = [];
    const resolve = () => {
      answers.push(answers.length === 0 ? PUBLIC : '127.0.0.2');
      return Promise.resolve(answers.slice(-1));
    };
    expect((await fetched(site(), { resolve })).url).toBe(site());
    // Asked once: what was checked is what was connected to.
    expect(answers).toEqual([PUBLIC]);
    expect(asked.map(({ socket }) => socket.localAddress)).toEqual([PUBLIC]);
    expect(await reasonOf(fetched(site(), { resolve }))).toBe('address');
    expect(asked).toHaveLength(1);
  });

  it('is refused by the rules that hold when deployed', async () => {
    const { signal } = new AbortController();
    for (const url of ['http://localhost/', 'http://127.0.0.1/', 'https://[::1]/'])
      expect(await reasonOf(safeFetch(url, signal))).toBe('address');
    expect(await reasonOf(safeFetch(site(), signal))).toBe('port');
  });
});

describe('public is', () => {
  it.each(['8.8.8.8', '93.184.215.14', '2606:4700::6810:84e5', '2a00:1450:4001::1'])('%s', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  it.each(
    (
      '0.0.0.0 10.0.0.1 100.64.0.1 100.100.100.200 127.0.0.1 168.63.129.16 169.254.169.254 172.16.0.1 172.31.255.255 192.0.0.192 ' +
      '192.0.2.1 192.88.99.1 192.168.0.1 198.18.0.1 198.51.100.1 203.0.113.1 224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255 ' +
      ':: ::1 ::7f00:1 ::ffff:8.8.8.8 ::ffff:127.0.0.1 ::ffff:0:127.0.0.1 64:ff9b::7f00:1 64:ff9b:1::1 100::1 2001::1 ' +
      '2001:db8::1 2002:7f00:1:: 3fff::1 4000::1 fc00::1 fd00:ec2::254 fe80::1 fe80::1%eth0 fec0::1 ff02::1 nonsense'
    ).split(' '),
  )('not %s', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });
});

describe('a URL is refused', () => {
  it.each([
    ['scheme', 'file:///etc/passwd'],
    ['scheme', 'ftp://site.example/'],
    ['scheme', 'data:text/html,x'],
    ['scheme', 'javascript:1'],
    ['credentials', 'http://user:secret@site.example/'],
    ['credentials', 'http://169.254.169.254@site.example/'],
    ['port', 'http://site.example:22/'],
    ['port', 'http://site.example:8080/'],
    ['url', 'http://'],
    ['url', 'not a url'],
  ])('for its %s: %s', async (reason, url) => {
    expect(await reasonOf(fetched(url))).toBe(reason);
  });

  it('also when a redirect leads there', async () => {
    answer = (_, response) => void response.writeHead(302, { Location: 'file:///etc/passwd' }).end();
    expect(await reasonOf(fetched(site()))).toBe('scheme');
  });
});

describe('an answer is refused', () => {
  it('that is too large, told or not', async () => {
    answer = (_, response) => page(response, 'x'.repeat(5_001));
    expect(await reasonOf(fetched(site(), { maxBytes: 5_000 }))).toBe('too_large');
    answer = (_, response) => {
      response.writeHead(200, { 'Content-Type': 'text/html' });
      const more = () => {
        while (response.write('x'.repeat(1_000)));
      };
      response.on('drain', more);
      more();
    };
    expect(await reasonOf(fetched(site(), { maxBytes: 5_000 }))).toBe('too_large');
  });

  it('that unpacks to too much', async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000));
    answer = (_, response) => page(response, bomb, { 'Content-Encoding': 'gzip' });
    const before = process.memoryUsage().rss;
    expect(await reasonOf(fetched(site(), { maxBytes: 1_000_000 }))).toBe('too_large');
    expect(process.memoryUsage().rss - before).toBeLessThan(40_000_000);
  });

  it.each<[string, string, Record<string, string>]>([
    ['is packed in an unknown way', 'type', { 'Content-Encoding': 'zstd, gzip' }],
    ['is packed as a part of an object', 'type', { 'Content-Encoding': 'constructor' }],
    ['is not packed as it says', 'network', { 'Content-Encoding': 'gzip' }],
    ['is no text', 'type', { 'Content-Type': 'application/octet-stream' }],
  ])('that %s', async (_, reason, headers) => {
    answer = (_request, response) => page(response, 'Hello', headers);
    expect(await reasonOf(fetched(site()))).toBe(reason);
  });

  it('that is an error, or no HTTP', async () => {
    answer = (_, response) => void response.writeHead(404, { 'Content-Type': 'text/html' }).end('no');
    expect(await reasonOf(fetched(site()))).toBe('status');
    answer = ({ socket }) => void socket.end('what?\r\n\r\n');
    expect(await reasonOf(fetched(site()))).toBe('network');
  });

  it.each<[string, (response: ServerResponse) => void]>([
    ['does not come', () => undefined],
    [
      'comes too slowly',
      (response) => {
        response.writeHead(200, { 'Content-Type': 'text/html' });
        const timer = setInterval(() => response.write('x'), 20);
        response.on('close', () => clearInterval(timer));
      },
    ],
  ])('that %s', async (_, slow) => {
    answer = (_request, response) => slow(response);
    expect(await reasonOf(fetched(site(), { timeout: 200 }))).toBe('timeout');
  });

  it('when nobody wants it any more, or a name leads nowhere', async () => {
    await expect(safeFetch(site(), AbortSignal.abort(), rules())).rejects.toBeInstanceOf(Unfetchable);
    expect(await reasonOf(fetched(site(), { resolve: () => Promise.reject(new Error('ENOTFOUND')) }))).toBe(
      'network',
    );
    expect(
      await reasonOf(fetched(site(), { resolve: () => new Promise(() => undefined), timeout: 100 })),
    ).toBe('timeout');
  });
});
