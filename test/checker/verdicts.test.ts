import { miscalculationIn } from '../../lib/checker/arithmetic.ts';
import { compare } from '../../lib/checker/compare.ts';
import type { Finding } from '../../lib/checker/findings.ts';
import { restated } from '../../lib/checker/restate.ts';
import { resolve } from '../../lib/checker/resolve.ts';
import { readClaim, readSentence } from '../../lib/checker/sentences.ts';
import { mirror } from '../../lib/checker/statements.ts';

const NO_TOPIC = { subjects: [], isKnown: false, title: new Set<string>() };

/** What one sentence says of a claim of one statement. */
function opinion(claim: string, passage: string): Finding | undefined {
  const [statement] = readClaim(restated(claim)).statements;
  if (!statement) return undefined;
  const found = [statement, mirror(statement)].flatMap((way) =>
    readSentence(passage).statements.flatMap((each) => {
      if (!way) return [];
      const resolved = resolve(each, NO_TOPIC, way.subject);
      return compare(way, resolved.statement, resolved.isAssumed) ?? [];
    }),
  );
  return found.find(({ holds }) => holds) ?? found[0];
}

/** kind, claim, a passage in conflict with it, a passage that looks like one and agrees or does not tell */
const EXAMPLES: [string, string, string, string][] = [
  [
    'number',
    'The harbour tunnel cost 400 workers their jobs.',
    'The harbour tunnel cost 250 workers their jobs.',
    'The harbour tunnel cost more than 300 workers their jobs.',
  ],
  [
    'number',
    'The Aldgate bridge has four towers.',
    'The Aldgate bridge has 6 towers.',
    'The Aldgate bridge has 4 towers and 12 arches.',
  ],
  [
    'number',
    'The Aldgate bridge is 500 metres long.',
    'The Aldgate bridge is 2 km long.',
    'The Aldgate bridge is 0.5 km long.',
  ],
  [
    'date',
    'Marta Keller was born on 3 May 1961.',
    'Marta Keller (born 3 May 1971) is a Swiss painter.',
    'Marta Keller (born May 3, 1961) is a Swiss painter.',
  ],
  [
    'date',
    'The Aldgate bridge opened in 1998.',
    'The Aldgate bridge opened on 2 June 2001.',
    'The Aldgate bridge opened on 2 June 1998.',
  ],
  [
    'date',
    'The Aldgate bridge opened in 1998.',
    'The Aldgate bridge opened in the 1980s.',
    'The Aldgate bridge was painted in 2001.',
  ],
  [
    'place',
    'Marta Keller was born in Germany.',
    'Marta Keller was born in Lisbon.',
    'Marta Keller was born in Munich.',
  ],
  [
    'place',
    'Marta Keller is a Spanish painter.',
    'Marta Keller is a Norwegian painter.',
    'Marta Keller is a painter from Spain.',
  ],
  [
    'name',
    'The Aldgate bridge was designed by Marta Keller.',
    'The Aldgate bridge was designed by Jonas Brandt.',
    'The Aldgate bridge was designed by Keller.',
  ],
  [
    'number',
    'The Aldgate bridge is taller than 100 metres.',
    'The Aldgate bridge rises to a height of 82 m.',
    'The Aldgate bridge is 82 m wide.',
  ],
  [
    'number',
    'Norvik has fewer than one million inhabitants.',
    'Norvik has a population of 15 million.',
    'Norvik has a population of 640,000 and an area of 3,000,000 hectares.',
  ],
  [
    'number',
    'The Aldgate bridge is the longest bridge in Norvia.',
    'The Aldgate bridge is the second longest bridge in Norvia.',
    'The Aldgate bridge is the longest bridge in Norvia after all.',
  ],
  [
    'date',
    'Silent Harbour was released before 2019.',
    'Silent Harbour was released in February 2021.',
    'Silent Harbour, which was restored in 2021, was released in 1994.',
  ],
  [
    'date',
    'The Aldgate bridge was built in the eighteenth century.',
    'The Aldgate bridge was built in 1890.',
    'The Aldgate bridge was built between 1712 and 1716, and painted in 1890.',
  ],
  [
    'place',
    'The Harbour Quartet is a British band.',
    'The Harbour Quartet is a band from Gothenburg.',
    'The Harbour Quartet is a band from Leeds.',
  ],
  [
    'place',
    'Marta Keller worked in Spain.',
    'Marta Keller worked in Lisbon.',
    'Marta Keller, a Norwegian painter, worked for the Boston Museum.',
  ],
  [
    'place',
    'Silent Harbour was filmed in English.',
    'Silent Harbour was filmed in French.',
    'Silent Harbour was filmed in France.',
  ],
  [
    'name',
    'Silent Harbour was directed by Tom Ray.',
    'Silent Harbour was directed by Ann Lee, starring Tom Ray.',
    'Silent Harbour was written by Ann Lee and directed by Tom Ray.',
  ],
  [
    'name',
    'Marta Keller studied at the Oslo School.',
    'Marta Keller studied under the painter Jonas Brandt at the Harbour Academy.',
    'Marta Keller won the Harbour Prize.',
  ],
  [
    'name',
    'Norvik is the capital of Zemland.',
    'Norvik is the capital and largest city of Astoria.',
    'Norvik is the capital and largest city of Zemland.',
  ],
  [
    'name',
    'Ann Lee wrote Silent Harbour.',
    'Silent Harbour was written by Jonas Brandt.',
    'Silent Harbour was printed by Jonas Brandt.',
  ],
  [
    'kind',
    'Silent Harbour is a novel.',
    'Silent Harbour is a 1994 film directed by Marta Keller.',
    'Silent Harbour is a historical novel by Marta Keller.',
  ],
  [
    'kind',
    'Silent Harbour is a television series.',
    'Silent Harbour is a 1994 novel.',
    'Silent Harbour is a spy thriller.',
  ],
  [
    'kind',
    'Norvik is a village.',
    'Norvik is a 1994 film by Marta Keller.',
    'Norvik is a place in the north.',
  ],
  [
    'opposite',
    'The council increased the budget of the museum.',
    'The council decreased the budget of the museum.',
    'The council raised the budget of the museum.',
  ],
  ['opposite', 'Norvik is a fictional place.', 'Norvik is a real place.', 'Norvik is a place in a novel.'],
];

