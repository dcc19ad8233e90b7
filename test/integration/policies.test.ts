import {
  DeleteUserPolicyCommand,
  IAMClient,
  PutUserPolicyCommand,
  type IAMClientConfig,
} from "@aws-sdk/client-iam";
import { GetBucketPolicyCommand, PutPublicAccessBlockCommand } from "@aws-sdk/client-s3";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { simulatePolicy } from "../../src/lib/policy/simulate-policy.js";
import { expected } from "./store-differences.js";
import { useWorkbench } from "./support/workbench.js";

const bench = useWorkbench();

/** The policy that is stored; undefined: none. */
async function stored(bucket: string): Promise<unknown> {
  try {
    const { Policy } = await bench.client.send(new GetBucketPolicyCommand({ Bucket: bucket }));
    return JSON.parse(Policy ?? "");
  } catch (error) {
    if ((error as Error).name === "NoSuchBucketPolicy") return undefined;
    throw error;
  }
}

function reading(bucket: string, resource = `arn:aws:s3:::${bucket}/*`) {
  return {
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: resource }],
  };
}

describe("setting, showing and removing a policy", () => {
  test("a file is set, printed, compared, explained and removed", async () => {
    const bucket = await bench.bucket();
    const document = reading(bucket);
    const folder = await bench.files("policy", { "p.json": JSON.stringify(document) });
    const file = path.join(folder, "p.json");
    const uri = `s3://${bucket}`;

    const dry = await bench.run(["policy", "set", uri, file, "--dry-run", "--json"]);
    expect(dry.lines).toMatchObject([{ applied: false, changed: true }]);
    expect(await stored(bucket)).toBeUndefined();

    expect(await bench.run(["policy", "set", uri, file])).toMatchObject({ exitCode: 0 });
    expect(await stored(bucket)).toEqual(document);
    expect((await bench.run(["policy", "get", uri, "--json"])).lines).toMatchObject([document]);
    expect((await bench.run(["policy", "diff", uri, file, "--json"])).lines).toMatchObject([
      { changed: false },
    ]);
    const explained = await bench.run(["policy", "explain", uri]);
    expect(explained.stdout).toContain("everybody (no credentials needed) may read objects");

    expect(await bench.run(["policy", "delete", uri])).toMatchObject({ exitCode: 0 });
    expect(await bench.run(["policy", "get", uri, "--json"])).toMatchObject({
      exitCode: 4,
      error: { code: "NoSuchBucketPolicy" },
    });
  });

  test.each([
    ["public-read", []],
    ["public-read-prefix", ["--prefix", "open/"]],
    ["deny-insecure-transport", []],
    ["ip-allow", ["--network", "10.0.0.0/8"]],
  ])("the store takes the preset %s", async (preset, words) => {
    const bucket = await bench.bucket();
    const run = await bench.run(["policy", "set", `s3://${bucket}`, "--preset", preset, ...words]);
    expect(run).toMatchObject({ exitCode: 0 });
    expect(await stored(bucket)).toMatchObject({ Version: "2012-10-17" });
  });
});

