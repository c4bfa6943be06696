import type { OfficePackage } from '../inspection/package.ts';
import { lookOf, type RunLook } from './docx-styles.ts';
import type { LeftOut } from './left-out.ts';
import { attribute, isOn, parsePart } from './office-xml.ts';
import { superscript } from './superscript.ts';
import { BREAK, type TextFlow } from './text-flow.ts';

/** Elements that mean a character within a run. Symbols of fonts are not letters. */
const CHARACTERS: Record<string, string> = {
  tab: '\t',
  ptab: '\t',
  br: BREAK,
  cr: BREAK,
  noBreakHyphen: '-',
};
/** What a text box holds a second time, for programs that cannot show it, and the reading aid above a word. */
const SKIPPED = new Set(['Fallback', 'rt']);
/** Text that was deleted, or moved to where it is read. */
const DELETED = new Set(['del', 'moveFrom']);

interface Paragraph {
  text: string;
  /** raised text, until all of it is known */
  raised: string;
  look: RunLook;
  hasHidden: boolean;
  hasDeleted: boolean;
}

export interface StoryOptions {
  styles: (id: string) => RunLook;
  leftOut: LeftOut;
  /** called with the number of each note that visible text refers to */
  onNote?: (kind: string, id: string) => void;
  /** Whether a note of this number is read. */
  isNoteRead?: (id: string) => boolean;
  isDone: () => boolean;
}

/**
 * One part with text of a Word document, into a flow, in one pass: ECMA-376 part 1, §17. What is hidden, or deleted
 * with changes tracked, is counted and left out.
 */
