import type { OfficePackage } from '../inspection/package.ts';
import type { LeftOut } from './left-out.ts';
import { isOn, parsePart } from './office-xml.ts';
import { superscript } from './superscript.ts';
import { BREAK, type TextFlow } from './text-flow.ts';

/** Things on a slide, each of which may be hidden by the author, with all that is in it. */
const SHAPES = new Set(['sp', 'grpSp', 'graphicFrame', 'pic', 'cxnSp']);
const STRUCK = new Set(['sngStrike', 'dblStrike']);

/**
 * One slide, or its notes, into a flow: ECMA-376 part 1, §19.3 and §21.1.
 * @returns whether the slide itself is shown
 */
export function readSlide(file: OfficePackage, part: string, flow: TextFlow, leftOut: LeftOut): boolean {
  const shapes: boolean[] = [];
  let isShown = true;
  let text = '';
  let raised = '';
  let fallbacks = 0;
  let isText = false;
  let isRaised = false;
  let isStruck = false;
  /** whether another cell covers this one */
  let isCovered = false;
  let hasHidden = false;
  let hasStruck = false;

  const addRaised = () => {
    if (raised !== '') text += superscript(text, raised);
    raised = '';
  };
  const addText = (data: string) => {
    if (fallbacks > 0 || isCovered) return;
    if (shapes.at(-1)) hasHidden ||= data.trim() !== '';
    else if (isStruck) hasStruck ||= data.trim() !== '';
    else if (isRaised) raised += data;
    else {
      addRaised();
      text += data;
    }
  };
  const endParagraph = () => {
    addRaised();
    flow.paragraph(text);
    if (hasHidden) leftOut.hide('paragraph');
    if (hasStruck) leftOut.strike();
    text = '';
    hasHidden = hasStruck = false;
  };
  const startRun = () => {
    isRaised = isStruck = false;
  };

  parsePart(file, part, {
    open(name, attributes) {
      if (name === 'sld') isShown = attributes.show === undefined || isOn(attributes.show);
      else if (name === 'Fallback') fallbacks++;
      else if (fallbacks > 0) return;
      else if (SHAPES.has(name)) shapes.push(shapes.at(-1) ?? false);
      else if (name === 'cNvPr' && attributes.hidden !== undefined && isOn(attributes.hidden)) {
        if (shapes.length > 0) shapes[shapes.length - 1] = true;
      } else if (name === 'r' || name === 'fld') startRun();
      else if (name === 'rPr') {
        isRaised = Number.parseInt(attributes.baseline ?? '0') > 0;
        isStruck = STRUCK.has(attributes.strike ?? '');
      } else if (name === 't') isText = true;
      else if (name === 'br') {
        startRun();
        addText(BREAK);
      } else if (name === 'tbl') flow.openTable();
      else if (name === 'tr') flow.openRow();
      else if (name === 'tc') {
        flow.openCell();
        const covers = [attributes.hMerge, attributes.vMerge];
        isCovered = covers.some((value) => value !== undefined && isOn(value));
      }
    },
    text(data) {
      if (isText) addText(data);
    },
    close(name) {
      if (name === 'Fallback') fallbacks--;
      else if (fallbacks > 0) return;
      else if (SHAPES.has(name)) shapes.pop();
      else if (name === 't') isText = false;
      else if (name === 'p') endParagraph();
      else if (name === 'tbl') flow.closeTable();
      else if (name === 'tr') flow.closeRow();
      else if (name === 'tc') {
        isCovered = false;
        flow.closeCell();
      }
    },
  });
  flow.end();
  return isShown;
}