describe("a policy that is not sent", () => {
  test.each<[string, (bucket: string) => string, number, string, RegExp]>([
    [
      "a typing error",
      (bucket) => JSON.stringify(reading(bucket)).replace("GetObject", "GetObjekt"),
      2,
      "InvalidPolicy",
      /:1:\d+: there is no action s3:GetObjekt/,
    ],
    ["a comma too many", () => '{\n "Version": "2012-10-17",\n}', 2, "InvalidJson", /:3:1: not valid JSON/],
    ["another bucket", () => JSON.stringify(reading("videos")), 2, "InvalidPolicy", /about another bucket/],
    [
      "more than 20 KB",
      (bucket) => JSON.stringify({ ...reading(bucket), Id: "x".repeat(21_000) }),
      2,
      "InvalidPolicy",
      /20480 bytes/,
    ],
    [
      "public writing",
      (bucket) => JSON.stringify(reading(bucket)).replace("GetObject", "PutObject"),
      6,
      "PublicWrite",
      /lets everybody write/,
    ],
  ])("with %s", async (_what, text, exitCode, code, message) => {
    const bucket = await bench.bucket();
    const run = await bench.run(["policy", "set", `s3://${bucket}`, "-", "--json"], { input: text(bucket) });
    expect(run).toMatchObject({
      exitCode,
      stdout: "",
      error: { code, message: expect.stringMatching(message) as string },
    });
    expect(await stored(bucket)).toBeUndefined();
  });

  test("that is public, while public policies are blocked", async () => {
    const bucket = await bench.bucket();
    const block = { BlockPublicPolicy: true };
    await bench.client.send(
      new PutPublicAccessBlockCommand({ Bucket: bucket, PublicAccessBlockConfiguration: block }),
    );
    const words = ["policy", "set", `s3://${bucket}`, "--preset", "public-read", "--json"];
    expect(await bench.run(words)).toMatchObject({
      exitCode: 6,
      error: {
        code: "PublicAccessBlocked",
        message: expect.stringMatching(/^public-read:\d+:\d+: /) as string,
      },
    });
    expect(await stored(bucket)).toBeUndefined();
  });

  test("unless the world shall write, and that is said", async () => {
    const bucket = await bench.bucket();
    const input = JSON.stringify(reading(bucket)).replace("GetObject", "PutObject");
    const run = await bench.run(["policy", "set", `s3://${bucket}`, "-", "--allow-public-write"], { input });
    expect(run).toMatchObject({ exitCode: 0 });
  });
});

type Request = readonly [action: string, key: string | undefined, send: (url: string) => Promise<Response>];

/** Requests of a stranger, with the action and resource that they are judged by. */
const REQUESTS: readonly Request[] = [
  ["s3:GetObject", "a/x", (url) => fetch(`${url}/a/x`)],
  ["s3:GetObject", "b/y", (url) => fetch(`${url}/b/y`)],
  ["s3:PutObject", "a/new", (url) => fetch(`${url}/a/new`, { method: "PUT", body: "n" })],
  ["s3:PutObject", "b/new", (url) => fetch(`${url}/b/new`, { method: "PUT", body: "n" })],
  ["s3:DeleteObject", "a/gone", (url) => fetch(`${url}/a/gone`, { method: "DELETE" })],
  ["s3:ListBucket", undefined, (url) => fetch(`${url}?list-type=2`)],
];

/** Statements, each for the world unless it says otherwise; `B` stands for the bucket's ARN. */
const POLICIES: readonly (readonly Readonly<Record<string, unknown>>[])[] = [
  [{ Action: "s3:GetObject", Resource: "B/*" }],
  [{ Action: "s3:GetObject", Resource: "B/a/*" }],
  [{ Action: "s3:Get*", Resource: ["B", "B/*"] }],
  [{ Action: ["s3:GetObject", "s3:PutObject"], Resource: "B/a/*" }],
  [{ Action: "s3:ListBucket", Resource: "B" }],
  [{ Action: "s3:*", Resource: ["B", "B/*"] }],
  [{ Action: "s3:*", Resource: "B/?/x" }],
  [{ Action: "s3:DeleteObject", Resource: "B/*" }],
  [{ Action: "s3:GetObject", Resource: "B/*", Principal: { AWS: "arn:aws:iam:::user/nobody-here" } }],
  [
    { Action: "s3:*", Resource: ["B", "B/*"] },
    { Effect: "Deny", Action: "s3:PutObject", Resource: "B/b/*" },
  ],
  [
    { Action: "s3:GetObject", Resource: "B/*" },
    { Effect: "Deny", Action: "s3:*", Resource: "B/b/*" },
  ],
  [{ Action: "s3:GetObject", Resource: "B/*", Condition: { IpAddress: { "aws:SourceIp": "127.0.0.0/8" } } }],
  [{ Action: "s3:GetObject", Resource: "B/*", Condition: { IpAddress: { "aws:SourceIp": "10.0.0.0/8" } } }],
  [
    {
      Action: "s3:GetObject",
      Resource: "B/*",
      Condition: { NotIpAddress: { "aws:SourceIp": "10.0.0.0/8" } },
    },
  ],
  [{ Action: "s3:GetObject", Resource: "B/*", Condition: { StringLike: { "aws:Referer": "https://x/*" } } }],
  [{ Action: "s3:ListBucket", Resource: "B", Condition: { StringEquals: { "s3:prefix": "a/" } } }],
];

