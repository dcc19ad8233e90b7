import { createHmac } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import type { S3Request } from "../../../../src/lib/wire/exchange.js";
import { exchangeRaw, KEY, RawConnection, readAll, startTestServer } from "./test-server.js";

/** The fields of a form that may upload under `up/`, signed with SigV2, which is the shorter one. */
function signedFields(conditions: readonly unknown[] = []): Record<string, string> {
  const policy = Buffer.from(
    JSON.stringify({
      expiration: new Date(Date.now() + 60_000).toISOString(),
      conditions: [{ bucket: "bucket" }, ["starts-with", "$key", "up/"], ...conditions],
    }),
  ).toString("base64");
  const signature = createHmac("sha1", KEY.secretAccessKey).update(policy).digest("base64");
  return { AWSAccessKeyId: KEY.accessKeyId, policy, signature };
}

function formOf(fields: Record<string, string>, content: string | Uint8Array<ArrayBuffer>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append("file", new Blob([content]), "a b.txt");
  return form;
}

async function startUploadServer() {
  const contents: string[] = [];
  const server = await startTestServer({}, async (request: S3Request) => {
    const body = request.openBody(["MD5"]);
    contents.push((await readAll(body.stream)).toString());
    return { status: 204, headers: { etag: body.digests.get("MD5")?.toString("hex") ?? "" } };
  });
  const post = async (form: FormData) =>
    fetch(`http://127.0.0.1:${server.port}/bucket`, { method: "POST", body: form });
  return { ...server, contents, post };
}

describe("a browser's upload", () => {
  it("reaches the handler with its fields, its key and the file as body", async () => {
    const { post, requests, contents } = await startUploadServer();
    const response = await post(formOf({ key: "up/${filename}", ...signedFields() }, "content"));
    expect(response.status).toBe(204);
    expect(response.headers.get("etag")).toBe("9a0364b9e99bb480dd25e1f0284c8555");
    expect(contents).toEqual(["content"]);
    expect(requests).toMatchObject([
      {
        operation: "PostObject",
        bucket: "bucket",
        key: "up/a b.txt",
        caller: { kind: "signed", scheme: "post-form" },
      },
    ]);
    expect(requests[0]?.formFields?.get("key")).toBe("up/a b.txt");
  });

  it("is anonymous without a policy", async () => {
    const { post, requests } = await startUploadServer();
    await post(formOf({ key: "k" }, "content"));
    expect(requests).toMatchObject([{ caller: { kind: "anonymous" }, key: "k" }]);
  });

  it("is held to the length that its policy allows", async () => {
    const { post, contents } = await startUploadServer();
    const fields = { key: "up/k", ...signedFields([["content-length-range", 1, 5]]) };
    const response = await post(formOf(fields, "too long"));
    expect(response.status).toBe(400);
    expect(await response.text()).toContain("<Code>EntityTooLarge</Code>");
    expect(contents).toEqual([]);
  });

  it.each([
    ["a key outside its policy", { key: "down/k", ...signedFields() }, 403, "AccessDenied"],
    ["a wrong signature", { key: "up/k", ...signedFields(), signature: "x" }, 403, "SignatureDoesNotMatch"],
    [
      "a field that its policy does not name",
      { key: "up/k", acl: "public-read", ...signedFields() },
      403,
      "AccessDenied",
    ],
    ["no key", {}, 400, "InvalidArgument"],
    ["too long a key", { key: "k".repeat(1025) }, 400, "KeyTooLongError"],
  ])("is refused with %s, and its file is not read", async (_name, fields, status, code) => {
    const { post, requests } = await startUploadServer();
    const response = await post(formOf(fields, new Uint8Array(5_000_000)));
    expect(response.status).toBe(status);
    expect(await response.text()).toContain(`<Code>${code}</Code>`);
    expect(requests).toEqual([]);
  });

  it("that is cut off is not complete for its handler", async () => {
    const { port, contents, answers } = await startUploadServer();
    const connection = await RawConnection.open(port);
    connection.send(
      "POST /bucket HTTP/1.1",
      "host: 127.0.0.1",
      "content-type: multipart/form-data; boundary=x",
      "content-length: 1000",
      "",
      "--x",
      'content-disposition: form-data; name="key"',
      "",
      "k",
      "--x",
      'content-disposition: form-data; name="file"',
      "",
      "conte",
    );
    await delay(50);
    connection.socket.destroy();
    await expect.poll(() => answers).toMatchObject([{ aborted: true }]);
    expect(contents).toEqual([]);
  });

  it("without its closing boundary is refused", async () => {
    const { port, contents } = await startUploadServer();
    const form =
      '--x\r\ncontent-disposition: form-data; name="key"\r\n\r\nk\r\n--x\r\ncontent-disposition: form-data; name="file"\r\n\r\ncontent\r\n';
    const answer = await exchangeRaw(
      port,
      "POST /bucket HTTP/1.1",
      "host: 127.0.0.1",
      "content-type: multipart/form-data; boundary=x",
      `content-length: ${form.length}`,
      "connection: close",
      "",
      form,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(contents).toEqual([]);
  });
});
