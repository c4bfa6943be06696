import { quantityConflict } from './number.ts';
import type { Finding, Pair } from './conflict.ts';

/** A measure of the claim that the passage gives in another unit, and converted it is another one. */
export const unitConflict = (pair: Pair): Finding => quantityConflict(pair, 'unit');
