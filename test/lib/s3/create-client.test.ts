import { createServer, type IncomingMessage, type RequestListener } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { ListBucketsCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { expect, test } from "vitest";
import type { ConnectionSettings } from "../../../src/lib/config/connection-settings.js";
import { connectionOf } from "../../../src/lib/s3/client-connection.js";
import { createClient } from "../../../src/lib/s3/create-client.js";
import { withoutSecrets, type RequestTrace } from "../../../src/lib/s3/request-trace.js";

const settings: ConnectionSettings = {
  profile: "p",
  endpoint: undefined,
  region: "us-east-1",
  pathStyle: true,
  credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret", sessionToken: "session-token" },
  checksums: "when_required",
};

/** A server that notes what it is asked, and a client for it. */
async function serve(listener: RequestListener, more: Partial<ConnectionSettings> = {}) {
  const requests: IncomingMessage[] = [];
  const traces: RequestTrace[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    listener(request, response);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const endpoint = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  const client = await createClient(
    { ...settings, endpoint, ...more },
    { onRequest: (trace) => traces.push(trace) },
  );
  return {
    client,
    requests,
    traces,
    endpoint,
    async [Symbol.asyncDispose]() {
      client.destroy();
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

const ok: RequestListener = (_request, response) =>
  response.end("<ListAllMyBucketsResult><Buckets/></ListAllMyBucketsResult>");

test("each try is told of, with its status and without secrets", async () => {
  let count = 0;
  await using served = await serve((request, response) => {
    count += 1;
    if (count === 1) response.writeHead(503).end("<Error><Code>SlowDown</Code></Error>");
    else ok(request, response);
  });
  await served.client.send(new ListBucketsCommand({}));
  expect(served.traces).toMatchObject([
    { method: "GET", status: 503, attempt: 1 },
    { method: "GET", status: 200, attempt: 2 },
  ]);
  expect(served.traces[0]?.url).toContain(served.endpoint);
  expect(JSON.stringify(served.traces)).not.toMatch(/secret|session-token|Signature|AKID/);
});

test("without credentials requests go out unsigned", async () => {
  await using served = await serve(ok, { credentials: undefined });
  await served.client.send(new ListBucketsCommand({}));
  expect(served.requests[0]?.headers.authorization).toBeUndefined();
});

test("old stores are spared the checksums that they refuse", async () => {
  const put = new PutObjectCommand({ Bucket: "b", Key: "k", Body: "x" });
  await using old = await serve(ok);
  await old.client.send(put);
  expect(Object.keys(old.requests[0]?.headers ?? {})).not.toContain("x-amz-checksum-crc32");
  await using young = await serve(ok, { checksums: "when_supported" });
  await young.client.send(put);
  expect(Object.keys(young.requests[0]?.headers ?? {})).toContain("x-amz-checksum-crc32");
});

test("tries are as many as the settings say", async () => {
  await using served = await serve((_request, response) => response.writeHead(500).end(), { maxAttempts: 3 });
  await expect(served.client.send(new ListBucketsCommand({}))).rejects.toThrow();
  expect(served.requests).toHaveLength(3);
});

test("a certificate file that cannot be read is named", async () => {
  await expect(createClient({ ...settings, caFile: "/nonexistent/ca.pem" })).rejects.toMatchObject({
    exitCode: 8,
    message: "Cannot read the certificate file /nonexistent/ca.pem",
  });
});

test("a client knows what it was made from", async () => {
  const client = await createClient(settings);
  expect(connectionOf(client)?.settings).toBe(settings);
});

test("the parameters of a presigned URL that give access are hidden", () => {
  const url = withoutSecrets("http://s", "/b/k", {
    "X-Amz-Signature": "abc",
    "X-Amz-Credential": "AKID/x",
    "X-Amz-Security-Token": "t",
    prefix: "a b",
    uploads: "",
  });
  expect(url).toBe(
    "http://s/b/k?X-Amz-Signature=…&X-Amz-Credential=…&X-Amz-Security-Token=…&prefix=a%20b&uploads",
  );
});
