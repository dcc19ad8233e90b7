import { CreateMultipartUploadCommand } from "@aws-sdk/client-s3";
import { beforeAll, describe, expect, test } from "vitest";
import { expected } from "./store-differences.js";
import { useWorkbench } from "./support/workbench.js";

const bench = useWorkbench();
let bucket: string;
let versioned: string;
let folder: string;

beforeAll(async () => {
  bucket = await bench.bucket({ "a/k": "content", top: "1" });
  await bench.client.send(new CreateMultipartUploadCommand({ Bucket: bucket, Key: "unfinished" }));
  versioned = await bench.versionedBucket();
  await bench.put(versioned, { k: "content" });
  folder = await bench.files("shapes", { "a/k": "content", own: "1" });
});

/** Names of a document's keys, and those of the documents in it. */
function shapeOf(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return typeof value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, shapeOf(inner)]));
}

const OBJECT = {
  type: "string",
  bucket: "string",
  key: "string",
  sizeBytes: "number",
  lastModified: "string",
  etag: "string",
  storageClass: "string",
};
const PREFIX = { type: "string", bucket: "string", prefix: "string" };
const UPLOAD = {
  type: "string",
  bucket: "string",
  key: "string",
  uploadId: "string",
  startedAt: "string",
  storageClass: "string",
};
const SIDE = { sizeBytes: "number", lastModified: "string" };

describe("the documents of --json keep their shape", () => {
  test.each<[string, () => readonly string[], readonly unknown[]]>([
    [
      "ls",
      () => ["ls", `s3://${bucket}`],
      [PREFIX, OBJECT, { type: "string", objects: "number", prefixes: "number", sizeBytes: "number" }],
    ],
    [
      "ls --versions",
      () => ["ls", "--versions", `s3://${versioned}`],
      [{ ...OBJECT, versionId: "string", isLatest: "boolean", isDeleteMarker: "boolean" }],
    ],
    ["ls --incomplete", () => ["ls", "--incomplete", `s3://${bucket}`], [UPLOAD]],
    [
      "find",
      () => ["find", `s3://${bucket}/a`],
      [OBJECT, { type: "string", objects: "number", sizeBytes: "number" }],
    ],
    [
      "tree",
      () => ["tree", `s3://${bucket}/a`],
      [
        { ...OBJECT, depth: "number" },
        { type: "string", prefixes: "number", objects: "number" },
      ],
    ],
    [
      "stat of a file",
      () => ["stat", `${folder}/own`],
      [
        {
          type: "string",
          path: "string",
          kind: "string",
          sizeBytes: "number",
          lastModified: "string",
          mode: "string",
        },
      ],
    ],
    [
      "diff",
      () => ["diff", folder, `s3://${bucket}`, "--all"],
      [
        { type: "string", name: "string", left: SIDE, right: SIDE },
        { type: "string", name: "string", left: SIDE },
        { type: "string", name: "string", right: SIDE },
        {
          type: "string",
          same: "number",
          differ: "number",
          onlyLeft: "number",
          onlyRight: "number",
          unreadable: "number",
        },
      ],
    ],
  ])("%s", async (_, words, shapes) => {
    const { lines } = await bench.run([...words(), "--json"]);
    expect(lines.slice(0, shapes.length).map(shapeOf)).toEqual(shapes);
  });

  test("stat of an object", async () => {
    const { lines } = await bench.run(["stat", `s3://${versioned}/k`, "--json"]);
    expect(shapeOf(lines[0])).toEqual({
      ...OBJECT,
      versionId: "string",
      contentType: "string",
      metadata: {},
      checksums: {},
      legalHold: "boolean",
      tags: {},
    });
  });

  test("bucket info", async () => {
    const { lines } = await bench.run(["bucket", "info", bucket, "--json"]);
    const names = [
      "objectLock",
      "encryption",
      "policyStatements",
      "corsRules",
      "lifecycleRules",
      "tags",
      "versioning",
    ];
    const settings = Object.fromEntries(names.map((name) => [name, { state: "string" }]));
    expect(shapeOf(lines[0])).toMatchObject({
      type: "string",
      bucket: "string",
      createdAt: "string",
      region: { state: "string", value: "string" },
      publicAccessBlock: expected("reports-unset-access-block")
        ? {
            state: "string",
            value: {
              blockPublicAcls: "boolean",
              ignorePublicAcls: "boolean",
              blockPublicPolicy: "boolean",
              restrictPublicBuckets: "boolean",
            },
          }
        : { state: "string" },
      ...settings,
    });
  });
});
