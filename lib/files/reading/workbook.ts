import type { Link, OfficePackage } from '../inspection/package.ts';
import { builtInFormat } from './number-format.ts';
import { attribute, isOn, parsePart } from './office-xml.ts';
import { superscript } from './superscript.ts';

/** What the sheets of a workbook share: ECMA-376 part 1, §18.2, §18.4 and §18.8. */

export interface Sheet {
  name: string;
  isHidden: boolean;
  /** undefined where the workbook names no part for it */
  link: Link | undefined;
}
export interface Workbook {
  sheets: Sheet[];
  /** whether its days are counted from 1904 on */
  is1904: boolean;
  strings: string[];
  styles: CellStyle[];
}
export interface CellStyle {
  format: string;
  isStruck: boolean;
}

export function workbookOf(file: OfficePackage, main: string): Workbook {
  const links = file.links(main);
  const partOf = (type: string) => [...links.values()].find((link) => link.type === type)?.target ?? '';
  const sheets: Sheet[] = [];
  let is1904 = false;
  parsePart(file, main, {
    open(name, attributes) {
      if (name === 'workbookPr') is1904 = attributes.date1904 !== undefined && isOn(attributes.date1904);
      if (name !== 'sheet') return;
      const isHidden = /hidden/i.test(attributes.state ?? '');
      const link = links.get(attribute(attributes, 'id') ?? '');
      sheets.push({ name: attributes.name ?? '', isHidden, link });
    },
  });
  return {
    sheets,
    is1904,
    strings: sharedStrings(file, partOf('sharedStrings')),
    styles: cellStyles(file, partOf('styles')),
  };
}

/** A text in runs, of which raised ones cannot fuse with the number before them. The reading aid of Japanese is not one. */
export class RichText {
  text = '';
  #run = '';
  #isText = false;
  #isAid = false;
  #isRaised = false;
  #isStruck = false;

  open(name: string, attributes: Record<string, string>): void {
    if (name === 't') this.#isText = !this.#isAid;
    else if (name === 'rPh') this.#isAid = true;
    else if (name === 'r') this.#isRaised = this.#isStruck = false;
    else if (name === 'vertAlign') this.#isRaised = attributes.val === 'superscript';
    else if (name === 'strike') this.#isStruck = isOn(attributes.val);
  }
  add(text: string): void {
    if (this.#isText) this.#run += text;
  }
  close(name: string): void {
    if (name === 'rPh') this.#isAid = false;
    if (name === 't') {
      this.#isText = false;
      if (!this.#isStruck) this.text += this.#isRaised ? superscript(this.text, this.#run) : this.#run;
      this.#run = '';
    } else if (name === 'r') this.#isRaised = this.#isStruck = false;
  }
}

function sharedStrings(file: OfficePackage, part: string): string[] {
  const strings: string[] = [];
  let rich = new RichText();
  parsePart(file, part, {
    open(name, attributes) {
      if (name === 'si') rich = new RichText();
      else rich.open(name, attributes);
    },
    text: (text) => rich.add(text),
    close(name) {
      if (name === 'si') strings.push(rich.text);
      else rich.close(name);
    },
  });
  return strings;
}

function cellStyles(file: OfficePackage, part: string): CellStyle[] {
  const formats = new Map<number, string>();
  const struck: boolean[] = [];
  const styles: CellStyle[] = [];
  let list = '';
  parsePart(file, part, {
    open(name, attributes) {
      if (name === 'fonts' || name === 'cellXfs') list = name;
      if (name === 'numFmt' && list === '')
        formats.set(Number(attributes.numFmtId), attributes.formatCode ?? '');
      if (list === 'fonts' && name === 'font') struck.push(false);
      if (list === 'fonts' && name === 'strike') struck[struck.length - 1] = isOn(attributes.val);
      if (list !== 'cellXfs' || name !== 'xf') return;
      const id = Number(attributes.numFmtId ?? 0);
      styles.push({
        format: formats.get(id) ?? builtInFormat(id),
        isStruck: struck[Number(attributes.fontId ?? -1)] ?? false,
      });
    },
    close(name) {
      if (name === list) list = '';
    },
  });
  return styles;
}