export function readStory(file: OfficePackage, part: string, flow: TextFlow, options: StoryOptions): void {
  const { styles, leftOut } = options;
  const paragraphs: Paragraph[] = [];
  const runs: RunLook[] = [];
  /** elements that are open and change how what is in them is read */
  const depths = { deleted: 0, fallback: 0, table: 0, box: 0, ofParagraph: 0, ofRun: 0, ofRow: 0, ofCell: 0 };
  let isText = false;
  let isDeletedText = false;
  let isNoteLeftOut = false;
  let rowIs: 'shown' | 'hidden' | 'deleted' = 'shown';
  let isCellDeleted = false;
  let hasBackground = false;

  const addText = (text: string) => {
    const paragraph = paragraphs.at(-1);
    if (!paragraph || depths.fallback > 0 || isNoteLeftOut) return;
    const look = { ...paragraph.look, ...runs.at(-1) };
    const isUnseen =
      look.isHidden === true ||
      look.isTiny === true ||
      // White text can be read on anything that may be coloured.
      (look.isWhite === true && !look.isShaded && !hasBackground && depths.table + depths.box === 0);
    if (depths.deleted > 0 || look.isStruck || isCellDeleted) {
      if (text.trim() !== '') paragraph.hasDeleted = true;
    } else if (isUnseen) {
      if (text.trim() !== '') paragraph.hasHidden = true;
    } else if (look.isRaised && text !== BREAK) paragraph.raised += text;
    else {
      addRaised(paragraph);
      paragraph.text += text;
    }
  };
  const addRaised = (paragraph: Paragraph) => {
    if (paragraph.raised !== '') paragraph.text += superscript(paragraph.text, paragraph.raised);
    paragraph.raised = '';
  };
  const endParagraph = () => {
    const paragraph = paragraphs.pop();
    if (!paragraph) return;
    addRaised(paragraph);
    if (rowIs !== 'shown') return;
    if (paragraph.hasHidden) leftOut.hide('paragraph');
    if (paragraph.hasDeleted) leftOut.strike();
    if (!isNoteLeftOut) flow.paragraph(paragraph.text);
  };

  const openProperty = (name: string, attributes: Record<string, string>) => {
    const value = attribute(attributes, 'val');
    const run = runs.at(-1);
    const paragraph = paragraphs.at(-1);
    if (depths.ofRun > 0) {
      // Among a paragraph's properties, these are those of its mark.
      if (depths.ofParagraph > 0 || !run) return;
      Object.assign(run, name === 'rStyle' ? styles(value ?? '') : lookOf(name, attributes));
    } else if (depths.ofParagraph > 0 && paragraph) {
      if (name === 'pStyle') paragraph.look = { ...paragraph.look, ...styles(value ?? '') };
      if (name === 'shd') paragraph.look.isShaded = true;
    } else if (depths.ofCell > 0) {
      if (name === 'gridSpan') flow.widenCell(Number(value));
      if (name === 'cellDel') isCellDeleted = true;
    } else if (depths.ofRow > 0) {
      if (name === 'gridBefore') flow.skipColumns(Number(value));
      if (name === 'tblHeader' && isOn(value)) flow.nameRow();
      if (name === 'hidden' && isOn(value)) rowIs = 'hidden';
      if (DELETED.has(name)) rowIs = 'deleted';
    }
  };
  const isProperty = () => depths.ofParagraph + depths.ofRun + depths.ofRow + depths.ofCell > 0;

  parsePart(file, part, {
    open(name, attributes) {
      const properties = PROPERTIES[name];
      if (properties) depths[properties]++;
      else if (isProperty()) openProperty(name, attributes);
      else if (SKIPPED.has(name)) depths.fallback++;
      else if (depths.fallback > 0) return;
      else if (name === 'p') {
        paragraphs.push({ text: '', raised: '', look: {}, hasHidden: false, hasDeleted: false });
      } else if (name === 'r') runs.push({});
      else if (name === 't') isText = true;
      else if (name === 'delText') isDeletedText = true;
      else if (DELETED.has(name)) depths.deleted++;
      else if (name === 'txbxContent') depths.box++;
      else if (name === 'background') hasBackground = true;
      else if (name === 'tbl') {
        depths.table++;
        flow.openTable();
      } else if (name === 'tr') {
        rowIs = 'shown';
        flow.openRow();
      } else if (name === 'tc') flow.openCell();
      else if (name === 'footnote' || name === 'endnote')
        isNoteLeftOut = options.isNoteRead?.(attribute(attributes, 'id') ?? '') === false;
      else if (name === 'footnoteReference' || name === 'endnoteReference') {
        const isStanding = depths.deleted === 0 && !runs.at(-1)?.isHidden && !runs.at(-1)?.isStruck;
        if (isStanding) options.onNote?.(name, attribute(attributes, 'id') ?? '');
      } else if (CHARACTERS[name] !== undefined && runs.length > 0) addText(CHARACTERS[name]);
    },
    text(text) {
      if (isText) addText(text);
      else if (isDeletedText && text.trim() !== '') {
        const paragraph = paragraphs.at(-1);
        if (paragraph) paragraph.hasDeleted = true;
      }
    },
    close(name) {
      const properties = PROPERTIES[name];
      if (properties) depths[properties] = Math.max(0, depths[properties] - 1);
      else if (isProperty()) return;
      else if (SKIPPED.has(name)) depths.fallback--;
      else if (depths.fallback > 0) return;
      else if (name === 't') isText = false;
      else if (name === 'delText') isDeletedText = false;
      else if (name === 'r') runs.pop();
      else if (name === 'p') endParagraph();
      else if (DELETED.has(name)) depths.deleted = Math.max(0, depths.deleted - 1);
      else if (name === 'txbxContent') depths.box--;
      else if (name === 'tbl') {
        depths.table--;
        flow.closeTable();
      } else if (name === 'tr') {
        if (rowIs === 'hidden') leftOut.hide('row');
        if (rowIs === 'deleted') leftOut.strike();
        flow.closeRow(rowIs !== 'shown');
        rowIs = 'shown';
      } else if (name === 'tc') {
        isCellDeleted = false;
        flow.closeCell();
      } else if (name === 'footnote' || name === 'endnote') isNoteLeftOut = false;
    },
    isDone: options.isDone,
  });
  flow.end();
}

/** Elements that hold properties: of a paragraph, a run, a row and a cell. Changed ones hold those from before, too. */
const PROPERTIES: Record<string, 'ofParagraph' | 'ofRun' | 'ofRow' | 'ofCell' | undefined> = {
  pPr: 'ofParagraph',
  rPr: 'ofRun',
  trPr: 'ofRow',
  tcPr: 'ofCell',
};
