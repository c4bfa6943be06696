import type { Reading, Section, TableRow } from '../files.ts';
import { cleanText } from './clean-text.ts';

/** UTF-16 code units of one attachment: a novel of 250 pages. */
const MAX_CHARACTERS = 500_000;
const MAX_SECTIONS = 50_000;

/** Of all tables of an attachment: empty cells cost nothing in characters. */
const MAX_CELLS = 500_000;

/** Gathers the text of an attachment, up to its limits of length and time. */
export class Sections {
  readonly #sections: Section[] = [];
  readonly #notes: string[] = [];
  readonly #until: number;
  #left = MAX_CHARACTERS;
  #cellsLeft = MAX_CELLS;
  #isCut = false;

  /** @param ms after which no more is taken */
  constructor(ms: number) {
    this.#until = performance.now() + ms;
  }

  /**
   * @param row set when the text is that of one row of a table; a row that has room in part is taken without its cells
   * @returns false when nothing more is taken
   */
  add(text: string, locator: string, row?: TableRow): boolean {
    const clean = cleanText(text);
    if (clean === '') return this.hasTime();
    if (this.#sections.length === MAX_SECTIONS) return this.#full(MAX_SECTIONS, 'passages');
    const taken = clean.length <= this.#left ? clean : clean.slice(0, this.#left).toWellFormed();
    if (row && row.cells.length > this.#cellsLeft) return this.#full(MAX_CELLS, 'cells');
    const isWhole = taken.length === clean.length;
    this.#sections.push({
      text: taken,
      locator,
      ...(row && isWhole && { row: { ...row, cells: row.cells.map(cleanText) } }),
    });
    this.#left -= taken.length;
    this.#cellsLeft -= row?.cells.length ?? 0;
    return isWhole ? this.hasTime() : this.#full(MAX_CHARACTERS, 'characters');
  }

  #full(most: number, what: string): boolean {
    if (!this.#isCut) this.cut(`Only the first ${most.toLocaleString('en')} ${what} were read.`);
    return false;
  }

  /** Whether more should be gathered; what is there already is still taken. */
  hasTime(): boolean {
    if (performance.now() < this.#until) return true;
    if (!this.#isCut) this.cut('Reading it took too long: what came first was read.');
    return false;
  }

  /** Says that, and why, something was left out. */
  cut(note: string): void {
    this.#isCut = true;
    this.#notes.push(note);
  }

  /** Says what the user should know, though all was read. */
  note(note: string): void {
    this.#notes.push(note);
  }

  reading(pages?: number): Reading {
    const status = this.#sections.length === 0 ? 'no_text' : this.#isCut ? 'partly_read' : 'read';
    return {
      status,
      sections: this.#sections,
      ...(pages !== undefined && { pages }),
      ...(this.#notes.length > 0 && { note: this.#notes.join(' ') }),
    };
  }
}
