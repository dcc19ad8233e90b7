import { writeFile } from "node:fs/promises";
import path from "node:path";
import { GetBucketAclCommand, HeadBucketCommand, PutBucketPolicyCommand } from "@aws-sdk/client-s3";
import { describe, expect, test } from "vitest";
import { expected } from "./store-differences.js";
import { useWorkbench } from "./support/workbench.js";

const bench = useWorkbench();

async function json(...words: readonly string[]): Promise<Record<string, unknown> | undefined> {
  return (await bench.run([...words, "--json"])).lines[0];
}

async function rulesFile(name: string, content: unknown): Promise<string> {
  const file = path.join(bench.folder, name);
  await writeFile(file, typeof content === "string" ? content : JSON.stringify(content));
  return file;
}

const WEEK = { ID: "week", Status: "Enabled", Filter: { Prefix: "tmp/" }, Expiration: { Days: 7 } };

describe("bucket versioning", () => {
  test("is off, on, and suspended", async () => {
    const bucket = await bench.bucket();
    expect(await json("bucket", "versioning", "status", bucket)).toEqual({
      type: "versioning",
      bucket,
      status: "Off",
    });
    expect((await bench.run(["bucket", "versioning", "enable", `s3://${bucket}`])).exitCode).toBe(0);
    expect((await bench.run(["bucket", "versioning", "status", bucket])).stdout).toBe("Enabled\n");
    expect((await bench.run(["bucket", "versioning", "suspend", bucket])).exitCode).toBe(0);
    expect((await bench.run(["bucket", "versioning", "status", bucket])).stdout).toBe("Suspended\n");
  });

  test("of a bucket with object lock cannot be suspended", async () => {
    const bucket = bench.bucketName();
    await bench.run(["bucket", "create", bucket, "--object-lock"]);
    const { exitCode, error } = await bench.run(["bucket", "versioning", "suspend", bucket, "--json"]);
    expect({ exitCode, code: error?.["code"] }).toEqual({ exitCode: 6, code: "InvalidBucketState" });
  });
});

describe("bucket create --object-lock", () => {
  test("for a bucket that is there without it", async () => {
    const bucket = await bench.versionedBucket();
    const { exitCode } = await bench.run(["bucket", "create", bucket, "--object-lock"]);
    expect(exitCode).toBe(expected("takes-object-lock-later") ? 0 : 6);
    const info = await json("bucket", "info", bucket);
    expect(info?.["objectLock"]).toMatchObject({
      state: expected("takes-object-lock-later") ? "set" : "unset",
    });
  });
});

describe("bucket tags", () => {
  test("are set, added to, and removed", async () => {
    const bucket = await bench.bucket();
    const tags = async () => (await json("bucket", "tags", "get", bucket))?.["tags"];
    expect(await tags()).toEqual({});
    const set = await bench.run(["bucket", "tags", "set", bucket, "team=media", "stage=a=b"]);
    expect(set.stdout).toBe("team=media\nstage=a=b\n");
    await bench.run(["bucket", "tags", "set", bucket, "--add", "x=1"]);
    expect(await tags()).toEqual({ team: "media", stage: "a=b", x: "1" });
    await bench.run(["bucket", "tags", "delete", bucket, "team"]);
    expect(await tags()).toEqual({ stage: "a=b", x: "1" });
    await bench.run(["bucket", "tags", "delete", bucket]);
    expect(await tags()).toEqual({});
  });

  test("without a value are refused, and nothing changes", async () => {
    const bucket = await bench.bucket();
    await bench.run(["bucket", "tags", "set", bucket, "a=1"]);
    const { exitCode, error } = await bench.run(["bucket", "tags", "set", bucket, "b", "--json"]);
    expect({ exitCode, code: error?.["code"] }).toEqual({ exitCode: 2, code: "InvalidPair" });
    expect((await json("bucket", "tags", "get", bucket))?.["tags"]).toEqual({ a: "1" });
  });
});

