/**
 * A process that serves a store behind a hook which throws where nobody can catch it, and tells what became of two
 * requests. With "own" as its argument it throws so itself, outside of any hook.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { hookStages } from "../../../../src/lib/proxy/hook-stages.js";
import type { S3Request } from "../../../../src/lib/wire/exchange.js";
import { requestFor } from "./plain-request.js";

const [dir = "", mode = ""] = process.argv.slice(2);
const hooks = hookStages({ dirs: [dir] });
const [stage] = await hooks.read();
if (stage === undefined) throw new Error("No hooks");
const handler = stage(async (request: S3Request) => {
  await request.openBody().stream.toArray();
  return { status: 200, headers: {} };
});
for (const key of ["bad", "good"]) {
  const answer = await handler(requestFor(key)).then(
    ({ status }) => status.toString(),
    (error: unknown) => String(error),
  );
  process.stdout.write(`${key}: ${answer}\n`);
}
if (mode === "own") {
  setTimeout(() => {
    throw new Error("own mistake");
  }, 1);
}
await sleep(100);
if (mode === "own") process.stdout.write("still there\n");
await hooks.close();
