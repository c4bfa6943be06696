import { EngineFailure } from '../../lib/analysis/engine-failure.ts';
import { setTimeout as pause } from 'node:timers/promises';
import type { Assignment, Engine, EvidenceSource, Judgement, Passage } from '../../lib/analysis/analysis.ts';
import { analystOf } from '../../lib/analysis/analyst.ts';
import { embeddedEngine } from '../../lib/checker/engine.ts';
import { AnalysisResult } from '../../lib/analysis/result.ts';
import type { AttachmentReader, Reading } from '../../lib/files/files.ts';

const { signal } = new AbortController();
const NOW = Date.UTC(2025, 10, 27);

/** Reads files as plain text; `!` at its beginning is what no reader can read, `?` what ours fails at. */
const reader: AttachmentReader = {
  read: ({ bytes }) => {
    const text = new TextDecoder().decode(bytes);
    if (text.startsWith('!')) return Promise.resolve({ status: 'unreadable', sections: [] });
    if (text.startsWith('?')) return Promise.reject(new Error('broken'));
    if (text.startsWith('~')) return Promise.resolve({ status: 'not_transcribed', sections: [] });
    const reading: Reading = text
      ? { status: 'read', sections: [{ text, locator: 'page 1' }], pages: 1 }
      : { status: 'no_text', sections: [] };
    return Promise.resolve(reading);
  },
};

const assignment = (text: string, ...files: (string | undefined)[]): Assignment => ({
  text,
  attachments: files.map((file, i) => ({
    name: `file-${i + 1}.txt`,
    type: { kind: 'document', extension: '.txt' },
    bytes: file === undefined ? undefined : new TextEncoder().encode(file),
  })),
  charged: 2000,
});

const passage: Passage = {
  text: 'The bridge opened in 2004.',
  source: 'a site',
  locator: 'page 2',
  isOwn: false,
};
const judgement: Judgement = {
  verdict: 'refuted',
  confidence: 0.9,
  reasoning: 'It opened later.',
  evidence: [{ quote: 'opened in 2004', passage }],
};
const saying = (judged: Judgement, text = 'The bridge opened in 1998.', count = 1): Engine => ({
  name: 'of the tests',
  version: '1',
  limits: [],
  claims: () =>
    Promise.resolve({
      claims: Array.from({ length: count }, () => ({
        text,
        span: { attachment: null, start: 0, end: text.length },
      })),
      usage: { input_tokens: 3, output_tokens: 1 },
    }),
  judge: (claims) =>
    Promise.resolve({ judgements: claims.map(() => judged), usage: { input_tokens: 4, output_tokens: 2 } }),
});
const source: EvidenceSource = { name: 'a site', find: () => Promise.resolve([passage]) };

async function resultOf(
  sent: Assignment,
  { engine = embeddedEngine(), evidence = [] as EvidenceSource[], evidenceTimeoutMs = 1000 } = {},
): Promise<AnalysisResult> {
  const outcome = await analystOf({
    engine,
    reader,
    evidence,
    author: 'Acme',
    now: () => NOW,
    evidenceTimeoutMs,
  }).analyse(sent, signal);
  if (!('result' in outcome)) throw new Error(outcome.failure);
  return AnalysisResult.parse(outcome.result);
}

