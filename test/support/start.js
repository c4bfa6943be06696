/** Jest would turn a TypeScript setup into CommonJS; Node itself runs it as it is. */
export default async () => (await import('./stack.ts')).start();
