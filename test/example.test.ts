import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AnalysisResult } from '../lib/analysis/result.ts';
import { connected } from './support/mcp.ts';
import { filled, itTyped, readmeBlocks, typed, typing } from './support/quickstart.ts';
import { stackUser } from './support/stack-user.ts';

/** The README's examples, on the running system: over HTTP, through the queue, by the worker as it is bundled. */

const BASE = process.env.TEST_URL ?? '';
const examples = join(import.meta.dirname, '../examples');

interface Answer {
  status: number;
  data: Record<string, unknown>;
}

async function call(method: string, path: string, auth: string, body?: object): Promise<Answer> {
  const isForm = body instanceof FormData;
  const response = await fetch(BASE + path, {
    method,
    headers: { Authorization: auth, ...(body && !isForm && { 'Content-Type': 'application/json' }) },
    ...(body && { body: isForm ? body : JSON.stringify(body) }),
  });
  const { data } = (await response.json()) as Pick<Answer, 'data'>;
  return { status: response.status, data };
}

it('names the contradicted claim with both quotes, and the transactions show the charge', async () => {
  const { id, token } = await stackUser();
  const key = `Bearer ${token}`;
  const form = new FormData();
  const text =
    'Line 7 opened on 14 March 2024. Line 7 carries 48,000 passengers a day. Line 7 cost 310 million euros.';
  form.append('text', text);
  for (const name of ['report.pdf', 'post.png'])
    form.append(name, new Blob([new Uint8Array(readFileSync(join(examples, name)))]), name);
  const started = await call('POST', `/users/${id}/agent/analysis`, key, form);
  expect(started.status).toBe(201);
  const task = String(started.data.id);

  const view = () => call('GET', `/users/${id}/tasks/${task}`, key);
  let seen = await view();
  for (const deadline = Date.now() + 90_000; Date.now() < deadline; seen = await view()) {
    if (seen.data.status === 'COMPLETED' || seen.data.status === 'FAILED') break;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  expect(seen.data).toMatchObject({ status: 'COMPLETED', credits_charged: 20, error: null });
  const result = seen.data.result as AnalysisResult;
  expect(result.verdict).toBe('mixed');
  expect(result.attachments).toEqual([
    { name: 'report.pdf', type: '.pdf', status: 'read', pages: 2 },
    { name: 'post.png', type: '.png', status: 'read' },
  ]);
  const [opened, carries, cost] = result.claims;
  expect(opened).toMatchObject({ verdict: 'supported' });
  expect(carries).toMatchObject({ text: 'Line 7 carries 48,000 passengers a day.', verdict: 'refuted' });
  expect(carries?.evidence[0]).toEqual({
    quote: 'In its first year, Line 7 carries 31,000 passengers a day.',
    source: 'report.pdf',
    locator: expect.stringContaining('page 2') as string,
    is_own: true,
  });
  expect(cost).toMatchObject({ verdict: 'supported', evidence: [{ source: 'post.png' }] });
  for (const { text: said, span } of result.claims) expect(text.slice(span.start, span.end)).toBe(said);

  const { data } = await call('GET', `/users/${id}/transactions?limit=1&offset=0`, key);
  expect((data as unknown as object[])[0]).toMatchObject({
    type: 'DEBIT',
    value_in_credits: 20,
    description: `Analysis ${task}.`,
  });
}, 300_000);

itTyped(
  typing('does what the README says to type, from nothing to a result'),
  async () => {
    const [reset = ''] = readmeBlocks('From nothing to a reset key', 'bash');
    const [buy = ''] = readmeBlocks('Buy credits', 'bash');
    const [analyse = '', upload = ''] = readmeBlocks('Have claims checked', 'bash');
    const email = `reader-${randomUUID()}@example.com`;
    const begin = filled(reset, {
      'http://127.0.0.1:3000/api/v1': BASE,
      'http://127.0.0.1:3001': process.env.TEST_MAIL_URL ?? '',
      // Other tests have mail of their own there.
      '.emails[-1]': `[.emails[] | select(.destination.to == ["${email}"])][-1]`,
      'ada@example.com': email,
    });
    const pay = 'curl -s -o /dev/null $(jq -r .data.url <<<"$BUY") -d action=pay';
    expect(readFileSync(join(import.meta.dirname, '../README.md'), 'utf8')).toContain(pay);
    const printed = await typed(
      [begin, buy, pay, 'curl -s $API/users/$ID -H "$NEW" | jq .data.credits', analyse, upload].join('\n'),
    );
    const answers = [
      'User registered successfully.',
      'User activated successfully.',
      'User fetched successfully.',
      'Free credits on signup.',
      'Authorization header or OTP is either missing, invalid or expired.',
      'User fetched successfully.',
      'Checkout session created successfully.',
      '\n600\n',
      '"verdict": "mixed"',
      'In its first year, Line 7 carries 31,000 passengers a day.',
      '"value_in_credits": 20',
      'Analysis started successfully.',
    ];
    let at = 0;
    for (const answer of answers) {
      const next = printed.indexOf(answer, at);
      expect([answer, next >= at]).toEqual([answer, true]);
      at = next + 1;
    }
  },
  300_000,
);

it('lets an agent in by the README’s two lines', async () => {
  const { id, token } = await stackUser();
  const [lines = ''] = readmeBlocks('Give it to an agent');
  const [url = '', header = ''] = filled(lines, {
    'http://127.0.0.1:3000': new URL(BASE).origin,
    '<API key token>': token,
  }).split('\n');
  const [name = '', value = ''] = header.split(': ');
  const client = await connected('2026-07-28', url, { [name]: value });
  expect(await client.callTool({ name: 'user.view', arguments: {} })).toMatchObject({
    structuredContent: { data: { id } },
  });
  await client.close();
});
