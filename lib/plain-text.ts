/** What a broken encoding leaves behind: then we do not know what was typed, and two texts could become one. */
export const isIntact = (text: string): boolean => text.isWellFormed() && !text.includes('\uFFFD');

const CONTROL_CHARACTERS = /[\p{Cc}\p{Zl}\p{Zp}]/u;

/** What may stand where people read it: not blank, not broken, one line. */
export const isOneLine = (text: string): boolean =>
  text.trim() !== '' && isIntact(text) && !CONTROL_CHARACTERS.test(text);

/** Control characters, and those that are drawn as nothing: formatting, fillers, the empty Braille cell. */
const UNSEEN_CHARACTER = /[\p{Zl}\p{Zp}\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/u;

/** Whether a text holds a control character, or one that nobody can see. */
export const hasUnseen = (text: string): boolean => UNSEEN_CHARACTER.test(text);

/** White space, control and formatting characters, what is drawn as nothing, and the empty Braille cell. */
const UNSEEN = /^[\s\p{Z}\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]*$/u;

/** Whether nothing of a text can be seen. */
export const isBlank = (text: string): boolean => UNSEEN.test(text);
