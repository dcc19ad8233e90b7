import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { ConfigurationError } from "../../../../../src/lib/errors/s3kit-error.js";
import { logHooks } from "../../../../../src/lib/proxy/hooks/built-in/log.js";
import { judge } from "./hook-call.js";

it("log writes what hooks are told, a line an event, before it passes", async () => {
  const dir = await mkdtemp(join(tmpdir(), "s3kit-log-hook-"));
  onTestFinished(async () => rm(dir, { recursive: true }));
  const file = join(dir, "events.log");
  const hooks = logHooks({ file });
  for (const event of ["postUpload", "postRetrieve"] as const)
    expect(await judge(hooks, "", { event, metadata: { project: "p" } })).toEqual({ pass: true });
  const lines = (await readFile(file, "utf8")).trimEnd().split("\n");
  expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
    {
      event: "postUpload",
      operation: "PutObject",
      bucket: "photos",
      key: "cat.jpg",
      metadata: { project: "p" },
    },
    { event: "postRetrieve", accessKeyId: "TESTKEY" },
  ]);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
});

it("A log that cannot be opened is a configuration error", () => {
  expect(() => logHooks({ file: "/nonexistent/folder/events.log" })).toThrow(ConfigurationError);
});
