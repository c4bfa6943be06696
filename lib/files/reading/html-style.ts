/**
 * Whether an element of a page is seen. Only a small part of CSS: `display`, `visibility`, `font-size` and white
 * text, in `style` attributes and in rules for elements, classes and ids, alone, together or one within another.
 * What depends on other things (files of styles, media queries, states, positions) is taken to be seen.
 */

export interface Look {
  isDisplayed: boolean;
  isVisible: boolean;
  hasSize: boolean;
  isWhite: boolean;
  /** whether something that may be dark is behind it */
  hasBackground: boolean;
  isStruck: boolean;
  /** how the element itself lies in its line, where its style says so */
  flow: 'block' | 'inline' | undefined;
}
export const SEEN: Look = {
  isDisplayed: true,
  isVisible: true,
  hasSize: true,
  isWhite: false,
  hasBackground: false,
  isStruck: false,
  flow: undefined,
};
export const isSeen = (look: Look): boolean =>
  look.isDisplayed && look.isVisible && look.hasSize && !(look.isWhite && !look.hasBackground);

export interface Tag {
  name: string;
  id: string | undefined;
  classes: readonly string[];
}

type Change = Partial<Look>;
interface Compound {
  name?: string;
  id?: string;
  classes: string[];
  /** whether the next compound must be its child */
  isParent: boolean;
}
interface Rule {
  /** the last one is the element's */
  compounds: Compound[];
  change: Change;
  weight: number;
}