describe('an analysis', () => {
  it('names the contradicted claim with its quote, and puts supported and refuted side by side as mixed', async () => {
    const result = await resultOf(
      assignment(
        'The Aldgate bridge opened in 1998. The Aldgate bridge has four towers.',
        'The Aldgate bridge opened in 2004. The Aldgate bridge has four towers.',
      ),
    );
    expect(result.verdict).toBe('mixed');
    expect(result.claims.map(({ verdict }) => verdict)).toEqual(['refuted', 'supported']);
    expect(result.claims[0]?.evidence[0]).toEqual({
      quote: 'The Aldgate bridge opened in 2004.',
      source: 'file-1.txt',
      locator: 'page 1, sentence 1',
      is_own: true,
    });
    expect(result.summary).toContain('“The Aldgate bridge opened in 1998.”');
    expect(result.credits_charged).toBe(20);
    expect(result.attachments).toEqual([{ name: 'file-1.txt', type: '.txt', status: 'read', pages: 1 }]);
    expect(result.engine.limits.length).toBeGreaterThan(0);
    // What agrees with one's own file, or not, was not reviewed for its truth.
    expect(result.claim_review).toEqual([]);
    expect(result.summary).toContain('2 verdicts rest on your own text and files alone');
  });

  it('makes a review of each claim that more than the sender’s own material decides', async () => {
    const { claim_review, summary } = await resultOf(assignment('The bridge opened in 1998.'), {
      engine: saying(judgement),
      evidence: [source],
    });
    expect(claim_review).toMatchObject([
      {
        claimReviewed: 'The bridge opened in 1998.',
        datePublished: '2025-11-27',
        author: { '@type': 'Organization', name: 'Acme' },
        reviewRating: { ratingValue: 1 },
      },
    ]);
    expect(summary).not.toContain('your own');
  });

  it('of what says nothing that can be checked says so', async () => {
    const result = await resultOf(assignment('Hello! How are you?'));
    expect(result).toMatchObject({ verdict: 'not_enough_evidence', claims: [], claim_review: [] });
  });

  it('of files in which nothing can be read is done and charged, and says why; no engine is asked', async () => {
    const asked = () => Promise.reject(new Error('asked'));
    const engine = { ...embeddedEngine(), claims: asked, judge: asked };
    const { verdict, claims, claim_review, summary, credits_charged, attachments } = await resultOf(
      assignment(' \u200b', '!', undefined, ''),
      { engine },
    );
    expect([verdict, claims, claim_review, credits_charged]).toEqual(['not_enough_evidence', [], [], 20]);
    expect(attachments.map(({ status }) => status)).toEqual(['unreadable', 'unreadable', 'no_text']);
    expect(summary).toBe(
      'Nothing could be read. “file-1.txt” could not be read. “file-2.txt” could not be read. ' +
        'Another file was uploaded in its place. “file-3.txt” has no text that can be read. ' +
        'The analysis is charged, because the reason lies in what was sent.',
    );
  });

  it('of a file that we failed to read fails, also beside a text, and another try may succeed', async () => {
    const notes: unknown[] = [];
    const note = (...told: unknown[]) => notes.push(told);
    const analyst = analystOf({
      engine: embeddedEngine(),
      reader,
      evidence: [],
      author: 'Acme',
      now: () => NOW,
      note,
    });
    for (const sent of [assignment('', '?'), assignment('The bridge opened in 1998.', 'Four.', '?')])
      expect(await analyst.analyse(sent, signal)).toEqual({
        failure: 'A file could not be read, for a reason that does not lie in the file.',
        retry: true,
      });
    expect(notes[0]).toEqual(['attachments_not_read', { files: 1, types: '.txt' }]);
    // Speech that nobody was asked to transcribe is not the sender's fault; there is no other try.
    expect(await analyst.analyse(assignment('', '~'), signal)).toEqual({
      failure: 'Nothing could be read: speech is not transcribed here.',
      retry: false,
    });
  });

  it('of files that take too long to read goes on without those that are late', async () => {
    const slow: AttachmentReader = {
      read: ({ bytes }, ending) =>
        bytes.length < 5
          ? reader.read({ type: { kind: 'document', extension: '.txt' }, bytes }, ending)
          : new Promise((resolve) =>
              ending.addEventListener('abort', () => resolve({ status: 'unreadable', sections: [] })),
            ),
    };
    const outcome = await analystOf({
      engine: embeddedEngine(),
      reader: slow,
      evidence: [],
      author: 'Acme',
      now: () => NOW,
      readingBudgetMs: 20,
    }).analyse(assignment('', 'Yes.', 'A longer one.'), signal);
    if (!('result' in outcome)) throw new Error(outcome.failure);
    expect(outcome.result.attachments).toMatchObject([
      { status: 'read' },
      { status: 'unreadable', note: 'Reading the files took too long.' },
    ]);
    expect(outcome.result.summary).toContain(
      '“file-2.txt” could not be read. Reading the files took too long.',
    );
  });

  it('that its engine failed tells why to the log, and the user one sentence', async () => {
    const notes: unknown[] = [];
    const fails = () => Promise.reject(new EngineFailure('rejected', '401'));
    const engine = { ...embeddedEngine(), name: 'of a test', claims: fails };
    const note = (...told: unknown[]) => notes.push(told);
    const analyst = analystOf({ engine, reader, evidence: [], author: 'Acme', now: () => NOW, note });
    expect(await analyst.analyse(assignment('The bridge opened in 1998.'), signal)).toEqual({
      failure: 'The language model cannot be used at the moment.',
      retry: false,
    });
    expect(notes).toEqual([
      [
        'engine_failed',
        { engine: 'of a test', kind: 'rejected', detail: '401', input_tokens: 0, output_tokens: 0 },
      ],
    ]);
  });

  it('goes on without a file that cannot be read, and tells so', async () => {
    const result = await resultOf(assignment('The Aldgate bridge opened in 1998.', '!', undefined));
    expect(result.attachments.map(({ status }) => status)).toEqual(['unreadable', 'unreadable']);
    expect(result.summary).toMatch(/“file-1\.txt” could not be read\..*The analysis is charged/);
  });

  it('counts characters and tokens', async () => {
    const { usage } = await resultOf(assignment('The bridge.', 'Four.'), {
      engine: saying(judgement),
      evidence: [source],
    });
    expect(usage).toEqual({ characters: 16, input_tokens: 7, output_tokens: 3 });
  });

  it('that is aborted ends', async () => {
    const late: AttachmentReader = { read: () => Promise.reject(new Error('killed')) };
    const analyst = analystOf({
      engine: embeddedEngine(),
      reader: late,
      evidence: [],
      author: 'Acme',
      now: () => NOW,
    });
    await expect(analyst.analyse(assignment('One.', 'two'), AbortSignal.abort())).rejects.toThrow();
  });
});