describe('a conflict', () => {
  it.each(EXAMPLES)('of %s is found: %s', (kind, claim, conflicting) => {
    const found = opinion(claim, conflicting);
    expect(found).toMatchObject({ holds: false, kind });
    expect(conflicting).toContain(found?.found);
    expect(claim).toContain(found?.claimed);
  });

  it.each(EXAMPLES)('of %s is not seen where there is none: %s', (_, claim, __, near) => {
    expect(opinion(claim, near)?.holds).not.toBe(false);
  });
});

describe('a denial', () => {
  it.each([
    ['Marta Keller did not paint the ceiling.', 'Marta Keller painted the ceiling.'],
    ['Marta Keller never visited Lisbon.', 'Marta Keller visited Lisbon in 1990.'],
    ['Marta Keller refused to paint the ceiling.', 'Marta Keller painted the ceiling.'],
    ['Marta Keller painted the ceiling.', 'Marta Keller declined to paint the ceiling.'],
    ['Marta Keller painted the ceiling.', 'Marta Keller has yet to paint the ceiling.'],
    ['Marta Keller is not a Swiss painter.', 'Marta Keller is a painter from Zurich.'],
  ])('is at odds with what it denies: %s', (claim, passage) => {
    expect(opinion(claim, passage)).toMatchObject({ holds: false });
  });

  it('of both sides is agreement', () => {
    expect(opinion('Marta Keller never visited Lisbon.', 'Marta Keller never visited Lisbon.')).toMatchObject(
      {
        holds: true,
      },
    );
  });

  it.each([
    ['by what a thing is today', 'Norvik has never been the capital.', 'Norvik is a small village.'],
    [
      'of another',
      'The treaty was signed by Spain.',
      'Spain and Portugal agreed on the treaty; France refused to sign it.',
    ],
  ])('is not taken for proven %s', (_, claim, passage) => {
    expect(opinion(claim, passage)).toBeUndefined();
  });

  it('reaches no further than its clause', () => {
    const passage = 'Marta Keller painted the ceiling, but refused to paint the walls.';
    expect(opinion('Marta Keller painted the ceiling.', passage)).toMatchObject({ holds: true });
  });
});

