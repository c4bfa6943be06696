import { bundle } from './bundle.ts';
import { functionsOf } from './functions.ts';

/** Prints what each function weighs, minified: heaviest first. */
const sizes = Object.entries(await bundle(functionsOf('clara'))).sort(([, a], [, b]) => b - a);
for (const [name, bytes] of sizes) console.log(`${String(bytes).padStart(8)}  ${name}`);
