/** Breaks a text into lines where the next word has no room, as editors and mail programs do. */
export function wrapped(text: string, columns: number, prefix = ''): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > columns) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].map((each) => prefix + each).join('\n');
}

/** Prose with what makes the ends of sentences hard to find: dates, numbers, abbreviations, initials, quotations. */
export const PARAGRAPHS: readonly string[] = [
  'The Norvik Bridge, which the county council opened to traffic in the summer of 1998, is 412 metres long and carries two tram lines. It cost 96 million euros. Construction took a little under four years.',
  'A rumour has it, and the engineers have always denied it, that the Norvik bridge is 999 metres long. The bridge is not open to cyclists. In 1998 38,000 vehicles a day used it.',
  "Mr. J. Smith and Dr. A. Lindqvist of the U.S. President's office arrived at 3 p.m. on 14 June 1998. The meeting, i.e. the second, took approx. 400 minutes. See No. 5, Fig. 3 and pp. 12 to 14 for more.",
  'The architect, Tomas Brandt, later said: "It is the finest thing I have drawn." According to a union leaflet, the bridge is unsafe; inspectors found no defects in 2022. 38 of 40 piers were sound.',
  'Sales rose by 3.5 percent to 1,200.50 euros in St. Petersburg. "Is it true?" she asked. Nobody answered… Then Acme Inc. closed its office at 6 p.m. The staff, 12 in all, left. They never came back.',
  'Die Brücke über den Sund ist 412 Meter lang und wurde am 14. Juni 1998 eröffnet. Sie kostete ca. 96 Mio. Euro. Der Bau dauerte z. B. vier Jahre.',
  'The committee met on 3 May 2024 – not on 4 May – and approved, by five votes to two, the budget of €40,000. Ms Okafor was elected treasurer; Mr Moreau remains secretary. The next meeting is on Tuesday, 4 June.',
  'The vote on the motion was 12 to 2. The chair, Prof. B. A. Okafor, said the Hague Treaty of 1907 was not in force. Turnout was 61.3 % in Oslo, 58 % in Bergen and 12 % abroad.',
];