describe('a quote', () => {
  const sent = assignment('The bridge opened in 1998.');
  it('that stands in its passage is kept', async () => {
    const { claims } = await resultOf(sent, { engine: saying(judgement), evidence: [source] });
    expect(claims[0]).toMatchObject({
      verdict: 'refuted',
      evidence: [{ quote: 'opened in 2004', source: 'a site' }],
    });
  });

  it.each([
    ['that is made up', { quote: 'opened in 2005', passage }],
    ['of a passage that was not given', { quote: 'made up', passage: { ...passage, text: 'made up' } }],
    ['of another source', { quote: 'opened in 2004', passage: { ...passage, source: 'elsewhere' } }],
    ['that is empty', { quote: ' ', passage }],
  ])('%s is dropped, and the verdict with it', async (_, evidence) => {
    const engine = saying({ ...judgement, evidence: [evidence] });
    const { claims, verdict, claim_review } = await resultOf(sent, { engine, evidence: [source] });
    expect(claims[0]).toMatchObject({ verdict: 'not_enough_evidence', confidence: 0, evidence: [] });
    expect([verdict, claim_review]).toEqual(['not_enough_evidence', []]);
  });

  it('of the claim itself never speaks for it', async () => {
    const text = 'The bridge opened in 1998.';
    const own = { quote: text, passage: { ...passage, text, source: 'text' } };
    const engine = saying({ ...judgement, verdict: 'supported', evidence: [own] });
    expect((await resultOf(sent, { engine })).claims[0]?.verdict).toBe('not_enough_evidence');
  });
});

describe('a source of evidence', () => {
  it.each<[string, EvidenceSource['find']]>([
    ['fails', () => Promise.reject(new Error('down'))],
    [
      'throws',
      () => {
        throw new Error('broken');
      },
    ],
    ['never answers', () => new Promise<Passage[]>(() => undefined)],
    ['ignores that it is too late', () => pause(60_000, [passage], { ref: false })],
  ])('that %s has nothing to say, and the others are heard', async (_, find) => {
    const evidence = [{ name: 'broken', find }, source];
    const result = await resultOf(assignment('The bridge opened in 1998.'), {
      engine: saying(judgement),
      evidence,
      evidenceTimeoutMs: 50,
    });
    expect(result.claims[0]?.verdict).toBe('refuted');
  });

  it('is asked about few claims at a time, so that each has its share of what they wait for', async () => {
    let asked = 0;
    let most = 0;
    const find = async () => {
      most = Math.max(most, ++asked);
      await pause(1);
      asked--;
      return [passage];
    };
    const engine = saying(judgement, undefined, 30);
    const { claims } = await resultOf(assignment('The bridge opened in 1998.'), {
      engine,
      evidence: [{ name: 'the web', isRemote: true, find }],
    });
    expect(most).toBe(4);
    expect(claims.map(({ evidence }) => evidence.length)).toEqual(Array.from({ length: 30 }, () => 1));
  });

  it('in the network is not asked any more when the time for it is up, which the result says', async () => {
    let now = NOW;
    let asked = 0;
    const slow: EvidenceSource = {
      name: 'the web',
      isRemote: true,
      find: () => {
        asked++;
        now += 5_000;
        return Promise.resolve([]);
      },
    };
    const analyst = analystOf({
      engine: saying(judgement, undefined, 30),
      reader,
      evidence: [source, slow],
      author: 'Acme',
      now: () => now,
    });
    const outcome = await analyst.analyse(assignment('The bridge opened in 1998.'), signal);
    if (!('result' in outcome)) throw new Error(outcome.failure);
    expect(asked).toBe(7);
    expect(outcome.result.claims).toHaveLength(30);
    expect(outcome.result.claims.every(({ verdict }) => verdict === 'refuted')).toBe(true);
    expect(outcome.result.engine.limits).toContain(
      'Sources in the network were too slow to be asked about 23 of 30 claims.',
    );
  });
});

describe('the size of a result', () => {
  it('fits into a task, whatever the engine and the sender say', async () => {
    const long = '🧨漢'.repeat(20_000);
    const text = `${long} opened in 2004`.slice(0, 2400);
    const big: Passage = { ...passage, text, source: long, url: `https://example.com/${'x'.repeat(100)}` };
    const engine = {
      ...saying(
        {
          ...judgement,
          reasoning: long,
          evidence: Array.from({ length: 50 }, () => ({ quote: text, passage: big })),
        },
        long.slice(0, 3000),
        200,
      ),
      limits: ['none'],
    };
    const sent = assignment(`${'Everyone always lies!! '.repeat(2000)}${long}`, long);
    const result = await resultOf(
      { ...sent, attachments: sent.attachments.map((each) => ({ ...each, name: long })) },
      { engine, evidence: [{ name: 'big', find: () => Promise.resolve([big]) }] },
    );
    expect(Buffer.byteLength(JSON.stringify(result))).toBeLessThan(350_000);
    expect(result.claims.length).toBeGreaterThan(10);
    expect(result.summary).toMatch(/left out/);
    expect(result.claims.every(({ evidence }) => evidence.every(({ quote }) => text.includes(quote)))).toBe(
      true,
    );
  });
});
