import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AnalysisResult } from '../lib/analysis/result.ts';
import { stackUser } from './support/stack-user.ts';

/** The README's example, on the running system: over HTTP, through the queue, by the worker as it is bundled. */

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
