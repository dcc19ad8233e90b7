import { createHash } from "node:crypto";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { execa } from "execa";
import { describe, expect, test } from "vitest";
import { expected } from "./store-differences.js";
import { useWorkbench } from "./support/workbench.js";

const bench = useWorkbench();

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers: string;
}

/** Run the real curl. */
async function curl(words: readonly string[]): Promise<Answer> {
  const { stdout } = await execa("curl", ["-sS", "-i", "--write-out", "\n%{http_code}", ...words]);
  const [headers = "", ...rest] = stdout.replaceAll("\r", "").split("\n\n");
  const lines = rest.length === 0 ? headers.split("\n") : rest.join("\n\n").split("\n");
  return { status: Number(lines.at(-1)), body: lines.slice(0, -1).join("\n"), headers };
}

/** A presigned URL or form, as JSON. */
async function presign(words: readonly string[]): Promise<Presigned> {
  const run = await bench.run(["presign", ...words, "--json"]);
  expect(run).toMatchObject({ exitCode: 0 });
  return run.lines[0] as unknown as Presigned;
}

interface Presigned {
  readonly url: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
}

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe("a URL used with curl", () => {
  test("reads, with the headers that were asked for", async () => {
    const bucket = await bench.bucket({ "a b/ü.txt": "content" });
    const overrides = ["--response-content-type", "text/x-note", "--download-as", "note.txt"];
    const { url } = await presign(["get", `s3://${bucket}/a b/ü.txt`, ...overrides]);
    const answer = await curl([url]);
    expect(answer).toMatchObject({ status: 200, body: "content" });
    expect(answer.headers.toLowerCase()).toContain("content-type: text/x-note");
    expect(answer.headers).toContain('attachment; filename="note.txt"');
  });

  test("is refused when it was changed, is of another method, or has expired", async () => {
    const bucket = await bench.bucket({ a: "1", b: "2" });
    const { url } = await presign(["get", `s3://${bucket}/a`]);
    expect(await curl([url.replace("/a?", "/b?")])).toMatchObject({ status: 403 });
    expect(await curl(["-X", "DELETE", url])).toMatchObject({ status: 403 });
    expect(await curl([`${url}&versionId=1`])).toMatchObject({ status: 403 });
    const short = await presign(["get", `s3://${bucket}/a`, "--expires", "1s"]);
    await sleep(2100);
    expect(await curl([short.url])).toMatchObject({ status: 403 });
    expect(await bench.keys(bucket)).toEqual(["a", "b"]);
  });

  test("writes what was pinned, and nothing else", async () => {
    const bucket = await bench.bucket();
    const md5 = createHash("md5").update("right").digest("hex");
    const pins = ["--content-type", "text/x-note", "--content-length", "5", "--content-md5", md5];
    const { url, headers } = await presign(["put", `s3://${bucket}/k`, ...pins]);
    const sent = Object.entries(headers).flatMap(([name, value]) => ["-H", `${name}: ${value}`]);
    const put = (data: string, words: readonly string[]) =>
      curl(["-X", "PUT", "--data-binary", data, ...words, url]);
    expect((await put("wrong", sent)).status).toBe(400);
    expect(
      (
        await put(
          "right",
          sent.map((word) => word.replace("x-note", "plain")),
        )
      ).status,
    ).toBe(403);
    expect(
      (
        await put(
          "longer",
          sent.map((word) => word.replace(": 5", ": 6")),
        )
      ).status,
    ).toBe(403);
    expect(await bench.keys(bucket)).toEqual([]);
    expect((await put("right", sent)).status).toBe(200);
    expect(await bench.text(bucket, "k")).toBe("right");
  });

  test("shows and deletes", async () => {
    const bucket = await bench.bucket({ a: "123" });
    const head = await presign(["head", `s3://${bucket}/a`]);
    expect((await curl(["-I", head.url])).headers.toLowerCase()).toContain("content-length: 3");
    const { url } = await presign(["delete", `s3://${bucket}/a`]);
    expect((await curl(["-X", "DELETE", url])).status).toBe(204);
    expect(await bench.keys(bucket)).toEqual([]);
  });

  test("is refused beyond seven days, saying why", async () => {
    const run = await bench.run(["presign", "get", "s3://b/k", "--expires", "8d", "--json"]);
    expect(run).toMatchObject({ exitCode: 2, error: { code: "InvalidExpiry" } });
  });

  test.each([
    ["--content-sha256", "abc"],
    ["--content-md5", "zz"],
  ])("is not made with %s %s", async (...words) => {
    const run = await bench.run(["presign", "put", "s3://b/k", ...words, "--json"]);
    expect(run).toMatchObject({ exitCode: 2, error: { code: "InvalidChecksum" } });
  });
});

