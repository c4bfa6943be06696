// JavaScript, so that a Node too old for the rest can still say what is missing.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (major > 24 || (major === 24 && minor >= 7)) {
  await import('./start.ts');
} else {
  console.error(
    `Node 24.7 or newer is needed, this is ${process.versions.node}: install it, or run "npm ci" on Linux x64, which brings it along.`,
  );
  process.exitCode = 1;
}
