import { createHash } from "node:crypto";
import { request as httpRequest } from "node:http";
import { describe, expect, it } from "vitest";
import { presignUrl } from "../../../../src/lib/wire/auth/presign-url.js";
import { signRequest } from "../../../../src/lib/wire/auth/sign-request.js";
import type { ApiRequest, OwnApi } from "../../../../src/lib/wire/http/own-api.js";
import { S3Error } from "../../../../src/lib/wire/s3-error.js";
import { KEY, readAll, startTestServer } from "./test-server.js";

function ownApi(seen: ApiRequest[], options: Partial<OwnApi> = {}): OwnApi {
  return {
    claims: ({ rawTarget, headers }) => rawTarget.startsWith("/orders/") && headers["x-orders"] !== undefined,
    services: ["orders"],
    unsigned: "refused",
    handler: async (request) => {
      seen.push(request);
      const body = await readAll(request.openBody().stream);
      if (request.query.has("fail")) throw new S3Error("NoSuchKey", "no such order");
      return { status: 200, headers: {}, body: `${request.rawPath} ${body.toString()}` };
    },
    ...options,
  };
}

interface Call {
  readonly method?: string;
  readonly target?: string;
  readonly host?: string;
  readonly body?: string;
  readonly service?: string;
  readonly payloadHash?: string;
  readonly secretAccessKey?: string;
  readonly unsigned?: boolean;
}

async function call(port: number, options: Call = {}): Promise<[number | undefined, string]> {
  const { method = "POST", target = "/orders/a%2Fb", host = "127.0.0.1", body = "{}" } = options;
  const [rawPath = "", query = ""] = target.split("?");
  const headers = { host, "x-orders": "1", "content-length": body.length.toString() };
  const payloadHash = options.payloadHash ?? createHash("sha256").update(body).digest("hex");
  const key = { ...KEY, secretAccessKey: options.secretAccessKey ?? KEY.secretAccessKey };
  const signed =
    options.unsigned === true
      ? headers
      : signRequest(
          { method, rawPath, query, headers, payloadHash },
          key,
          "us-east-1",
          options.service ?? "orders",
          new Date(),
        );
  return new Promise((resolve, reject) => {
    const request = httpRequest({ host: "127.0.0.1", port, method, path: target, headers: signed });
    request.on("response", (response) => {
      readAll(response).then((text) => resolve([response.statusCode, text.toString()]), reject);
    });
    request.on("error", reject).end(body);
  });
}

describe("an API of the server's own", () => {
  it("gets what it claims, signed for its service, under any host name", async () => {
    const seen: ApiRequest[] = [];
    const server = await startTestServer({ ownApis: [ownApi(seen)] });
    expect(await call(server.port)).toEqual([200, "/orders/a%2Fb {}"]);
    expect(await call(server.port, { host: "123.orders.example:80" })).toEqual([200, "/orders/a%2Fb {}"]);
    expect(seen).toMatchObject([{ caller: { accessKeyId: KEY.accessKeyId } }, {}]);
    expect(server.requests).toEqual([]);
    expect(server.answers).toMatchObject([{ status: 200, operation: undefined }, { status: 200 }]);
  });

  it("leaves to S3 what it does not claim", async () => {
    const server = await startTestServer({ ownApis: [ownApi([])] });
    expect((await call(server.port, { target: "/other/key", method: "PUT", service: "s3" }))[0]).toBe(200);
    expect(server.requests).toMatchObject([{ operation: "PutObject", bucket: "other" }]);
  });

  it.each([
    ["a wrong secret", { secretAccessKey: "other" }, 403, "SignatureDoesNotMatch"],
    ["another service", { service: "s3" }, 400, "AuthorizationHeaderMalformed"],
    ["no signature", { unsigned: true }, 403, "AccessDenied"],
    ["a body that is not signed", { payloadHash: "UNSIGNED-PAYLOAD" }, 400, "InvalidRequest"],
    ["the hash of another body", { payloadHash: "0".repeat(64) }, 400, "XAmzContentSHA256Mismatch"],
    ["a failure of its own", { target: "/orders/1?fail=" }, 404, "NoSuchKey"],
  ])("refuses %s", async (_what, options, status, code) => {
    const server = await startTestServer({ ownApis: [ownApi([])] });
    const [answered, text] = await call(server.port, options);
    expect([answered, text]).toEqual([status, expect.stringContaining(`<Code>${code}</Code>`)]);
    expect(server.answers).toMatchObject([{ errorCode: code }]);
  });

  it("words refusals its own way", async () => {
    const api = ownApi([], {
      answerError: ({ code, status }) => ({ status, headers: {}, body: JSON.stringify({ code }) }),
    });
    const server = await startTestServer({ ownApis: [api] });
    expect(await call(server.port, { unsigned: true })).toEqual([403, '{"code":"AccessDenied"}']);
  });

  it("takes unsigned requests only when it wants them, and never a presigned body", async () => {
    const seen: ApiRequest[] = [];
    const server = await startTestServer({ ownApis: [ownApi(seen, { unsigned: "allowed" })] });
    expect((await call(server.port, { unsigned: true }))[0]).toBe(200);
    expect(seen).toMatchObject([{ caller: { kind: "anonymous" } }]);
    const input = {
      method: "POST",
      origin: `http://127.0.0.1:${server.port}`,
      rawPath: "/orders/1",
      expiresInSeconds: 60,
    };
    const url = presignUrl(input, KEY, "us-east-1", "orders", new Date());
    const answer = await fetch(url, { method: "POST", headers: { "x-orders": "1" }, body: "{}" });
    expect(await answer.text()).toContain("<Code>InvalidRequest</Code>");
    expect(seen).toHaveLength(1);
  });
});
