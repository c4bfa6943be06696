import { Parser } from 'htmlparser2';

/** What a format of Office Open XML calls a run of text, a paragraph, and the breaks within one. */
export interface Vocabulary {
  run: string;
  paragraph: string;
  breaks: Record<string, string>;
}

export const WORD: Vocabulary = {
  run: 'w:t',
  paragraph: 'w:p',
  breaks: { 'w:tab': '\t', 'w:br': '\n', 'w:cr': '\n' },
};
export const DRAWING: Vocabulary = { run: 'a:t', paragraph: 'a:p', breaks: { 'a:br': '\n' } };

/** What a text box holds a second time, for programs that cannot show it. */
const FALLBACK = 'mc:Fallback';

/** The paragraphs of a part, as they end. It is read as a stream: a tree of a long document would not fit in memory. */
export function paragraphsOf(xml: string, { run, paragraph, breaks }: Vocabulary): string[] {
  const paragraphs: string[] = [];
  let text = '';
  let isRun = false;
  let fallbacks = 0;
  const parser = new Parser(
    {
      onopentagname: (name) => {
        isRun = name === run;
        if (name === FALLBACK) fallbacks++;
        text += breaks[name] ?? '';
      },
      ontext: (data) => {
        if (isRun && fallbacks === 0) text += data;
      },
      onclosetag: (name) => {
        isRun = false;
        if (name === FALLBACK) fallbacks--;
        if (name !== paragraph) return;
        if (text.trim() !== '') paragraphs.push(text);
        text = '';
      },
    },
    { xmlMode: true },
  );
  parser.end(xml);
  return paragraphs;
}

/** The attributes of all elements of a name. */
export function elementsOf(xml: string, name: string): Record<string, string>[] {
  const found: Record<string, string>[] = [];
  const onopentag = (element: string, attributes: Record<string, string>) => {
    if (element === name) found.push(attributes);
  };
  new Parser({ onopentag }, { xmlMode: true }).end(xml);
  return found;
}
