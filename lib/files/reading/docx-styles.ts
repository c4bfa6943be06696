import type { OfficePackage } from '../inspection/package.ts';
import { attribute, isOn, parsePart } from './office-xml.ts';

/** What of a run's look decides whether, and how, its text is read: ECMA-376 part 1, §17.3.2. */
export interface RunLook {
  isHidden?: boolean;
  /** too small to be seen */
  isTiny?: boolean;
  isStruck?: boolean;
  isRaised?: boolean;
  isWhite?: boolean;
  /** whether something coloured may be behind it */
  isShaded?: boolean;
}

/** Of half points: nobody can read letters of a point. */
const MAX_TINY_SIZE = 2;

/** What an element among a run's properties changes. */
export function lookOf(name: string, attributes: Record<string, string>): RunLook {
  const value = attribute(attributes, 'val');
  switch (name) {
    case 'vanish':
      return { isHidden: isOn(value) };
    case 'sz':
      return { isTiny: Number(value) <= MAX_TINY_SIZE };
    case 'strike':
    case 'dstrike':
      return { isStruck: isOn(value) };
    case 'vertAlign':
      return { isRaised: value === 'superscript' };
    case 'color':
      return { isWhite: /^(?:#?fffff[ef]|white)$/i.test(value ?? '') };
    case 'shd':
    case 'highlight':
      return { isShaded: true };
    default:
      return {};
  }
}

/** The looks of a document's styles by their ids, those that they are based on included. */
export function stylesOf(file: OfficePackage, part: string): (id: string) => RunLook {
  const styles = new Map<string, { base: string; look: RunLook }>();
  let style: { base: string; look: RunLook } | undefined;
  parsePart(file, part, {
    open(name, attributes) {
      if (name === 'style') {
        style = { base: '', look: {} };
        styles.set(attribute(attributes, 'styleId') ?? '', style);
      } else if (!style) return;
      else if (name === 'basedOn') style.base = attribute(attributes, 'val') ?? '';
      else Object.assign(style.look, lookOf(name, attributes));
    },
    close(name) {
      if (name === 'style') style = undefined;
    },
  });
  const looks = new Map<string, RunLook>();
  const lookWith = (id: string, depth: number): RunLook => {
    const known = looks.get(id);
    const found = styles.get(id);
    if (known || !found || depth > 20) return known ?? {};
    const look = { ...lookWith(found.base, depth + 1), ...found.look };
    looks.set(id, look);
    return look;
  };
  return (id) => lookWith(id, 0);
}
