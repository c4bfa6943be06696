import type { Judgement, Material } from '../../lib/analysis/analysis.ts';
import { MAX_CONFIDENCE } from '../../lib/checker/confidence.ts';
import { embeddedEngine } from '../../lib/checker/engine.ts';
import { signalsOf } from '../../lib/analysis/signals.ts';
import { passagesOf } from '../support/passages.ts';

const engine = embeddedEngine();
const { signal } = new AbortController();

const materialOf = (text: string, ...files: string[]): Material => ({
  text,
  attachments: files.map((file, i) => ({
    name: `file-${i + 1}.txt`,
    sections: [{ text: file, locator: 'page 1' }],
  })),
});

async function analysed(material: Material) {
  const { claims } = await engine.claims(material, signal);
  const gathered = await passagesOf(material, claims);
  const { judgements } = await engine.judge(gathered, signal);
  return { claims, gathered, judgements };
}

const verdicts = ({ judgements }: { judgements: Judgement[] }) => judgements.map(({ verdict }) => verdict);

describe('claims', () => {
  it('stand exactly where their span says, in UTF-16 code units', async () => {
    const text =
      '🎨 A note first! The Aldgate bridge opened in 1998. 👩‍👩‍👧 Is that so?\n\nDr. Marta Keller designed it in Köln. 𝒳 is odd.';
    const { claims } = await engine.claims(materialOf(text), signal);
    expect(claims.length).toBeGreaterThanOrEqual(2);
    for (const { text: claim, span } of claims) expect(text.slice(span.start, span.end)).toBe(claim);
    expect(claims.map((claim) => claim.text)).toContain('The Aldgate bridge opened in 1998.');
  });

  it('are taken from the files where there is no text, counted in their joined sections', async () => {
    const sections = ['The Aldgate bridge opened in 1998.', 'Marta Keller designed the bridge.'].map(
      (text, i) => ({
        text,
        locator: `page ${i + 1}`,
      }),
    );
    const { claims } = await engine.claims({ text: ' ', attachments: [{ name: 'a.pdf', sections }] }, signal);
    expect(claims.map(({ span }) => span)).toEqual([
      { attachment: 'a.pdf', start: 0, end: 34 },
      { attachment: 'a.pdf', start: 36, end: 69 },
    ]);
  });

  it('are no questions, wishes or opinions', async () => {
    const text = 'Did the bridge open in 1998? I think the bridge is fine. Please read the report. Thanks!';
    expect((await engine.claims(materialOf(text), signal)).claims).toEqual([]);
  });
});