describe('a claim of the only one', () => {
  it.each([
    ['Marta Keller is only a painter.', 'Marta Keller is a painter.'],
    ['Silent Harbour is a solely German film.', 'Silent Harbour is a German and French film.'],
  ])('is not proven by silence about others: %s', (claim, passage) => {
    expect(opinion(claim, passage)).toBeUndefined();
  });
});

describe('agreement', () => {
  it.each([
    ['Silent Harbour is a movie.', 'Silent Harbour is a 1994 film by Marta Keller.'],
    ['Marta Keller died in 2013.', 'Marta Keller (April 8, 1974 – February 2, 2013) was a Swiss painter.'],
    ['The bridge was designed by Jonas Brandt.', 'Jonas Brandt designed the bridge.'],
  ])('is seen through other words: %s', (claim, passage) => {
    expect(opinion(claim, passage)).toMatchObject({ holds: true });
  });

  it.each([
    [
      'somebody else of that surname',
      'Marta Keller painted the ceiling.',
      'Gottfried Keller painted the ceiling.',
    ],
    ['somebody else', 'Marta Keller painted the ceiling.', 'Jonas Brandt painted the ceiling.'],
    [
      'half of what is claimed',
      'Marta Keller painted the ceiling in one night.',
      'Marta Keller painted portraits.',
    ],
  ])('is not seen in %s', (_, claim, passage) => {
    expect(opinion(claim, passage)).toBeUndefined();
  });

  it.each([
    ['the other way round', 'Northern Rail bought Harbour Lines.', 'Harbour Lines bought Northern Rail.'],
    [
      'of a name in another part',
      'The bridge was designed by Ann Lee.',
      'The bridge was designed by Jonas Brandt and often likened to one of Ann Lee.',
    ],
    [
      'of a place of another verb',
      'Marta Keller was born in Norway.',
      'Marta Keller was born in Denmark and moved to Norway.',
    ],
    [
      'of a place of an earlier verb',
      'Marta Keller died in Norway.',
      'Marta Keller was arrested in Norway and died in Denmark.',
    ],
    [
      'of who only ran',
      'Marta Keller won the Harbour Prize.',
      'Marta Keller received a nomination for the Harbour Prize.',
    ],
    [
      'of a people, not of its language',
      'Marta Keller sings in Icelandic.',
      'Marta Keller is an Icelandic singer.',
    ],
    ['of who has left', 'Norvik is part of the Harbour League.', 'Norvik withdrew from the Harbour League.'],
    ['of its own name', 'The whale shark is a mammal.', 'The whale shark is large.'],
    [
      'of somebody else who is compared',
      'Marta Keller is older than her brother.',
      'Marta Keller has an older brother.',
    ],
  ])('is not seen where the same words are said %s', (_, claim, passage) => {
    expect(opinion(claim, passage)?.holds).not.toBe(true);
  });

  it.each([
    ['Nothing But Rain is a film.', 'Nothing But Rain is a 1994 film by Marta Keller.'],
    ['The lake is more than 100 metres deep.', 'The lake is 127 m deep.'],
  ])('is seen in spite of titles, short units and implied words: %s', (claim, passage) => {
    expect(opinion(claim, passage)).toMatchObject({ holds: true });
  });

  it.each([
    ['Marta Keller is not a painter of ships.', 'Marta Keller won the Harbour Prize.'],
    ['Marta Keller never won the Northern Prize.', 'Marta Keller won the Harbour Prize.'],
    ['Silent Harbour was a success.', 'Silent Harbour is a 1994 film.'],
    ['Marta Keller was in her eighties.', 'Marta Keller died in 2005.'],
  ])('or conflict is not seen where a thing may be both: %s', (claim, passage) => {
    expect(opinion(claim, passage)).toBeUndefined();
  });
});

