import { createServer, type RequestListener } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createServer as createTcpServer } from "node:net";
import { open, readdir } from "node:fs/promises";
import {
  GetObjectCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
} from "@aws-sdk/client-s3";
import { describe, expect, test } from "vitest";
import type { ConnectionSettings } from "../../../src/lib/config/connection-settings.js";
import { S3kitError, UsageError } from "../../../src/lib/errors/s3kit-error.js";
import { createClient } from "../../../src/lib/s3/create-client.js";
import type { ErrorContext } from "../../../src/lib/s3/error-context.js";
import { listBuckets } from "../../../src/lib/s3/list-buckets.js";
import { listEntryPages } from "../../../src/lib/s3/list-entries.js";
import { translateError } from "../../../src/lib/s3/translate-error.js";
import { runningStore } from "../store/running-store.js";

const settings: ConnectionSettings = {
  profile: undefined,
  endpoint: undefined,
  region: "us-east-1",
  pathStyle: true,
  credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" },
  checksums: "when_required",
  maxAttempts: 2,
};

function refusal(code: string, status: number, more: object = {}) {
  return Object.assign(new Error("the store's words"), {
    name: code,
    $metadata: { httpStatusCode: status },
    ...more,
  });
}

const context: ErrorContext = {
  operation: "GetObject",
  bucket: "b",
  key: "f/k",
  endpoint: "http://s",
  region: "us-east-1",
};

describe("a store's refusal, by code", () => {
  test.each([
    ["NoSuchBucket", 404, 4, "There is no bucket b on http://s"],
    ["NoSuchKey", 404, 4, "There is no object s3://b/f/k"],
    ["NoSuchVersion", 404, 4, "There is no such version of s3://b/f/k"],
    ["NoSuchUpload", 404, 4, "completed, aborted or unknown"],
    ["NoSuchCORSConfiguration", 404, 4, "s3://b/f/k: the store's words"],
    ["AccessDenied", 403, 5, "Not allowed: GetObject on s3://b/f/k: the store's words"],
    ["InvalidAccessKeyId", 403, 5, "does not know this access key"],
    ["SignatureDoesNotMatch", 403, 5, "the secret key is most likely wrong"],
    ["ExpiredToken", 400, 5, "expired"],
    ["InvalidToken", 400, 5, "expired or not valid"],
    ["RequestTimeTooSkewed", 403, 5, "The clock here"],
    ["BucketAlreadyExists", 409, 6, "taken by somebody else"],
    ["BucketNotEmpty", 409, 6, "is not empty"],
    ["PreconditionFailed", 412, 6, "not in the state that was required"],
    ["ConditionalRequestConflict", 409, 6, "at once"],
    ["InvalidObjectState", 403, 6, "archived"],
    ["QuotaExceeded", 403, 6, "no room"],
    ["SlowDown", 503, 7, "kept failing (503)"],
    ["InternalError", 500, 7, "kept failing (500)"],
    ["AuthorizationHeaderMalformed", 400, 8, "is not served by http://s in us-east-1"],
    ["PermanentRedirect", 301, 8, "is not served by"],
    ["BadDigest", 400, 11, "other bytes than were sent"],
    ["NotImplemented", 501, 12, "http://s does not support GetObject"],
    ["MethodNotAllowed", 405, 12, "does not support"],
    ["InvalidBucketName", 400, 2, "not a valid name"],
    ["KeyTooLongError", 400, 2, "1024 bytes"],
    ["InvalidArgument", 400, 2, "the store's words"],
  ])("%s (%i) exits with %i", (code, status, exitCode, words) => {
    const translated = translateError(refusal(code, status), context) as S3kitError;
    expect(translated).toBeInstanceOf(S3kitError);
    expect(translated).toMatchObject({ code, exitCode, message: expect.stringContaining(words) });
    expect(translated.cause).toBeInstanceOf(Error);
  });

  test.each([
    [400, 8],
    [401, 5],
    [403, 5],
    [404, 4],
    [405, 12],
    [409, 6],
    [412, 6],
    [429, 7],
    [500, 7],
    [501, 12],
    [503, 7],
  ])("status %i without a code exits with %i", (status, exitCode) => {
    expect(translateError(refusal("Unknown", status), context)).toMatchObject({ exitCode });
  });

  test("an unknown code with status 400 passes unchanged, for its own words say most", () => {
    const odd = refusal("XOddity", 400);
    expect(translateError(odd, context)).toBe(odd);
  });

  test.each([
    ["an element", { Region: "eu-west-1" }],
    ["a header", { $response: { headers: { "x-amz-bucket-region": "eu-west-1" } } }],
    ["an endpoint", { Endpoint: "b.s3.eu-west-1.amazonaws.com" }],
    ["words", { message: "the region 'us-east-1' is wrong; expecting 'eu-west-1'" }],
  ])("the right region is named when the store tells it in %s", (_where, more) => {
    const { message, hints } = translateError(refusal("PermanentRedirect", 301, more), context) as S3kitError;
    expect(message).toBe("s3://b/f/k is in the region eu-west-1, not in us-east-1");
    expect(hints[0]).toBe("Pass --region eu-west-1, or set AWS_REGION");
  });

  test("clock skew says by how much, and which clock is behind", () => {
    const ServerTime = new Date(Date.now() + 125 * 60_000).toISOString();
    const { message } = translateError(
      refusal("RequestTimeTooSkewed", 403, { ServerTime }),
      context,
    ) as S3kitError;
    expect(message).toContain("by 2 h 5 min (this one is behind)");
  });

  test("GET of a delete marker's version is not found, not unsupported", () => {
    const $response = { headers: { "x-amz-delete-marker": "true" } };
    expect(translateError(refusal("MethodNotAllowed", 405, { $response }), context)).toMatchObject({
      exitCode: 4,
    });
  });
});