describe('a verdict', () => {
  it('against a claim quotes what contradicts it', async () => {
    const file =
      'The report covers the year. The Aldgate bridge cost 14 million dollars. It has four towers.';
    const { judgements } = await analysed(materialOf('The Aldgate bridge cost 12 million dollars.', file));
    expect(judgements).toHaveLength(1);
    expect(judgements[0]?.verdict).toBe('refuted');
    expect(judgements[0]?.evidence[0]).toMatchObject({
      quote: 'The Aldgate bridge cost 14 million dollars.',
      passage: { source: 'file-1.txt', locator: 'page 1, sentence 2', isOwn: true },
    });
  });

  it("for a claim by the sender's own file says that this makes it no truer", async () => {
    const { judgements } = await analysed(
      materialOf('The Aldgate bridge opened in 1998.', 'The Aldgate bridge opened in 1998.'),
    );
    expect(judgements[0]).toMatchObject({ verdict: 'supported' });
    expect(judgements[0]?.reasoning).toMatch(/consistent with.*does not make it true/);
  });

  it('is not given to a claim because the text says it twice', async () => {
    const text = 'The Aldgate bridge opened in 1998. The Aldgate bridge opened in 1998.';
    expect(verdicts(await analysed(materialOf(text)))).toEqual([
      'not_enough_evidence',
      'not_enough_evidence',
    ]);
  });

  it('is given where a text contradicts itself', async () => {
    const text = 'The Aldgate bridge opened in 1998. Years went by. The Aldgate bridge opened in 2004.';
    const { claims, judgements } = await analysed(materialOf(text));
    const refuted = claims.filter((_, i) => judgements[i]?.verdict === 'refuted').map((claim) => claim.text);
    expect(refuted).toEqual(['The Aldgate bridge opened in 1998.', 'The Aldgate bridge opened in 2004.']);
  });

  it('is given on wrong arithmetic with no other source', async () => {
    const { judgements } = await analysed(materialOf('Membership rose from 10 to 15, a 20 % increase.'));
    expect(judgements[0]).toMatchObject({ verdict: 'refuted' });
    expect(judgements[0]?.reasoning).toContain('50 %');
  });

  it('does not take "it" for the subject of the claim when it stands for another', async () => {
    const file = 'The Tarn viaduct was inspected. It opened in 2004.';
    expect(verdicts(await analysed(materialOf('The Aldgate bridge opened in 1998.', file)))).toEqual([
      'not_enough_evidence',
    ]);
    const same = 'The Aldgate bridge was inspected. It opened in 2004.';
    expect(verdicts(await analysed(materialOf('The Aldgate bridge opened in 1998.', same)))).toEqual([
      'refuted',
    ]);
  });

  it('says what is at odds, and where', async () => {
    const number = await analysed(
      materialOf('Norvik has a population of 400.', 'Norvik has a population of 250.'),
    );
    expect(number.judgements[0]?.reasoning).toContain(
      'The claim says “400”, but it is “250” in the attached file “file-1.txt” (number).',
    );
  });

  it('tells of the other side where the files disagree, and is less sure', async () => {
    const [yes, no] = ['The Aldgate bridge opened in 1998.', 'The Aldgate bridge opened in 2004.'];
    const { judgements } = await analysed(materialOf(yes, yes, no));
    const alone = (await analysed(materialOf(yes, no))).judgements[0];
    expect(judgements[0]?.verdict).toBe('refuted');
    expect(judgements[0]?.evidence.map(({ quote }) => quote)).toEqual([no, yes]);
    expect(judgements[0]?.confidence).toBeLessThan(alone?.confidence ?? 0);
  });

  const LOOSE = [
    'The Aldgate bridge may have opened in 1998.',
    'It opened in 1998 or so.',
    'They built a lot of bridges in 1998.',
    'The Aldgate bridge is beautiful.',
    'The bridge reportedly cost 12 million dollars.',
    'Some say the bridge opened in 1998.',
    'The council should close the Aldgate bridge.',
    'The Aldgate bridge will probably open in 1998.',
  ];
  it.each(LOOSE)('is not given on loose words: %s', async (claim) => {
    const file =
      'The Aldgate bridge opened in 2004. The bridge cost 14 million dollars. The Aldgate bridge is ugly.';
    expect(new Set(verdicts(await analysed(materialOf(claim, file))))).not.toContain('refuted');
    expect(new Set(verdicts(await analysed(materialOf(claim, file))))).not.toContain('supported');
  });

  it('has at most the confidence that rules deserve', async () => {
    const claims = ['The Aldgate bridge opened in 1998.', 'The Aldgate bridge has four towers.'];
    const file = 'The Aldgate bridge opened in 2004. The Aldgate bridge has four towers.';
    for (const claim of claims) {
      const { judgements } = await analysed(materialOf(claim, file));
      expect(judgements[0]?.confidence).toBeGreaterThan(0);
      expect(judgements[0]?.confidence).toBeLessThanOrEqual(MAX_CONFIDENCE);
    }
  });

  it('is the same for the same input', async () => {
    const material = materialOf(
      'The Aldgate bridge opened in 1998. The bridge has four towers. Marta Keller designed the bridge.',
      'The Aldgate bridge opened in 2004. It was designed by Jonas Brandt. The bridge has 4 towers.',
    );
    expect(await analysed(material)).toEqual(await analysed(material));
  });

  it('is not given in a language that is not read', async () => {
    const text = 'Die Brücke wurde 1998 eröffnet.';
    expect(
      new Set(verdicts(await analysed(materialOf(text, 'Die Brücke wurde 2004 eröffnet.')))),
    ).not.toContain('supported');
  });
});

describe('signals of style', () => {
  const sober = 'The Aldgate bridge opened in 1998.';
  const file = 'The Aldgate bridge opened in 2004.';

  it('are told with their words', () => {
    const text = 'WAKE UP NOW!! Experts agree that everyone always lies. The bridge opened in 1998.';
    const signals = signalsOf(text);
    expect(signals.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['absolute', 'outrage', 'missing_source']),
    );
    for (const { quote } of signals) expect(text).toContain(quote);
    expect(signalsOf(sober)).toEqual([]);
  });

  it('never change a verdict', async () => {
    const before = await analysed(materialOf(sober, file));
    const loud = await analysed(
      materialOf(`SHOCKING LIES EVERYWHERE!!! ${sober} Wake up!! Experts agree!!`, file),
    );
    const at = loud.claims.findIndex(({ text }) => text === sober);
    expect(loud.judgements[at]).toEqual(before.judgements[0]);
  });
});

describe('a sentence', () => {
  const claimsIn = async (text: string) =>
    (await embeddedEngine().claims({ text, attachments: [] }, new AbortController().signal)).claims.map(
      (claim) => claim.text,
    );

  it('whose verb stands between two numbers is a claim', async () => {
    expect(await claimsIn('Line 7 cost 310 million euros.')).toEqual(['Line 7 cost 310 million euros.']);
  });
});
