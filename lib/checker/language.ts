/**
 * Whether a text is English, by its little words. A sentence has too few letters for statistics over them, but hardly
 * any sentence does without an article, a preposition or a form of "to be".
 */
const ENGLISH =
  'the a an of and to in is are was were be been has have had it its that this for on with as by at from not or but he she they his her their which who will would can could than more most there no when after before into over between about also during while';
const OTHERS = [
  // German, Dutch
  'der die das und ist sind war wurde wurden nicht ein eine einen einem eines den dem des mit auf für von zu im am bei nach aus sie er es sich auch keine kein dürfen hat haben wird werden über als wie dass',
  'de het een en van is zijn was niet op te dat die voor met aan er heeft werd worden geen naar door ook bij uit over maar',
  // French, Spanish, Portuguese, Italian
  "le la les l' des du de et est sont était n'a pas un une dans pour par sur au aux avec qui que ne ce cette ont été a il elle se en son sa plus",
  'el la los las de del y es son fue no un una en para por con que se su al lo como más mide está han sido ha',
  'o a os as de do da dos das e é são foi não um uma em para por com que se no na ao mais como tem',
  'il lo la i gli le di del della dei e è sono era non un una in per con che si da nel al più come ha',
  // Danish, Norwegian, Swedish
  'og er var ikke en et den det de af på til med for som har blev ble i at fra om ikkje men',
  'och är var inte en ett den det de av på till med för som har blev i att från om men kan',
  // Polish, Czech, Finnish, Turkish
  'i w z na nie jest są był była się do to że o od po przez dla jak',
  'a v na je není jsou byl byla se že do o s z pro jako',
  'ja on ei ole oli ovat että se joka sekä mutta kun',
  've bir bu da de için ile değil olan olarak çok',
].map((words) => new Set(words.split(' ')));
const english = new Set(ENGLISH.split(' '));

/** @returns false where another language is likelier; a text of names and figures alone counts as English */
export function isEnglish(text: string): boolean {
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  const latin = text.match(/\p{Script=Latin}/gu)?.length ?? 0;
  if (letters > 0 && latin < letters * 0.6) return false;
  const words =
    text
      .toLowerCase()
      .replace(/[’‘]/g, "'")
      .match(/\p{L}+'?/gu) ?? [];
  const count = (set: ReadonlySet<string>) => words.filter((word) => set.has(word)).length;
  const own = count(english);
  return OTHERS.every((other) => count(other) <= own);
}