describe("errors that are left alone", () => {
  test("those that are translated already", () => {
    const error = new UsageError("x");
    expect(translateError(error, context)).toBe(error);
  });

  test("those of our own mistakes", () => {
    const error = new TypeError("undefined is not a function");
    expect(translateError(error, context)).toBe(error);
    expect(translateError("a string", context)).toBe("a string");
  });
});

describe("real connections", () => {
  async function failureAt(endpoint: string): Promise<S3kitError> {
    const client = await createClient({ ...settings, endpoint });
    try {
      await client.send(new ListObjectsV2Command({ Bucket: "b" }));
    } catch (error) {
      return translateError(error) as S3kitError;
    } finally {
      client.destroy();
    }
    throw new Error("It did not fail");
  }

  async function failureOf(
    listener: RequestListener,
    operation: "list" | "head" = "list",
  ): Promise<S3kitError> {
    const server = createServer(listener).listen(0, "127.0.0.1");
    await once(server, "listening");
    const endpoint = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
    const client = await createClient({ ...settings, endpoint });
    const command = new HeadObjectCommand({ Bucket: "b", Key: "k" });
    try {
      if (operation === "head") await client.send(command);
      else await Array.fromAsync(listEntryPages(client, { bucket: "b", prefix: "" }));
    } catch (error) {
      return translateError(error) as S3kitError;
    } finally {
      client.destroy();
      server.close();
      server.closeAllConnections();
    }
    throw new Error("It did not fail");
  }

  test("to a port where nothing listens name the endpoint", async () => {
    const failure = await failureAt("http://127.0.0.1:1");
    expect(failure).toMatchObject({
      code: "ECONNREFUSED",
      exitCode: 7,
      message: "Nothing answers at http://127.0.0.1:1",
    });
  });

  test("to a host that does not exist name it", async () => {
    const failure = await failureAt("http://no-such-host.invalid:9000");
    expect(failure).toMatchObject({ exitCode: 7, message: expect.stringContaining("no-such-host.invalid") });
  });

  test("with TLS to a plain port say to use http", async () => {
    const server = createTcpServer((socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n")).listen(
      0,
      "127.0.0.1",
    );
    await once(server, "listening");
    const failure = await failureAt(`https://127.0.0.1:${String((server.address() as AddressInfo).port)}`);
    server.close();
    expect(failure).toMatchObject({ code: "Tls", exitCode: 8 });
  });

  test("that break half-way are network errors", async () => {
    const failure = await failureOf((_request, response) => {
      response.writeHead(200, { "content-length": "1000" });
      response.write("<ListBucketResult>");
      response.socket?.destroy();
    });
    expect(failure).toMatchObject({ exitCode: 7, message: expect.stringContaining("broke") });
  });

  test.each([
    ["a web page", 200, "text/html", "<!doctype html><html><br></html>", 8],
    ["a web page that is not found", 404, "text/html", "<html><br></html>", 8],
    ["JSON", 200, "application/json", '{"console":true}', 8],
    ["nothing", 200, "text/plain", "", 8],
    ["a proxy's error page", 502, "text/html", "<html>Bad Gateway</html>", 7],
  ])("answered by %s", async (_what, status, type, body, exitCode) => {
    const failure = await failureOf((_request, response) => {
      response.writeHead(status, { "content-type": type }).end(body);
    });
    expect(failure).toMatchObject({ exitCode });
    if (exitCode === 8) expect(failure.code).toBe("NotS3");
  });

  test("a list of buckets that is none is not taken for an empty one", async () => {
    const server = createServer((_request, response) => response.end()).listen(0, "127.0.0.1");
    await once(server, "listening");
    const endpoint = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
    const client = await createClient({ ...settings, endpoint });
    await expect(Array.fromAsync(listBuckets(client))).rejects.toMatchObject({ code: "NotS3", exitCode: 8 });
    client.destroy();
    server.close();
  });

  test("HEAD refused without a body says what it can be", async () => {
    const failure = await failureOf((_request, response) => response.writeHead(403).end(), "head");
    expect(failure).toMatchObject({ exitCode: 5, message: "Not allowed: HeadObject on s3://b/k" });
    expect(failure.hints.length).toBeGreaterThan(0);
  });

  test("wrong keys and secrets are told apart by the embedded store", async () => {
    await using store = await runningStore();
    const attempt = async (accessKeyId: string, secretAccessKey: string) => {
      const client = await createClient({
        ...settings,
        endpoint: store.endpoint,
        credentials: { accessKeyId, secretAccessKey },
      });
      return client.send(new ListBucketsCommand({})).catch((error: unknown) => translateError(error));
    };
    expect(await attempt("nobody", "x")).toMatchObject({ code: "InvalidAccessKeyId", exitCode: 5 });
    expect(await attempt("AKIDEXAMPLE", "x")).toMatchObject({ code: "SignatureDoesNotMatch", exitCode: 5 });
  });

  test("the client notes what was being done", async () => {
    await using store = await runningStore();
    const client = await createClient({
      ...settings,
      endpoint: store.endpoint,
      credentials: {
        accessKeyId: "AKIDEXAMPLE",
        secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
      },
    });
    const failure = await client
      .send(new GetObjectCommand({ Bucket: "nowhere", Key: "k" }))
      .catch((error: unknown) => translateError(error));
    expect(failure).toMatchObject({ message: `There is no bucket nowhere on ${store.endpoint}` });
  });
});

describe("this machine", () => {
  test.each([
    ["a file that is not there", () => open("/nonexistent/file"), 4, "There is no /nonexistent/file"],
    ["a folder as a file", () => open("/", "w"), 8, "/ is a folder"],
    ["a file as a folder", () => readdir("/etc/hostname"), 8, "/etc/hostname is not a folder"],
  ])("%s", async (_what, act, exitCode, words) => {
    const error: unknown = await Promise.resolve(act()).catch((failure: unknown) => failure);
    expect(translateError(error)).toMatchObject({ exitCode, message: expect.stringContaining(words) });
  });

  test.each([
    ["ENOSPC", 8, "No space left"],
    ["EDQUOT", 8, "No space left"],
    ["EACCES", 8, "No permission for /data/x"],
    ["EMFILE", 8, "Too many open files"],
    ["EEXIST", 6, "exists already"],
    ["EADDRINUSE", 8, "The port is in use"],
  ])("%s", (code, exitCode, words) => {
    const error = Object.assign(new Error(code), { code, syscall: "open", path: "/data/x" });
    expect(translateError(error)).toMatchObject({ code, exitCode, message: expect.stringContaining(words) });
  });

  test("a port below 1024 is refused in words about ports", () => {
    const error = Object.assign(new Error("EACCES"), {
      code: "EACCES",
      syscall: "listen",
      address: "127.0.0.1",
    });
    expect(translateError(error)).toMatchObject({ message: "This port may not be opened" });
  });

  test("what was aborted is an interruption", () => {
    const error: unknown = AbortSignal.abort().reason;
    expect(translateError(error)).toMatchObject({ code: "Interrupted", exitCode: 130 });
  });

  test.each([
    ["no credentials at all", "Could not load credentials from any providers", "NoCredentials"],
    ["an SSO session that ended", "The SSO session associated with this profile has expired", "ExpiredToken"],
  ])("%s", (_what, message, code) => {
    const error = Object.assign(new Error(message), { name: "CredentialsProviderError" });
    expect(translateError(error)).toMatchObject({ code, exitCode: 5 });
  });
});
