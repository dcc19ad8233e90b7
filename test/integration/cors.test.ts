import { describe, expect, test } from "vitest";
import { useWorkbench } from "./support/workbench.js";

const bench = useWorkbench();

const RULE = {
  AllowedOrigins: ["https://app.example"],
  AllowedMethods: ["GET", "PUT"],
  AllowedHeaders: ["content-type"],
  ExposeHeaders: ["ETag"],
  MaxAgeSeconds: 60,
};

async function stored(bucket: string): Promise<unknown> {
  const run = await bench.run(["cors", "get", `s3://${bucket}`, "--json"]);
  return run.exitCode === 0 ? run.lines[0]?.["CORSRules"] : run.error?.["code"];
}

describe("setting rules", () => {
  test("from standard input, shown before, compared and removed", async () => {
    const bucket = await bench.bucket();
    const uri = `s3://${bucket}`;
    const input = JSON.stringify({ CORSRules: [RULE] });
    const dry = await bench.run(["cors", "set", uri, "-", "--dry-run", "--json"], { input });
    expect(dry.lines).toMatchObject([{ applied: false, changed: true }]);
    expect(await stored(bucket)).toBe("NoSuchCORSConfiguration");

    const set = await bench.run(["cors", "set", uri, "-"], { input });
    expect(set).toMatchObject({
      exitCode: 0,
      stderr: expect.stringContaining('"https://app.example"') as string,
    });
    expect(await stored(bucket)).toEqual([RULE]);
    const again = await bench.run(["cors", "set", uri, "-", "--dry-run"], { input });
    expect(again.stdout).toBe("Nothing would change\n");

    expect(await bench.run(["cors", "delete", uri])).toMatchObject({ exitCode: 0 });
    expect(await stored(bucket)).toBe("NoSuchCORSConfiguration");
  });

  test.each([
    ["browser-upload", ["GET", "HEAD", "POST", "PUT"], "ETag"],
    ["public-read", ["GET", "HEAD"], "ETag"],
    ["any", ["DELETE", "GET", "HEAD", "POST", "PUT"], "ETag"],
  ])("from the preset %s", async (preset, methods, exposed) => {
    const bucket = await bench.bucket();
    const words = ["cors", "set", `s3://${bucket}`, "--preset", preset, "--origin", "https://a.example"];
    expect(await bench.run(words)).toMatchObject({ exitCode: 0 });
    const [rule] = (await stored(bucket)) as (typeof RULE)[];
    expect(rule?.AllowedOrigins).toEqual(["https://a.example"]);
    expect(rule?.AllowedMethods.toSorted()).toEqual(methods);
    expect(rule?.ExposeHeaders).toContain(exposed);
  });

  test.each<[string, string, string, RegExp]>([
    ["a typing error", '{"CORSRules": [{"AllowedOrigin": []}]}', "InvalidCorsRule", /stdin:1:\d+: /],
    [
      "a lower-case method",
      JSON.stringify([{ ...RULE, AllowedMethods: ["get"] }]),
      "InvalidCorsRule",
      /get is not a method/,
    ],
    [
      "an origin without scheme",
      JSON.stringify([{ ...RULE, AllowedOrigins: ["a.example"] }]),
      "InvalidCorsRule",
      /no scheme/,
    ],
    [
      "two stars",
      JSON.stringify([{ ...RULE, AllowedOrigins: ["https://*.*"] }]),
      "InvalidCorsRule",
      /more than one/,
    ],
    ["no rules", '{"CORSRules": []}', "InvalidCorsRule", /needs a rule/],
    ["no JSON", "<CORSConfiguration/>", "InvalidJson", /stdin:1:1: /],
  ])("with %s is refused, and nothing changes", async (_what, input, code, message) => {
    const bucket = await bench.bucket();
    const run = await bench.run(["cors", "set", `s3://${bucket}`, "-", "--json"], { input });
    expect(run).toMatchObject({
      exitCode: 2,
      stdout: "",
      error: { code, message: expect.stringMatching(message) as string },
    });
    expect(await stored(bucket)).toBe("NoSuchCORSConfiguration");
  });
});

test.each([
  ["https://app.example", "PUT", ["content-type"], true, []],
  ["https://app.example", "GET", [], true, []],
  ["https://evil.example", "PUT", [], false, [/^origin /]],
  ["https://app.example", "DELETE", [], false, [/^method /]],
  ["https://app.example", "PUT", ["x-custom"], false, [/^header /]],
])(
  "a page of %s that wants to %s with %j is told what a browser would be",
  async (origin, method, headers, allowed, reasons) => {
    const bucket = await bench.bucket();
    await bench.run(["cors", "set", `s3://${bucket}`, "-"], { input: JSON.stringify([RULE]) });
    const words = ["cors", "test", `s3://${bucket}/k`, "--origin", origin, "--method", method, "--json"];
    const run = await bench.run([...words, ...headers.flatMap((name) => ["--header", name])]);
    expect(run).toMatchObject({
      exitCode: allowed ? 0 : 5,
      lines: [{ allowed, rules: [{ number: 1, matches: allowed }] }],
    });
    const rules = run.lines[0]?.["rules"] as readonly { readonly reasons: readonly string[] }[] | undefined;
    expect(rules?.[0]?.reasons).toEqual(reasons.map((reason) => expect.stringMatching(reason) as string));
  },
);