/** More rules that hide something are not looked at. */
const MAX_RULES = 500;
const WHITE = /^(?:#fff(?:fff)?|white|rgba?\(\s*255[\s,]+255[\s,]+255\s*\))$/i;
const COMPOUND = /^(?:[a-z][\w-]*|\*)?(?:[.#][\w-]+)*$/i;

/** What the declarations of a rule or of a `style` attribute change, the important ones apart. */
function changesOf(declarations: string): { change: Change; important: Change } {
  const changes: { change: Change; important: Change } = { change: {}, important: {} };
  for (const declaration of declarations.split(';')) {
    const colon = declaration.indexOf(':');
    if (colon < 0) continue;
    const property = declaration.slice(0, colon).trim().toLowerCase();
    const [, value = '', important] =
      /^(.*?)(\s*!\s*important)?$/is.exec(declaration.slice(colon + 1).trim()) ?? [];
    Object.assign(important ? changes.important : changes.change, changeOf(property, value.trim()));
  }
  return changes;
}

function changeOf(property: string, value: string): Change {
  switch (property) {
    case 'display':
      return { isDisplayed: !/^none$/i.test(value), flow: flowOf(value) };
    case 'visibility':
      return /^inherit$/i.test(value) ? {} : { isVisible: !/^(?:hidden|collapse)$/i.test(value) };
    case 'font-size':
      // A size in parts of the parent's stays nothing where that is nothing.
      return /^0+(?:\.0*)?(?:[a-z%]*)$/i.test(value)
        ? { hasSize: false }
        : /%|em$|smaller|larger|inherit/i.test(value) && !/rem$/i.test(value)
          ? {}
          : { hasSize: true };
    case 'color':
      return /^(?:inherit|currentcolor)$/i.test(value) ? {} : { isWhite: WHITE.test(value) };
    case 'background':
    case 'background-color':
    case 'background-image':
      return /^(?:none|transparent|initial|unset)$/i.test(value) || WHITE.test(value)
        ? {}
        : { hasBackground: true };
    case 'position':
      // It may lie on anything.
      return /absolute|fixed|sticky/i.test(value) ? { hasBackground: true } : {};
    case 'text-decoration':
    case 'text-decoration-line':
      return { isStruck: /line-through/i.test(value) };
    default:
      return {};
  }
}

function flowOf(display: string): Look['flow'] {
  if (/^(?:block|flex|grid|flow-root|list-item)$/i.test(display)) return 'block';
  return /^(?:inline|contents)$/i.test(display) ? 'inline' : undefined;
}

/** The rules of a page, and what they make of its elements. */
export class Styles {
  readonly #rules = new Map<string, Rule[]>();
  #count = 0;
  /** Whether there are styles that are not looked at: then nobody knows what is behind white text. */
  isPartial = false;

  /** @param css what is in a `style` element */
  add(css: string): void {
    let rest = css.replace(/\/\*[\s\S]*?(?:\*\/|$)/g, ' ');
    let media: string | undefined;
    for (;;) {
      const brace = rest.search(/[{}]/);
      if (brace < 0) return;
      const prelude = rest.slice(rest.lastIndexOf(';', brace) + 1, brace).trim();
      const isOpening = rest[brace] === '{';
      rest = rest.slice(brace + 1);
      if (!isOpening) media = undefined;
      else if (/^@media\s+(?:only\s+)?(?:screen|all)\s*$/i.test(prelude)) media = undefined;
      else if (/^@(?:media|supports|layer|container)/i.test(prelude)) {
        media = prelude;
      } else {
        const end = rest.indexOf('}');
        const body = end < 0 ? rest : rest.slice(0, end);
        rest = end < 0 ? '' : rest.slice(end + 1);
        if (!prelude.startsWith('@')) this.#addRule(prelude, body, media);
      }
    }
  }

  #addRule(selectors: string, body: string, media: string | undefined): void {
    const { change, important } = changesOf(body);
    for (const [each, weight] of [
      [change, 0],
      [important, 10_000],
    ] as const) {
      // On some screens only: what it shows may be seen, and what it hides may be seen elsewhere.
      const applied = media === undefined ? each : /print/i.test(media) ? {} : showing(each);
      if (Object.keys(applied).length === 0) continue;
      for (const selector of selectors.split(',')) this.#addSelector(selector.trim(), applied, weight);
    }
  }

  #addSelector(selector: string, change: Change, weight: number): void {
    const compounds: Compound[] = [];
    for (const part of selector.replace(/\s*>\s*/g, ' > ').split(/\s+/)) {
      const last = compounds.at(-1);
      if (part === '>' && last) last.isParent = true;
      else if (COMPOUND.test(part) && part !== '' && part !== '*') compounds.push(compoundOf(part));
      else {
        if (change.hasBackground) this.isPartial = true;
        return;
      }
    }
    const key = keyOf(compounds.at(-1));
    if (key === undefined) return;
    if (this.#count++ >= MAX_RULES) {
      this.isPartial = true;
      return;
    }
    const own = compounds.reduce(
      (sum, { name, id, classes }) =>
        sum + (id === undefined ? 0 : 100) + 10 * classes.length + (name === undefined ? 0 : 1),
      weight,
    );
    const rules = this.#rules.get(key) ?? [];
    rules.push({ compounds, change, weight: own });
    this.#rules.set(key, rules);
  }

  /**
   * @param tags the element's, after those that it is in
   * @param attributes of the element
   * @param parent the look of what it is in
   */
  lookOf(tags: readonly Tag[], attributes: Readonly<Record<string, string>>, parent: Look): Look {
    const tag = tags.at(-1);
    const own: Change = attributes.hidden === undefined ? {} : { isDisplayed: false };
    const { color, bgcolor, background, style } = attributes;
    if (color !== undefined) own.isWhite = WHITE.test(color);
    if ((bgcolor !== undefined && !WHITE.test(bgcolor)) || background !== undefined) own.hasBackground = true;
    const rules = this.#matching(tags);
    const important = rules.filter(({ weight }) => weight >= 10_000);
    const inline = style === undefined ? undefined : changesOf(style);
    const change: Change = Object.assign(
      own,
      ...rules.filter(({ weight }) => weight < 10_000).map((rule) => rule.change),
      inline?.change,
      ...important.map((rule) => rule.change),
      inline?.important,
    ) as Change;
    // Pages hide themselves as a whole until their scripts have run.
    if (tag?.name === 'html' || tag?.name === 'body') change.isDisplayed = change.isVisible = true;
    return {
      ...parent,
      ...change,
      flow: change.flow,
      isStruck: parent.isStruck || change.isStruck === true,
      isDisplayed: parent.isDisplayed && change.isDisplayed !== false,
      hasBackground: parent.hasBackground || change.hasBackground === true || this.isPartial,
    };
  }

  /** In the order in which the later one wins. */
  #matching(tags: readonly Tag[]): Rule[] {
    const tag = tags.at(-1);
    if (!tag || this.#count === 0) return [];
    const keys = [tag.name, ...tag.classes.map((each) => `.${each}`), ...(tag.id ? [`#${tag.id}`] : [])];
    const rules = keys.flatMap((key) => this.#rules.get(key) ?? []).filter((rule) => doesMatch(rule, tags));
    return rules.length > 1 ? rules.toSorted((a, b) => a.weight - b.weight) : rules;
  }
}

const showing = ({ isDisplayed, isVisible, hasSize, hasBackground }: Change): Change => ({
  ...(isDisplayed && { isDisplayed }),
  ...(isVisible && { isVisible }),
  ...(hasSize && { hasSize }),
  ...(hasBackground && { hasBackground }),
});

function compoundOf(text: string): Compound {
  const compound: Compound = { classes: [], isParent: false };
  for (const [part] of text.matchAll(/[.#]?[\w-]+/g))
    if (part.startsWith('.')) compound.classes.push(part.slice(1));
    else if (part.startsWith('#')) compound.id = part.slice(1);
    else compound.name = part.toLowerCase();
  return compound;
}

function keyOf(compound: Compound | undefined): string | undefined {
  if (compound?.id !== undefined) return `#${compound.id}`;
  return compound?.classes[0] === undefined ? compound?.name : `.${compound.classes[0]}`;
}

const isOf = ({ name, id, classes }: Compound, tag: Tag): boolean =>
  (name === undefined || name === tag.name) &&
  (id === undefined || id === tag.id) &&
  classes.every((each) => tag.classes.includes(each));

/** Whether a rule is for the last of some elements within each other. */
function doesMatch({ compounds }: Rule, tags: readonly Tag[]): boolean {
  let at = tags.length - 1;
  for (let i = compounds.length - 1; i >= 0; i--) {
    const compound = compounds[i];
    if (!compound) return false;
    const mustBeHere = i === compounds.length - 1 || compound.isParent;
    while (at >= 0) {
      const tag = tags[at];
      if (tag && isOf(compound, tag)) break;
      if (mustBeHere) return false;
      at--;
    }
    if (at-- < 0) return false;
  }
  return true;
}
