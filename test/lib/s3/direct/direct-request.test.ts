import { describe, expect, test } from "vitest";
import { connectionOf } from "../../../../src/lib/s3/client-connection.js";
import { createClient } from "../../../../src/lib/s3/create-client.js";
import { directRequest } from "../../../../src/lib/s3/direct/direct-request.js";
import { translateError } from "../../../../src/lib/s3/translate-error.js";
import { answer, refusal, scriptedServer } from "./scripted-server.js";

const GET = { method: "GET", bucket: "bucket", key: "key" } as const;

describe("directRequest", () => {
  test.each([
    ["500 Internal Server Error", "InternalError"],
    ["503 Slow Down", "SlowDown"],
    ["429 Too Many Requests", "TooManyRequests"],
    ["400 Bad Request", "RequestTimeout"],
  ])("sends again after %s %s, body and all", async (status, code) => {
    await using server = await scriptedServer((_request, index) => ({
      pieces: [index === 0 ? refusal(status, code) : answer("200 OK", "done")],
    }));
    const body = Buffer.from("payload");
    const response = await directRequest(server.client, { ...GET, method: "PUT", body });
    expect(response.body.toString()).toBe("done");
    expect(server.received).toHaveLength(2);
  });

  test.each([
    ["403 Forbidden", "AccessDenied", 5],
    ["404 Not Found", "NoSuchKey", 4],
    ["404 Not Found", "NoSuchBucket", 4],
    ["412 Precondition Failed", "PreconditionFailed", 6],
    ["501 Not Implemented", "NotImplemented", 12],
  ])("does not send again after %s %s, which means something", async (status, code, exitCode) => {
    await using server = await scriptedServer(() => ({ pieces: [refusal(status, code)] }));
    const error: unknown = await directRequest(server.client, GET).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: code, message: "No & never", $metadata: { attempts: 1 } });
    expect(translateError(error)).toMatchObject({ code, exitCode });
    expect(server.received).toHaveLength(1);
  });

  test("sends again when the connection broke, and gives up after the client's attempts", async () => {
    await using server = await scriptedServer(() => ({ pieces: [], hangUp: true }));
    await expect(directRequest(server.client, GET)).rejects.toBeInstanceOf(Error);
    expect(server.received).toHaveLength(3);
    expect(
      translateError(await directRequest(server.client, GET).catch((error: unknown) => error)),
    ).toMatchObject({
      exitCode: 7,
    });
  });

  test("an answer that breaks off is asked for again, unless some of it was handed out", async () => {
    const half = "HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf";
    await using server = await scriptedServer((_request, index) =>
      index % 2 === 0 ? { pieces: [half], hangUp: true } : { pieces: [answer("200 OK", "the whole!")] },
    );
    expect((await directRequest(server.client, GET)).body.toString()).toBe("the whole!");
    const reader = { onData: () => undefined };
    await expect(directRequest(server.client, GET, { reader })).rejects.toBeInstanceOf(Error);
    expect(server.received).toHaveLength(3);
  });

  test("sets its clock by a store that finds it skewed", async () => {
    const date = "Tue, 01 Jan 2030 00:00:00 GMT";
    await using server = await scriptedServer((_request, index) => ({
      pieces: [
        index === 0 ? refusal("403 Forbidden", "RequestTimeTooSkewed", { date }) : answer("200 OK", ""),
      ],
    }));
    await directRequest(server.client, GET);
    expect(server.received[1]?.head).toContain("x-amz-date: 20300101T00");
  });

  test("follows a bucket to its region, once", async () => {
    await using server = await scriptedServer(() => ({
      pieces: [
        refusal("301 Moved Permanently", "PermanentRedirect", { "x-amz-bucket-region": "eu-north-1" }),
      ],
    }));
    await expect(directRequest(server.client, GET)).rejects.toMatchObject({ name: "PermanentRedirect" });
    expect(server.received).toHaveLength(2);
    expect(server.received[1]?.head).toContain("/eu-north-1/s3/aws4_request");
  });

  test("a HEAD's refusal, which has no body, has a name all the same", async () => {
    await using server = await scriptedServer(() => ({
      pieces: ["HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n"],
    }));
    await expect(directRequest(server.client, { ...GET, method: "HEAD" })).rejects.toMatchObject({
      name: "NotFound",
    });
  });

  test("signs the payload over plain HTTP, and not at all without credentials", async () => {
    await using server = await scriptedServer(() => ({ pieces: [answer("200 OK", "")] }));
    await directRequest(server.client, { ...GET, method: "PUT", body: Buffer.from("x") });
    expect(server.received[0]?.head).toContain(
      "x-amz-content-sha256: 2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881",
    );
    const settings = connectionOf(server.client)?.settings;
    if (settings === undefined) throw new Error("The client has no settings");
    const anonymous = await createClient({ ...settings, credentials: undefined });
    await directRequest(anonymous, GET);
    expect(server.received[1]?.head).not.toMatch(/authorization/i);
    anonymous.destroy();
  });

  test("tells the client's observer of each request, without secrets", async () => {
    const traces: string[] = [];
    await using server = await scriptedServer((_request, index) => ({
      pieces: [index === 0 ? refusal("500 Oops", "InternalError") : answer("200 OK", "")],
    }));
    const settings = connectionOf(server.client)?.settings;
    if (settings === undefined) throw new Error("The client has no settings");
    const observed = await createClient(settings, {
      onRequest: ({ method, url, status, attempt }) =>
        traces.push(`${method} ${url} ${String(status)} ${String(attempt)}`),
    });
    await directRequest(observed, { ...GET, query: { uploadId: "u" } });
    const origin = `http://127.0.0.1:${server.port.toString()}`;
    expect(traces).toEqual([
      `GET ${origin}/bucket/key?uploadId=u 500 1`,
      `GET ${origin}/bucket/key?uploadId=u 200 2`,
    ]);
    observed.destroy();
  });

  test("stops when it is aborted, also while it waits to try again", async () => {
    await using server = await scriptedServer(() => ({
      pieces: [refusal("503 Slow Down", "SlowDown", { "retry-after": "5" })],
    }));
    const abort = new AbortController();
    setTimeout(() => abort.abort(new Error("enough")), 50);
    await expect(directRequest(server.client, GET, { signal: abort.signal })).rejects.toMatchObject({
      name: expect.stringMatching(/AbortError|Error/),
    });
    expect(server.received).toHaveLength(1);
  });
});
