/** A stretch of a text that means something by itself: a number, a date. UTF-16 code units, `end` excluded. */
export interface Mention<T> {
  start: number;
  end: number;
  meaning: T;
}