test("the URLs of a multipart upload send its parts, end it, and give it up", async () => {
  const bucket = await bench.bucket();
  const begin = async (key: string) =>
    (await presign(["multipart", `s3://${bucket}/${key}`, "--parts", "2"])) as unknown as {
      readonly parts: readonly Presigned[];
      readonly complete: Presigned;
      readonly abort: Presigned;
    };
  const upload = await begin("whole");
  const contents = [Buffer.alloc(5 * 1024 * 1024, "a"), Buffer.from("end")];
  const list = await Promise.all(
    upload.parts.map(async ({ url }, index) => {
      const file = path.join(bench.folder, `part-${index.toString()}`);
      await writeFile(file, contents[index] ?? "");
      const { headers } = await curl(["-X", "PUT", "-H", "Expect:", "--data-binary", `@${file}`, url]);
      const etag = /^etag: (.*)$/im.exec(headers)?.[1] ?? "";
      return `<Part><PartNumber>${(index + 1).toString()}</PartNumber><ETag>${etag}</ETag></Part>`;
    }),
  );
  const document = `<CompleteMultipartUpload>${list.join("")}</CompleteMultipartUpload>`;
  expect(
    await curl(["-X", "POST", "-H", "content-type: application/xml", "-d", document, upload.complete.url]),
  ).toMatchObject({
    status: 200,
  });
  expect((await bench.text(bucket, "whole"))?.length).toBe(5 * 1024 * 1024 + 3);

  const other = await begin("given-up");
  expect((await curl(["-X", "DELETE", other.abort.url])).status).toBe(204);
  expect(await bench.uploads(bucket)).toEqual([]);
  expect(await bench.keys(bucket)).toEqual(["whole"]);
});

describe("a form used with curl", () => {
  /** Post a form, with fields changed (undefined: left out) and a content. */
  async function post(
    form: Presigned,
    changes: Readonly<Record<string, string | undefined>> = {},
    content = "content",
  ): Promise<Answer> {
    const file = path.join(bench.folder, "posted");
    await writeFile(file, content);
    const fields = Object.entries({ ...form.fields, ...changes });
    const words = fields.flatMap(([name, value]) =>
      value === undefined ? [] : ["--form-string", `${name}=${value}`],
    );
    return curl(["-H", "Expect:", ...words, "--form", `file=@${file};filename=own.txt`, form.url]);
  }

  test("is taken within its limits, and refused for each that is broken", async () => {
    const bucket = await bench.bucket();
    const limits = ["--starts-with", "--min-size", "3", "--max-size", "10", "--content-type", "text/*"];
    const more = [
      "--metadata",
      "owner=olsson",
      "--field",
      "Cache-Control=no-store",
      "--success-status",
      "201",
    ];
    const form = await presign([
      "post",
      `s3://${bucket}/in/`,
      ...limits,
      ...more,
      "--field-prefix",
      "x-amz-meta-note=n-",
    ]);
    const filled = { "Content-Type": "text/plain", "x-amz-meta-note": "n-1" };

    const refusals = [
      { ...filled, key: "out/k" },
      { ...filled, "Content-Type": "image/png" },
      { ...filled, "Content-Type": undefined },
      { ...filled, "x-amz-meta-note": "other" },
      { ...filled, "x-amz-meta-owner": "eve" },
      { ...filled, "Cache-Control": "public" },
      { ...filled, success_action_status: "200" },
      { ...filled, "x-amz-meta-unasked": "1" },
      { ...filled, "x-amz-signature": "0".repeat(64) },
      { ...filled, policy: `${form.fields["policy"] ?? ""}AA` },
    ];
    for (const changes of refusals) {
      const { status } = await post(form, changes);
      expect([400, 403], JSON.stringify(changes)).toContain(status);
    }
    expect(await post(form, filled, "12")).toMatchObject({ status: 400 });
    expect(await post(form, filled, "12345678901")).toMatchObject({ status: 400 });
    expect(await bench.keys(bucket)).toEqual([]);

    expect(await post(form, filled)).toMatchObject({ status: 201 });
    expect(await bench.keys(bucket)).toEqual(["in/own.txt"]);
    expect(await bench.text(bucket, "in/own.txt")).toBe("content");
  });

  test("is refused once it has expired", async () => {
    const bucket = await bench.bucket();
    const form = await presign(["post", `s3://${bucket}/k`, "--expires", "1s"]);
    await sleep(2100);
    expect(await post(form)).toMatchObject({ status: 403 });
    expect(await bench.keys(bucket)).toEqual([]);
  });

  test("is decoded from its JSON, its page and its bare policy", async () => {
    const words = ["presign", "post", "s3://bucket/in/", "--starts-with", "--max-size", "9"];
    const [asJson, asPage] = await Promise.all([
      bench.run([...words, "--json"]),
      bench.run([...words, "--format", "html"]),
    ]);
    const { fields } = asJson.lines[0] as unknown as Presigned;
    for (const input of [asJson.stdout, asPage.stdout, fields["policy"] ?? ""]) {
      const { lines } = await bench.run(["policy", "decode", "-", "--json"], { input });
      expect(lines).toMatchObject([{ kind: "form", accessKeyId: bench.store.accessKeyId }]);
      expect(lines[0]?.["meanings"]).toEqual(
        expect.arrayContaining(["key must begin with in/", "the file must have 0 to 9 bytes"]),
      );
    }
  });
});

