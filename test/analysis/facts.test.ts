import { embeddedEngine } from '../../lib/checker/engine.ts';
import { embeddedFacts } from '../../lib/checker/facts.ts';

const facts = embeddedFacts();
const engine = embeddedEngine();
const { signal } = new AbortController();

async function judged(text: string) {
  const claim = { text, span: { attachment: null, start: 0, end: text.length } };
  const passages = await facts.find(claim, signal);
  const { judgements } = await engine.judge([{ claim, passages }], signal);
  return { passages, judgement: judgements[0] };
}

describe('embedded facts', () => {
  it.each([
    ['The capital of France is Paris.', 'supported'],
    ['The capital of France is Lyon.', 'refuted'],
    ['The chemical symbol of gold is Au.', 'supported'],
    ['The atomic number of gold is 80.', 'refuted'],
    ['The currency of Japan is the Japanese yen.', 'supported'],
    ['Abraham Lincoln was born in 1809.', 'supported'],
    ['Abraham Lincoln was born in 1812.', 'refuted'],
    ['Berlin is the capital of Poland.', 'refuted'],
    ['Switzerland is not landlocked.', 'refuted'],
    ['France borders Poland.', 'refuted'],
  ])('settle %s', async (claim, verdict) => {
    const { judgement } = await judged(claim);
    expect(judgement).toMatchObject({ verdict });
    expect(judgement?.evidence[0]?.passage).toMatchObject({ source: 'embedded facts', isOwn: false });
  });

  it.each([
    'The moon landing was staged in 1969.',
    'The Paris Hilton hotel closed in 1990.',
    'Gold prices fell by 3 % on Monday.',
    'The New France party won 12 seats.',
    'Lincoln was born in Sheffield.',
    'Our capital is Lyon.',
  ])('say nothing about %s', async (claim) => {
    expect((await judged(claim)).judgement).toMatchObject({ verdict: 'not_enough_evidence' });
  });

  it('are few for each claim', async () => {
    const { passages } = await judged(
      'France borders Germany, Italy and Spain, and the capital of France is Paris.',
    );
    expect(passages.length).toBeLessThanOrEqual(4);
  });
});