describe("a simulation decides as the store does", () => {
  test.each(POLICIES.map((statements) => [JSON.stringify(statements), statements] as const))(
    "%s",
    async (_text, statements) => {
      const bucket = await bench.bucket({ "a/x": "1", "b/y": "2" });
      const policy = JSON.stringify({
        Version: "2012-10-17",
        Statement: statements.map((statement) => ({ Effect: "Allow", Principal: "*", ...statement })),
      }).replaceAll('"B', `"arn:aws:s3:::${bucket}`);
      const words = ["policy", "set", `s3://${bucket}`, "-", "--allow-public-write"];
      expect(await bench.run(words, { input: policy })).toMatchObject({ exitCode: 0 });

      const url = `${bench.store.endpoint}/${bucket}`;
      const decisions = REQUESTS.map(async ([action, key, send]) => {
        const resource = key === undefined ? `arn:aws:s3:::${bucket}` : `arn:aws:s3:::${bucket}/${key}`;
        const context = { "aws:SecureTransport": "false" };
        const { decision } = simulatePolicy(policy, bucket, { principal: "*", action, resource, context });
        const { status } = await send(url);
        const request = `${action} ${key ?? ""}`;
        return { simulated: [request, decision === "allow"], real: [request, status !== 403] };
      });
      const all = await Promise.all(decisions);
      await bench.run(["policy", "delete", `s3://${bucket}`]); // it may deny the cleaning up
      expect(all.map(({ simulated }) => simulated)).toEqual(all.map(({ real }) => real));
    },
  );

  test("and names the statement that decided", async () => {
    const bucket = await bench.bucket();
    const document = reading(bucket);
    const statement = {
      ...document.Statement[0],
      Sid: "NotThis",
      Effect: "Deny",
      Resource: `arn:aws:s3:::${bucket}/no`,
    };
    const input = JSON.stringify({ ...document, Statement: [...document.Statement, statement] });
    const words = ["policy", "simulate", "-", "--principal", "*", "--action", "GetObject", "--json"];
    const run = await bench.run([...words, "--resource", `s3://${bucket}/no`], { input });
    expect(run.lines).toMatchObject([{ decision: "deny", statement: { number: 2, sid: "NotThis" } }]);
  });
});

describe("policies of users", () => {
  test.runIf(expected("answers-iam"))(
    "are listed and printed (skipped: the store has no users)",
    async () => {
      const { endpoint, region, accessKeyId, secretAccessKey } = bench.store;
      const config: IAMClientConfig = { endpoint, region, credentials: { accessKeyId, secretAccessKey } };
      const iam = new IAMClient(config);
      const name = `it-${bench.bucketName()}`;
      const document = {
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "*" }],
      };
      await iam.send(
        new PutUserPolicyCommand({
          UserName: "bob",
          PolicyName: name,
          PolicyDocument: JSON.stringify(document),
        }),
      );
      try {
        const [list] = (await bench.run(["policy", "user-list", "bob", "--json"])).lines;
        expect(list).toMatchObject({ user: "bob", attached: null });
        expect(list?.["inline"]).toContain(name);
        const got = await bench.run(["policy", "user-get", "bob", name, "--json"]);
        expect(got.lines).toEqual([{ user: "bob", policy: name, kind: "inline", document }]);
      } finally {
        await iam.send(new DeleteUserPolicyCommand({ UserName: "bob", PolicyName: name }));
        iam.destroy();
      }
    },
  );

  test("of a user that is not there, or a store without users", async () => {
    const { exitCode, code } = expected("answers-iam")
      ? { exitCode: 4, code: "NoSuchEntity" }
      : { exitCode: 12, code: "NotImplemented" };
    for (const words of [
      ["user-list", "it-nobody"],
      ["user-get", "it-nobody", "x"],
    ])
      expect(await bench.run(["policy", ...words, "--json"])).toMatchObject({ exitCode, error: { code } });
  });
});