describe("bucket lifecycle", () => {
  test("is shown as it would change, set, read back in the same shape, and deleted", async () => {
    const bucket = await bench.bucket();
    const file = await rulesFile("rules.json", [WEEK]);
    const plan = await json("bucket", "lifecycle", "set", bucket, file, "--dry-run");
    expect(plan).toMatchObject({ bucket, applied: false, changed: true, Rules: [WEEK] });
    expect(plan?.["difference"]).toContain('+      "ID": "week"');
    expect((await bench.run(["bucket", "lifecycle", "get", bucket])).exitCode).toBe(4);

    const set = await bench.run(["bucket", "lifecycle", "set", bucket, file, "--json"]);
    expect(set).toMatchObject({ exitCode: 0, stderr: "" });
    expect(set.lines).toEqual([{ bucket, applied: true, keptAsGiven: true, Rules: [WEEK] }]);
    const again = await bench.run(["bucket", "lifecycle", "set", bucket, file, "--dry-run"]);
    expect(again.stdout).toBe("Nothing would change\n");

    const { stdout } = await bench.run(["bucket", "lifecycle", "get", bucket]);
    const copied = await bench.run(["bucket", "lifecycle", "set", bucket, "-"], { input: stdout });
    expect(copied.exitCode).toBe(0);
    expect(await json("bucket", "lifecycle", "delete", bucket)).toEqual({ bucket, deleted: true });
    expect(await json("bucket", "lifecycle", "delete", bucket)).toEqual({ bucket, deleted: false });
  });

  test.each([
    [
      "a typo",
      '[\n{"ID":"x","Status":"Enabled","Filter":{},"Expirations":{"Days":1}}]',
      ":2:",
      "Write it as Expiration",
    ],
    ["broken JSON", '{"Rules":[}', ":1:11: not valid JSON", ""],
    ["nothing in it", "", "not valid JSON", ""],
  ])("from a file with %s says where, and changes nothing", async (_, content, says, hint) => {
    const bucket = await bench.bucket();
    await bench.run(["bucket", "lifecycle", "set", bucket, await rulesFile("good.json", [WEEK])]);
    const file = await rulesFile("bad.json", content);
    const { exitCode, error } = await bench.run(["bucket", "lifecycle", "set", bucket, file, "--json"]);
    expect(exitCode).toBe(2);
    expect(error?.["message"]).toContain(says);
    expect(JSON.stringify(error?.["hints"])).toContain(hint);
    expect(await json("bucket", "lifecycle", "get", bucket)).toEqual({ Rules: [WEEK] });
  });

  test("with a condition that the store drops is refused, and what was there stays", async () => {
    const bucket = await bench.bucket();
    await bench.run(["bucket", "lifecycle", "set", bucket, await rulesFile("good.json", [WEEK])]);
    const large = { ...WEEK, ID: "large", Filter: { ObjectSizeGreaterThan: 1_000_000 } };
    const file = await rulesFile("large.json", [large]);
    const { exitCode } = await bench.run(["bucket", "lifecycle", "set", bucket, file]);
    expect(exitCode).toBe(expected("keeps-lifecycle-sizes") ? 0 : 12);
    expect(await json("bucket", "lifecycle", "get", bucket)).toEqual({
      Rules: [expected("keeps-lifecycle-sizes") ? large : WEEK],
    });
  });
});

describe("bucket encryption and ownership", () => {
  test("are set, shown and deleted, or the store says that it lacks them", async () => {
    const bucket = await bench.bucket();
    const has = expected("has-encryption-and-ownership");
    const answers = [
      await bench.run(["bucket", "encryption", "set", bucket, "AES256", "--json"]),
      await bench.run(["bucket", "encryption", "get", bucket, "--json"]),
      await bench.run(["bucket", "ownership", "set", bucket, "BucketOwnerEnforced", "--json"]),
      await bench.run(["bucket", "ownership", "get", bucket, "--json"]),
    ];
    for (const answer of answers) {
      expect(answer.exitCode).toBe(has ? 0 : 12);
      if (!has) expect(answer.error?.["message"]).toMatch(/does not support (encryption|ownership)/);
    }
    if (has) {
      expect(answers[1]?.lines).toEqual([
        { type: "encryption", bucket, algorithm: "AES256", bucketKey: false },
      ]);
      expect(answers[3]?.lines).toEqual([{ type: "ownership", bucket, ownership: "BucketOwnerEnforced" }]);
    }
  });

  test("deleting one never deletes the bucket", async () => {
    const bucket = await bench.bucket();
    const codes = [
      (await bench.run(["bucket", "encryption", "delete", bucket])).exitCode,
      (await bench.run(["bucket", "ownership", "delete", bucket])).exitCode,
    ];
    expect(new Set(codes)).toEqual(new Set([expected("has-encryption-and-ownership") ? 0 : 12]));
    await bench.client.send(new HeadBucketCommand({ Bucket: bucket }));
  });

  test("take no key without a key service", async () => {
    const { exitCode } = await bench.run(["bucket", "encryption", "set", "b", "AES256", "--kms-key-id", "k"]);
    expect(exitCode).toBe(2);
  });
});

