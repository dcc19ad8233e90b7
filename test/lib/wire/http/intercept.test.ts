import { request as httpRequest } from "node:http";
import { describe, expect, it } from "vitest";
import type { S3ServerOptions } from "../../../../src/lib/wire/http/server-options.js";
import { startTestServer } from "./test-server.js";

const OWN: NonNullable<S3ServerOptions["intercept"]> = {
  pathPrefix: "/-/",
  answer: ({ method, rawTarget }) => ({ status: 200, headers: {}, body: `${method} ${rawTarget}` }),
};

describe("paths of the server's own", () => {
  it("are answered without a signature, and never reach the handler", async () => {
    const server = await startTestServer({ intercept: OWN });
    const response = await fetch(`http://127.0.0.1:${server.port}/-/health?a=b`);
    expect([response.status, await response.text()]).toEqual([200, "GET /-/health?a=b"]);
    expect(response.headers.get("x-amz-request-id")).toMatch(/^[0-9A-F]{16}$/);
    expect(server.requests).toEqual([]);
    expect(server.answers).toMatchObject([{ status: 200, operation: undefined, bucket: undefined }]);
  });

  it("are keys under a bucket's own host name, and refused under a foreign one", async () => {
    const server = await startTestServer({ intercept: OWN });
    expect(await statusFor(server.port, "photos.localhost")).toBe(200);
    expect(server.requests).toMatchObject([{ bucket: "photos", key: "-/health" }]);
    expect(await statusFor(server.port, "evil.example")).toBe(403);
  });

  it("are S3's where a server has none, and outside their prefix", async () => {
    const [none, some] = [await startTestServer(), await startTestServer({ intercept: OWN })];
    await fetch(`http://127.0.0.1:${none.port}/-/health`);
    await fetch(`http://127.0.0.1:${some.port}/-x/health`);
    expect(none.requests).toMatchObject([{ bucket: "-", key: "health" }]);
    expect(some.requests).toMatchObject([{ bucket: "-x", key: "health" }]);
  });
});

async function statusFor(port: number, host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({ host: "127.0.0.1", port, path: "/-/health", headers: { host } });
    request.on("response", (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    request.on("error", reject).end();
  });
}
