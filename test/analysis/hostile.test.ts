import fc from 'fast-check';
import { analystOf } from '../../lib/analysis/analyst.ts';
import { MAX_CONFIDENCE } from '../../lib/checker/confidence.ts';
import { embeddedEngine } from '../../lib/checker/engine.ts';
import { embeddedFacts } from '../../lib/checker/facts.ts';
import { AnalysisResult } from '../../lib/analysis/result.ts';
import { indexOf } from '../../lib/analysis/retrieval.ts';
import { sentencesOf } from '../../lib/analysis/sentences.ts';

const { signal } = new AbortController();

/** Words that the rules look for, in any order, with anything between. */
const fragment = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.string({ unit: 'grapheme', maxLength: 20 }),
  fc.constantFrom(
    ...'The Paris bridge is was not never a film of in 1998 May 3 , . ! ? ( ) – " born from to 10 15 20 % million km only and constructor __proto__ toString 🧨 \ud800 \udc00 \0 0 1e999 99999999999999999999999 1/0 = + -'.split(
      ' ',
    ),
    '\n',
    ' was born on ',
    ' rose from 0 to 0, a 0 % increase. ',
    ' 1 / 0 = 5. ',
  ),
);
const text = fc.array(fragment, { maxLength: 40 }).map((parts) => parts.join(' '));

/** What of a text may be part of no sentence. */
const LIST_MARKERS = /^(?:\s|[-–—*+>•]|#{1,6}|\(?[\da-z]{1,4}[.)]|\[[ x]\])*$/i;

describe('on hostile text', () => {
  it('sentences are in order, apart, and lose no word', () => {
    fc.assert(
      fc.property(text, (given) => {
        const sentences = sentencesOf(given);
        let end = 0;
        for (const each of sentences) {
          expect(each.start).toBeGreaterThanOrEqual(end);
          expect(given.slice(end, each.start)).toMatch(LIST_MARKERS);
          end = each.end;
        }
        expect(given.slice(end)).toMatch(LIST_MARKERS);
      }),
    );
  });

  it('an analysis ends in a result that fits its schema, with exact spans and verbatim quotes', async () => {
    const reader = { read: () => Promise.resolve({ status: 'read' as const, sections: [] }) };
    await fc.assert(
      fc.asyncProperty(text, text, async (given, file) => {
        const analyst = analystOf({
          engine: embeddedEngine(),
          reader: {
            ...reader,
            read: () => Promise.resolve({ status: 'read', sections: [{ text: file, locator: 'page 1' }] }),
          },
          evidence: [embeddedFacts()],
          author: 'Acme',
          now: () => 0,
        });
        const sent = {
          text: given,
          attachments: [
            {
              name: '__proto__',
              type: { kind: 'document' as const, extension: '.txt' },
              bytes: new Uint8Array(1),
            },
          ],
          charged: 2000,
        };
        const outcome = await analyst.analyse(sent, signal);
        if (!('result' in outcome)) {
          expect(`${given}${file}`.trim()).toBe('');
          return;
        }
        const result = AnalysisResult.parse(outcome.result);
        for (const { text: claim, span, verdict, confidence, evidence } of result.claims) {
          expect((span.attachment === null ? given : file).slice(span.start, span.end)).toBe(claim);
          expect(confidence).toBeLessThanOrEqual(MAX_CONFIDENCE);
          expect(verdict === 'not_enough_evidence' || evidence.length > 0).toBe(true);
          for (const { quote, source } of evidence)
            if (source !== 'embedded facts') expect(given.includes(quote) || file.includes(quote)).toBe(true);
        }
        expect(await analyst.analyse(sent, signal)).toEqual(outcome);
      }),
      { numRuns: 150, examples: [['born À \ud800', '']] },
    );
  }, 300_000);

  it('a search finds no document twice', () => {
    fc.assert(
      fc.property(fc.array(text, { maxLength: 8 }), text, (documents, query) => {
        const found = indexOf(documents).search(query, 3);
        expect(new Set(found).size).toBe(found.length);
        expect(found.every((i) => documents[i] !== undefined)).toBe(true);
      }),
    );
  });
});