describe("bucket public-access", () => {
  const all = (on: boolean) => ({
    blockPublicAcls: on,
    ignorePublicAcls: on,
    blockPublicPolicy: on,
    restrictPublicBuckets: on,
  });

  test("is blocked and allowed, as a whole and in parts", async () => {
    const bucket = await bench.bucket();
    const words = ["bucket", "public-access"];
    expect(await json(...words, "status", bucket)).toMatchObject({
      ...all(false),
      publicAccess: { verdict: "private" },
    });
    expect(await json(...words, "block", bucket)).toEqual({ type: "public-access", bucket, ...all(true) });
    const part = await json(...words, "allow", bucket, "--block-public-policy");
    expect(part).toMatchObject({ ...all(true), blockPublicPolicy: false });
    expect(await json(...words, "allow", bucket)).toMatchObject(all(false));
    const one = await json(...words, "block", bucket, "--ignore-public-acls");
    expect(one).toMatchObject({ ...all(false), ignorePublicAcls: true });
    expect(await json(...words, "status", bucket)).toMatchObject({ ...all(false), ignorePublicAcls: true });
  });

  test("tells policy, ACL and what holds them back, and asks before they count again", async () => {
    const bucket = await bench.bucket();
    const statement = {
      Sid: "Read",
      Effect: "Allow",
      Principal: "*",
      Action: "s3:GetObject",
      Resource: `arn:aws:s3:::${bucket}/*`,
    };
    const Policy = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
    await bench.client.send(new PutBucketPolicyCommand({ Bucket: bucket, Policy }));
    await bench.run(["acl", "set", `s3://${bucket}`, "public-read"]);
    const access = async () => (await json("bucket", "info", bucket))?.["publicAccess"];
    const grounds = (byPolicy?: string, byAcl?: string) => [
      {
        by: "policy",
        what: "statement 1 (Read)",
        ...(byPolicy === undefined ? {} : { heldBackBy: byPolicy }),
      },
      { by: "acl", what: "READ for everybody", ...(byAcl === undefined ? {} : { heldBackBy: byAcl }) },
    ];
    expect(await access()).toEqual({ verdict: "public", grounds: grounds(), unread: [] });

    await bench.run(["bucket", "public-access", "block", bucket]);
    expect(await access()).toEqual({
      verdict: "private",
      grounds: grounds("restrictPublicBuckets", "ignorePublicAcls"),
      unread: [],
    });
    const refused = await bench.run(["bucket", "public-access", "allow", bucket, "--json"]);
    expect(refused.exitCode).toBe(13);
    expect(await access()).toMatchObject({ verdict: "private" });
    expect((await bench.run(["bucket", "public-access", "allow", bucket, "--yes"])).exitCode).toBe(0);
    expect(await access()).toMatchObject({ verdict: "public" });
  });
});

describe("bucket info", () => {
  test("shows a screen of what is set, what is not, and what the store lacks", async () => {
    const bucket = await bench.bucket();
    await bench.run(["bucket", "tags", "set", bucket, "team=media"]);
    const { exitCode, stdout } = await bench.run(["bucket", "info", bucket]);
    expect(exitCode).toBe(0);
    const lacking = expected("has-encryption-and-ownership") ? "none" : "\\(not on this store\\)";
    for (const line of [
      `bucket +s3://${bucket}`,
      "versioning +none",
      `encryption +${lacking}`,
      `ownership +${lacking}`,
      "public +no: neither policy nor ACL opens it",
      " +team +media",
    ]) {
      expect(stdout).toMatch(new RegExp(line));
    }
  });

  test("--count counts all that is there", async () => {
    const bucket = await bench.versionedBucket();
    await bench.put(bucket, { a: "1", b: "22" });
    await bench.put(bucket, { a: "333" });
    await bench.run(["rm", `s3://${bucket}/b`]);
    expect((await json("bucket", "info", bucket, "--count"))?.["contents"]).toEqual({
      objectCount: 3,
      totalBytes: 6,
      noncurrentCount: 2,
      noncurrentBytes: 3,
      deleteMarkerCount: 1,
      uploadCount: 0,
    });
  });
});

describe("acl", () => {
  test("is set by name or by grants, and shown", async () => {
    const bucket = await bench.bucket({ k: "k" });
    const uri = `s3://${bucket}/k`;
    expect((await bench.run(["acl", "set", uri, "public-read"])).exitCode).toBe(0);
    expect((await bench.run(["acl", "get", uri])).stdout).toContain("READ          everybody");
    const { lines } = await bench.run(["acl", "set", uri, "--grant", "READ_ACP=any-account", "--json"]);
    const grants = lines[0]?.["grants"] as readonly { readonly permission: string }[];
    expect(grants.map(({ permission }) => permission).toSorted()).toEqual(["FULL_CONTROL", "READ_ACP"]);
    await bench.run(["acl", "set", uri, "private"]);
    expect((await json("acl", "get", uri))?.["grants"]).toHaveLength(1);
  });

  test.each([
    [["public-read-write"], "PublicWrite"],
    [["--grant", "WRITE=everybody"], "PublicWrite"],
    [["--grant", "WRITE=nobody"], "InvalidGrant"],
    [["public"], "Usage"],
    [[], "Usage"],
    [["private", "--grant", "READ=everybody"], "Usage"],
  ])("%j is refused, and nothing changes", async (words, code) => {
    const bucket = await bench.bucket();
    const { exitCode, error } = await bench.run(["acl", "set", `s3://${bucket}`, ...words, "--json"]);
    expect({ exitCode, code: error?.["code"] }).toEqual({ exitCode: 2, code });
    const { Grants } = await bench.client.send(new GetBucketAclCommand({ Bucket: bucket }));
    expect(Grants).toHaveLength(1);
  });

  test("that is public, while public access is blocked, is refused with what blocks it", async () => {
    const bucket = await bench.bucket({ k: "k" });
    await bench.run(["bucket", "public-access", "block", bucket]);
    const { exitCode, error } = await bench.run(["acl", "set", `s3://${bucket}/k`, "public-read", "--json"]);
    expect(exitCode).toBe(5);
    expect(error?.["message"]).toContain("public access block");
    expect(JSON.stringify(error?.["hints"])).toContain("bucket public-access allow");
  });
});
