import { describe, expect, it } from "vitest";
import { ConfigurationError } from "../../../../../src/lib/errors/s3kit-error.js";
import { limitsHooks, type LimitsConfig } from "../../../../../src/lib/proxy/hooks/built-in/limits.js";
import type { HookContext } from "../../../../../src/lib/proxy/hooks/hook-api.js";
import { judge, zeros } from "./hook-call.js";

type Facts = Partial<HookContext>;

describe("limits, before a byte is read", () => {
  it.each<[string, LimitsConfig, Facts, string | undefined]>([
    ["a small enough upload", { maxBytes: 10 }, { sizeBytes: 10 }, undefined],
    ["one that is too large", { maxBytes: 10 }, { sizeBytes: 11 }, "larger than 10 bytes"],
    [
      "a part that is too large",
      { maxBytes: 10 },
      { sizeBytes: 11, operation: "UploadPart" },
      "larger than 10 bytes",
    ],
    ["one that is too small", { minBytes: 1 }, { sizeBytes: 0 }, "smaller than 1 bytes"],
    ["a small part", { minBytes: 10 }, { sizeBytes: 1, operation: "UploadPart" }, undefined],
    ["another operation", { maxBytes: 10 }, { sizeBytes: 11, operation: "DeleteObjects" }, undefined],
    ["a key that matches", { keyPattern: "[a-z]+\\.jpg" }, {}, undefined],
    ["a key that matches in part", { keyPattern: "cat" }, {}, "the key does not match cat"],
    ["alternatives", { keyPattern: "cat|dog" }, { key: "catalogue" }, "the key does not match cat|dog"],
    ["a key with a line break", { keyPattern: "cat.*" }, { key: "cat\njpg" }, undefined],
    ["a download of any key", { keyPattern: "x" }, { operation: "GetObject" }, undefined],
    ["a copy to a wrong key", { keyPattern: "x" }, { operation: "CopyObject" }, "the key does not match x"],
    ["an allowed extension", { extensions: ["JPG"] }, { key: "a/b.c/cat.Jpg" }, undefined],
    [
      "another extension",
      { extensions: ["jpg", "png"] },
      { key: "cat.jpg.exe" },
      "only jpg, png may be uploaded",
    ],
    ["no extension", { extensions: ["jpg"] }, { key: "a.jpg/cat" }, "only jpg may be uploaded"],
    ["metadata", { requiredMetadata: { Project: "p-*" } }, { metadata: { project: "p-1" } }, undefined],
    ["no metadata", { requiredMetadata: { project: "*" } }, {}, "the metadata project is missing"],
    [
      "other metadata",
      { requiredMetadata: { project: "p-?" } },
      { metadata: { project: "q-1" } },
      "the metadata project does not match p-?",
    ],
    [
      "a copy, which may take over metadata",
      { requiredMetadata: { p: "*" } },
      { operation: "CopyObject" },
      undefined,
    ],
    ["a type", { contentTypes: ["image/*"] }, { contentType: "IMAGE/png; q=1" }, undefined],
    [
      "another type",
      { contentTypes: ["image/*"] },
      { contentType: "text/html" },
      "the content type text/html is not allowed",
    ],
    ["no type", { contentTypes: ["image/*"] }, {}, "the content type is missing"],
  ])("judge %s", async (_, config, facts, reason) => {
    const verdict = await judge(limitsHooks(config), "", { ...facts, event: "preRequest" });
    expect(verdict).toEqual(reason === undefined ? { pass: true } : { pass: false, reason });
  });

  it("leave other buckets and keys alone when they are for some only", async () => {
    const hooks = limitsHooks({ keyPattern: "x", only: { buckets: ["photo?"], keys: ["*.jpg"] } });
    const verdicts = [{}, { bucket: "films" }, { key: "cat.png" }].map(async (facts) =>
      judge(hooks, "", { ...facts, event: "preRequest" }),
    );
    expect((await Promise.all(verdicts)).map(({ pass }) => pass)).toEqual([false, true, true]);
  });
});

describe("limits on what streams by", () => {
  it("count what was not declared, and stop where it is too much", async () => {
    const hooks = limitsHooks({ maxBytes: 100_000, minBytes: 2 });
    expect(await judge(hooks, "ab")).toEqual({ pass: true });
    expect(await judge(hooks, "a")).toMatchObject({ pass: false });
    let takenBytes = 0;
    const content = zeros(10_000_000, (bytes) => {
      takenBytes = bytes;
    });
    expect(await judge(hooks, content)).toEqual({ pass: false, reason: "larger than 100000 bytes" });
    expect(takenBytes).toBeLessThan(200_000);
  });

  it("are not looked for where none is set", () => {
    expect(limitsHooks({ extensions: ["jpg"] }).map(({ event }) => event)).toEqual(["preRequest"]);
  });
});

it("A key pattern that is no regular expression is a configuration error", () => {
  expect(() => limitsHooks({ keyPattern: "(" })).toThrow(ConfigurationError);
});
