#!/usr/bin/env node
// Only syntax that old Nodes parse up to the check: they must say what is wrong, not stumble over a token.
const major = Number(process.versions.node.split(".")[0]);
if (major < 24) {
  process.stderr.write(`s3kit needs Node 24 or newer; this is ${process.version}\n`);
  process.exitCode = 8;
} else {
  const { enableCompileCache } = await import("node:module");
  enableCompileCache();
  const { run } = await import("../dist/lib/cli/run.js");
  await run(process.argv.slice(2), import.meta.url);
}
