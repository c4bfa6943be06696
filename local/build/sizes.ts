import { bundle } from './bundle.ts';

/** Prints what each function weighs, minified: heaviest first. */
const sizes = Object.entries(await bundle()).sort(([, a], [, b]) => b - a);
for (const [name, bytes] of sizes) console.log(`${String(bytes).padStart(8)}  ${name}`);