describe("checking a URL", () => {
  const check = (url: string, words: readonly string[] = [], env: Readonly<Record<string, string>> = {}) =>
    bench.run(["presign", "check", url, ...words, "--json"], { env });
  const stranger = { AWS_ACCESS_KEY_ID: "other", AWS_SECRET_ACCESS_KEY: "other" };

  test("says what works, for whoever asks", async () => {
    const bucket = await bench.bucket({ a: "1", empty: "" });
    for (const words of [
      ["get", `s3://${bucket}/a`],
      ["get", `s3://${bucket}/empty`],
      ["head", `s3://${bucket}/a`],
    ]) {
      const { url } = await presign(words);
      expect(await check(url)).toMatchObject({ exitCode: 0, lines: [{ verdict: "works" }] });
      expect(await check(url, [], stranger)).toMatchObject({ exitCode: 0, lines: [{ verdict: "works" }] });
    }
  });

  test("judges URLs that write without using them", async () => {
    const bucket = await bench.bucket({ a: "1" });
    const del = await presign(["delete", `s3://${bucket}/a`]);
    expect(await check(del.url)).toMatchObject({
      exitCode: 0,
      lines: [{ verdict: "untried", methods: ["DELETE"] }],
    });
    expect(await check(del.url, ["--method", "DELETE"], stranger)).toMatchObject({
      lines: [{ verdict: "untried" }],
    });
    expect(await check(del.url, [], stranger)).toMatchObject({
      exitCode: 5,
      lines: [{ verdict: "signature-mismatch" }],
    });
    const put = await presign(["put", `s3://${bucket}/new`, "--content-type", "text/x"]);
    expect(await check(put.url)).toMatchObject({ exitCode: 5, lines: [{ verdict: "missing-header" }] });
    expect(await check(put.url, ["--header", "Content-Type: text/x"])).toMatchObject({
      exitCode: 0,
      lines: [{ verdict: "untried", methods: ["PUT"] }],
    });
    expect(await bench.keys(bucket)).toEqual(["a"]);
  });

  test("says why one does not work", async () => {
    const bucket = await bench.bucket({ a: "1" });
    const { url } = await presign(["get", `s3://${bucket}/a`]);
    const none = await presign(["get", `s3://${bucket}/none`]);
    const short = await presign(["get", `s3://${bucket}/a`, "--expires", "1s"]);
    const { accessKeyId } = bench.store;
    expect(await check(none.url)).toMatchObject({ exitCode: 4, lines: [{ verdict: "missing-object" }] });
    expect(await check(`${url.slice(0, -3)}000`)).toMatchObject({
      exitCode: 5,
      lines: [{ verdict: "signature-mismatch" }],
    });
    expect(await check(url.replace(`=${accessKeyId}%2F`, "=unknown%2F"))).toMatchObject({
      exitCode: 5,
      lines: [{ verdict: "unknown-key" }],
    });
    expect(await check(url.replace(/127\.0\.0\.1:\d+/, "127.0.0.1:1"))).toMatchObject({
      exitCode: 7,
      stdout: "",
    });
    await sleep(2100);
    const late = await check(short.url);
    expect(late).toMatchObject({ exitCode: 5, lines: [{ verdict: "expired" }] });
    expect(late.lines[0]?.["explanation"]).toMatch(/^It expired \ds ago/);
  });

  test.each(["not a URL", "https://example.com/", "https://example.com/?X-Amz-Credential=a"])(
    "refuses %s",
    async (text) => {
      expect(await check(text)).toMatchObject({ exitCode: 2, stdout: "", error: { code: "NotPresigned" } });
    },
  );
});

describe("whose credentials are in use", () => {
  test("is told, where the store can tell", async () => {
    const run = await bench.run(["sts", "whoami", "--json"]);
    if (expected("tells-caller"))
      expect(run).toMatchObject({ exitCode: 0, lines: [{ account: "000000000000" }] });
    else
      expect(run).toMatchObject({
        exitCode: 12,
        error: { message: expect.stringMatching(/GetCallerIdentity/) as string },
      });
  });
});
