import type { AnalysisResult } from '../../lib/analysis/result.ts';

export const TEXT = `The Eiffel Tower stands in Paris and was finished in 1889. It is 450 metres tall, which made it the tallest building in the world.

Over seven million people visit it each year. Experts agree that nothing so beautiful will ever be built again!`;

/** As a form sends it, and spans count it. */
export const SENT = TEXT.replaceAll('\n', '\r\n');

const spanOf = (part: string) => ({
  attachment: null,
  start: SENT.indexOf(part),
  end: SENT.indexOf(part) + part.length,
});

const claimOf = (text: string) => ({ text, span: spanOf(text) });

/** A result with every verdict, quotes from everywhere, and markup in what was read. */
export const analysed: AnalysisResult = {
  version: 1,
  summary: 'The attached file supports one claim and refutes another; for one there is not enough evidence.',
  verdict: 'mixed',
  claims: [
    {
      ...claimOf('The Eiffel Tower stands in Paris and was finished in 1889.'),
      verdict: 'supported',
      confidence: 0.82,
      reasoning: 'The attached file says the same of place and year.',
      evidence: [
        {
          quote: 'The tower was opened in Paris on 31 March 1889.',
          source: 'tower.txt',
          locator: 'sentence 3',
          is_own: true,
        },
      ],
    },
    {
      ...claimOf('It is 450 metres tall'),
      verdict: 'refuted',
      confidence: 0.78,
      reasoning: 'The attached file gives a height of 330 metres.',
      evidence: [
        { quote: 'Today it reaches 330 metres.', source: 'tower.txt', locator: 'sentence 7', is_own: true },
        {
          quote: 'Height: 330 m',
          source: 'example.org',
          locator: 'table 1',
          url: 'https://example.org/tower',
          is_own: false,
        },
      ],
    },
    {
      ...claimOf('Over seven million people visit it each year.'),
      verdict: 'not_enough_evidence',
      confidence: 0.3,
      reasoning: 'Nothing that was found speaks of visitors.',
      evidence: [],
    },
    {
      text: 'The tower was repainted in 2020.',
      span: { attachment: 'tower.txt', start: 10, end: 42 },
      verdict: 'mixed',
      confidence: 0.5,
      reasoning: 'The sources disagree.',
      evidence: [
        { quote: '<img src=x onerror=alert(1)> In 2020.', source: 'embedded facts', locator: 'entry 12' },
      ],
    },
  ],
  signals: [{ kind: 'appeal_to_authority', quote: 'Experts agree', note: 'The experts have no names.' }],
  attachments: [
    { name: 'tower.txt', type: '.txt', status: 'read' },
    {
      name: 'a-long-name-of-a-scanned-document-2026-11-24.pdf',
      type: '.pdf',
      status: 'partly_read',
      pages: 12,
      note: 'Pages 11 and 12 hold no text.',
    },
  ],
  engine: { name: 'embedded', version: '1', limits: ['It does not search the web.'] },
  usage: { characters: 210, input_tokens: 0, output_tokens: 0 },
  credits_charged: 20,
  claim_review: [],
};
