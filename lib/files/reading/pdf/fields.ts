import type { Section } from '../../files.ts';
import type { Page } from './page.ts';

/** What pdf.js tells of a form's field or a note on the page. */
interface Annotation {
  subtype?: string;
  fieldName?: string;
  fieldType?: string;
  fieldValue?: unknown;
  checkBox?: boolean;
  radioButton?: boolean;
  buttonValue?: unknown;
  hidden?: boolean;
  contentsObj?: { str?: string };
}

/** The values that a form was filled with, and what was written on the page as notes. */
export async function fieldsOf(page: Page, number: number): Promise<Section[]> {
  const annotations = (await page.getAnnotations()) as Annotation[];
  const sections: Section[] = [];
  for (const { subtype, fieldName = '', hidden, contentsObj, ...field } of annotations) {
    if (hidden) continue;
    if (subtype === 'Widget') {
      const value = valueOf(field);
      const locator = `page ${number}, field ${JSON.stringify(fieldName.slice(0, 100))}`;
      if (value !== '') sections.push({ text: value, locator });
    } else if (subtype !== 'Link' && subtype !== 'Popup' && contentsObj?.str)
      sections.push({ text: contentsObj.str, locator: `page ${number}, note` });
  }
  return sections;
}

function valueOf({ fieldType, fieldValue, checkBox, radioButton, buttonValue }: Annotation): string {
  if (fieldType === 'Btn') {
    const isOn = radioButton ? fieldValue === buttonValue : checkBox && fieldValue !== 'Off';
    return isOn && typeof fieldValue === 'string' && fieldValue !== 'Off' ? fieldValue : '';
  }
  if (fieldType === 'Sig') return '';
  const values: unknown[] = Array.isArray(fieldValue) ? fieldValue : [fieldValue];
  return values.filter((value) => typeof value === 'string').join(', ');
}
