/** Prepositions: how a word hangs on its statement. `` is an object or a complement, `to do` an infinitive. */

const OPPOSED =
  'with without,before after,in outside,inside outside,under over,below above,for against,to from,on off,in out,up down';
const opposed = new Set(OPPOSED.split(',').flatMap((pair) => [pair, pair.split(' ').reverse().join(' ')]));
/** These change what is said: they only match themselves. */
const EXACT =
  /^(?:|by|to do|without|with|against|for|except|than|before|after|until|since|under|over|above|below|outside|inside|near|beside|besides|behind|between|despite|instead|like|unlike|as|from|to|off|out|up|down)$/;

export const areOpposedRoles = (a: string, b: string) => opposed.has(`${a} ${b}`);

/** Whether two prepositions may say the same: `in Oslo`, `at Oslo`. */
export const isRoleAlike = (a: string, b: string) =>
  a === b ||
  /^(?:by of|of by|with of|of with|for of|of for|from of|of from|from in|in from)$/.test(`${a} ${b}`) ||
  (!EXACT.test(a) && !EXACT.test(b));

/** An adjective may come before its noun or behind it; but not on the other side of these. */
export const isMovable = (role: string) => !/^(?:than|without|except|against|like|unlike|by)$/.test(role);
