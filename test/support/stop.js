export default async () => (await import('./stack.ts')).stop();