/** What another engine would settle by more knowledge of words: here it is left open, and never decided wrongly. */
describe('a verdict is not given', () => {
  it.each([
    ['Silent Harbour won five awards.', 'Nominated for five awards, Silent Harbour won just three.', true],
    [
      'Marta Keller is the chief engineer of the Northern Line.',
      'Jonas Brandt is the chief engineer of the Northern Line.',
      true,
    ],
    ['Marta Keller is a poker player.', 'Marta Keller is a Swiss football player.', true],
    ['Silent Harbour is a comedy film.', 'Silent Harbour is a 1994 horror film.', true],
    ['The museum closed before the flood.', 'The museum closed after the flood.', true],
    ['Marta Keller is childless.', 'Marta Keller had three children.', true],
    ['Marta Keller painted the ceiling.', 'Marta Keller declined an offer to paint the ceiling.', true],
    ['Silent Harbour is not a film by Ann Lee.', 'Silent Harbour is a film by Tom Ray.', false],
    ['Silent Harbour was not released until after 2019.', 'Silent Harbour was released in 2021.', false],
    ['Marta Keller is only a painter.', 'Marta Keller is a painter and sculptor.', true],
    ['Silent Harbour is a solely German film.', 'Silent Harbour is a 1994 German crime film.', false],
    ['Marta Keller acted in films.', 'Marta Keller is a Swiss film actress.', false],
    [
      'Silent Harbour began filming in May 1994.',
      'The film was shot in Oslo, from May 1994 to June 1995.',
      false,
    ],
    ['Marta Keller was a Swede.', 'Marta Keller was a Gothenburg-born painter.', false],
    ['The bridge was bombed in World War II.', 'The bridge was bombed in the Second World War.', false],
    ['Norvik is home to more than ten million people.', 'Norvik has 15 million residents.', false],
    ['Marta Keller attended a university.', 'Marta Keller graduated from the University of Oslo.', false],
    ['Marta Keller is a reptile.', 'Marta Keller is a species of lizard.', false],
    ['Silent Harbour was released in 1994.', 'Silent Harbour is a 1994 drama film.', false],
    ['Marta Keller is not a painter.', 'Marta Keller is a film about a storm.', false],
    [
      'The bridge is more than a thousand metres above sea level.',
      'The bridge is at an elevation of 2,345 m.',
      false,
    ],
  ])('that would be wrong: %s', (claim, passage, wrong) => {
    expect(opinion(claim, passage)?.holds).not.toBe(wrong);
  });
});

describe('what is said the long way round', () => {
  it.each([
    ['There is a town called Norvik.', 'Norvik is a town.'],
    ['Harbour One is the channel that aired the show.', 'Harbour One aired the show.'],
    ['The capital of Norvia is Norvik.', 'Norvik is the capital of Norvia.'],
    ['Norvik is the town that is closest to the sea.', 'Norvik is the town that is closest to the sea.'],
    ['The painter of the ceiling is well known.', 'The painter of the ceiling is well known.'],
  ])('is said plainly, and else left alone: %s', (claim, plain) => {
    expect(restated(claim)).toBe(plain);
  });
});

describe('arithmetic', () => {
  it.each([
    ['Membership rose from 10 to 15, a 20 % increase.', '50 %'],
    ['Sales fell from 200 to 150, a drop of 40 percent.', '-25 %'],
    ['Sales doubled from 100 to 130 last year.', '1.3 times as much'],
    ['The clerk noted that 12 + 30 = 45.', '42'],
  ])('that does not come out is told: %s', (text, computed) => {
    const found = miscalculationIn(text);
    expect(found).toMatchObject({ computed });
    expect(text).toContain(found?.quote);
  });

  it.each([
    'Membership rose from 10 to 15, a 50 % increase.',
    'Sales fell from 200 to 150, a drop of about 25 percent.',
    'Sales nearly doubled from 100 to 190.',
    'From 1990 to 2000 prices rose by 20 %.',
    'The clerk noted that 12 + 30 = 42.',
    'The share rose from 10 % to 15 %.',
  ])('that does, or may, is left alone: %s', (text) => {
    expect(miscalculationIn(text)).toBeUndefined();
  });
});
