import { beforeAll, describe, expect, test } from "vitest";
import { useWorkbench } from "./support/workbench.js";

const bench = useWorkbench();
let uri: string;
let policy: string;

beforeAll(async () => {
  const bucket = await bench.bucket({ k: "content" });
  uri = `s3://${bucket}`;
  const statement = { Sid: "Read", Effect: "Allow", Principal: "*", Action: "s3:GetObject" };
  policy = JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ ...statement, Resource: `arn:aws:s3:::${bucket}/*` }],
  });
});

/** Names of a document's keys, those of the documents in it, and of the first in a list. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? [] : [shapeOf(value[0])];
  if (typeof value !== "object" || value === null) return typeof value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, shapeOf(inner)]));
}

const RULE = {
  ID: "string",
  AllowedOrigins: ["string"],
  AllowedMethods: ["string"],
  AllowedHeaders: ["string"],
  ExposeHeaders: ["string"],
  MaxAgeSeconds: "number",
};
const CHANGE = { bucket: "string", applied: "boolean" };
const COMPARED = { changed: "boolean", difference: "string" };
const POLICY = {
  Version: "string",
  Statement: [{ Sid: "string", Effect: "string", Principal: "string", Action: "string", Resource: "string" }],
};
const URL_SHAPE = { url: "string", method: "string", headers: {}, expiresAt: "string", warnings: [] };
const CORS_PRESET = ["--preset", "browser-upload", "--origin", "https://a.example"];

// In this order: what one sets, the next shows.
describe("the documents of --json keep their shape", () => {
  test.each<[string, () => readonly string[], unknown]>([
    [
      "cors set --dry-run",
      () => ["cors", "set", uri, ...CORS_PRESET, "--dry-run"],
      { ...CHANGE, ...COMPARED, CORSRules: [RULE] },
    ],
    ["cors set", () => ["cors", "set", uri, ...CORS_PRESET], { ...CHANGE, CORSRules: [RULE] }],
    ["cors get", () => ["cors", "get", uri], { CORSRules: [RULE] }],
    ["cors delete", () => ["cors", "delete", uri], { bucket: "string", deleted: "boolean" }],
    [
      "policy set --dry-run",
      () => ["policy", "set", uri, "-", "--dry-run"],
      { ...CHANGE, ...COMPARED, policy: POLICY },
    ],
    ["policy set", () => ["policy", "set", uri, "-"], { ...CHANGE, policy: POLICY }],
    ["policy get", () => ["policy", "get", uri], POLICY],
    ["policy diff", () => ["policy", "diff", uri, "-"], { bucket: "string", ...COMPARED }],
    ["policy lint", () => ["policy", "lint", "-"], { type: "string", errors: "number", warnings: "number" }],
    [
      "policy simulate",
      () => [
        "policy",
        "simulate",
        uri,
        "--principal",
        "*",
        "--action",
        "GetObject",
        "--resource",
        `${uri}/k`,
      ],
      {
        principal: "string",
        decision: "string",
        statement: { number: "number", sid: "string" },
        action: "string",
        resource: "string",
      },
    ],
    ["policy delete", () => ["policy", "delete", uri], { bucket: "string", deleted: "boolean" }],
    ["presign get", () => ["presign", "get", `${uri}/k`], URL_SHAPE],
    [
      "presign put",
      () => ["presign", "put", `${uri}/k`, "--content-type", "a/b"],
      { ...URL_SHAPE, headers: { "content-type": "string" } },
    ],
    [
      "presign multipart",
      () => ["presign", "multipart", `${uri}/m`, "--parts", "2"],
      { uploadId: "string", parts: [URL_SHAPE], complete: URL_SHAPE, abort: URL_SHAPE, warnings: [] },
    ],
  ])("%s", async (_name, words, shape) => {
    const { lines } = await bench.run([...words(), "--json"], { input: policy });
    expect(shapeOf(lines[0])).toEqual(shape);
  });

  test("presign post and check", async () => {
    const post = await bench.run(["presign", "post", `${uri}/k`, "--max-size", "1M", "--json"]);
    expect(Object.keys(post.lines[0] ?? {})).toEqual(
      "url method fields openFields conditions expiresAt warnings".split(" "),
    );
    const { url } = (await bench.run(["presign", "get", `${uri}/k`, "--json"])).lines[0] as { url: string };
    const check = await bench.run(["presign", "check", url, "--json"]);
    expect(Object.keys(check.lines[0] ?? {}).toSorted((a, b) => a.localeCompare(b))).toEqual(
      "clockSkewSeconds decoded explanation hints methods tried verdict".split(" "),
    );
  });
});

const COMMANDS = [
  ["cors", "get set delete test"],
  ["policy", "get set delete lint explain diff simulate decode user-list user-get"],
  ["presign", "get head put delete post multipart check serve-upload"],
  ["sts", "whoami session assume-role"],
] as const;

test.each(COMMANDS)("the help of %s is as it was agreed on", async (topic, names) => {
  const words = [[topic], ...names.split(" ").map((name) => [topic, name])];
  const texts = await Promise.all(
    words.map(
      async (command) =>
        `$ s3kit ${command.join(" ")} --help\n${(await bench.run([...command, "--help"])).stdout}`,
    ),
  );
  await expect(texts.join("\n")).toMatchFileSnapshot(`golden/help-${topic}.txt`);
});

test("what waits on standard input is nobody's argument", async () => {
  const [list, stdin] = await Promise.all([
    bench.run(["ls", "--json"]),
    bench.run(["ls", "--json"], { input: "word\n" }),
  ]);
  expect(stdin.exitCode).toBe(0);
  expect(stdin.lines.at(-1)?.["type"]).toBe(list.lines.at(-1)?.["type"]);
});
