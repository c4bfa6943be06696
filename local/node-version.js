// JavaScript, so that a Node too old for the rest can still say what is missing.

/** Runs what needs the Node of this project, or says in one sentence which one that is. */
export async function onSupportedNode(start) {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 24 || (major === 24 && minor >= 7)) {
    await start();
    return;
  }
  console.error(
    `Node 24.7 or newer is needed, this is ${process.versions.node}: install it, or run "npm ci" on Linux x64, which brings it along.`,
  );
  process.exitCode = 1;
}
