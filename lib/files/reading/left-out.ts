import type { Sections } from './sections.ts';

const counted = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`;

/** Counts what a document holds but does not show, and says so in the note of its reading. */
export class LeftOut {
  readonly #hidden = new Map<string, number>();
  readonly #wholes = new Map<string, number>();
  #struck = 0;

  /** @param what in the singular: `paragraph`, `row` */
  hide(what: string, count = 1): void {
    if (count > 0) this.#hidden.set(what, (this.#hidden.get(what) ?? 0) + count);
  }

  /** @param what that is left out as a whole, in the singular: `sheet`, `slide` */
  hideWhole(what: string): void {
    this.#wholes.set(what, (this.#wholes.get(what) ?? 0) + 1);
  }

  strike(): void {
    this.#struck++;
  }

  /** Counts what another one counted, too. */
  join(other: LeftOut): void {
    for (const [what, count] of other.#hidden) this.hide(what, count);
    this.#struck += other.#struck;
  }

  note(sections: Sections): void {
    for (const [what, count] of this.#wholes)
      sections.note(
        count === 1 ? `A hidden ${what} was left out.` : `${count} hidden ${what}s were left out.`,
      );
    const hidden = [...this.#hidden].map(([what, count]) => counted(count, what));
    if (hidden.length > 0) sections.note(`Hidden text was left out: ${hidden.join(', ')}.`);
    if (this.#struck > 0)
      sections.note(`Deleted or struck-out text was left out: ${counted(this.#struck, 'passage')}.`);
  }
}
