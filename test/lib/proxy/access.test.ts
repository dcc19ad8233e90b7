import { createHmac } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import {
  CreateBucketCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutBucketCorsCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ProxyKey } from "../../../src/lib/proxy/keys/proxy-key.js";
import { startProxy } from "../../../src/lib/proxy/start-proxy.js";
import { presignUrl } from "../../../src/lib/wire/auth/presign-url.js";
import { signRequest } from "../../../src/lib/wire/auth/sign-request.js";
import { element, type RawRequest } from "../store/running-store.js";
import { fakeUpstream } from "./fake-upstream.js";
import { CLIENT_KEY, proxyBefore, runningProxy } from "./running-proxy.js";

type Proxy = Awaited<ReturnType<typeof runningProxy>>;

async function withObject(options: Parameters<typeof runningProxy>[0] = {}): Promise<Proxy> {
  const proxy = await runningProxy(options);
  for (const Bucket of ["mine", "mine-too", "theirs"]) {
    await proxy.store.client.send(new CreateBucketCommand({ Bucket }));
    await proxy.store.client.send(new PutObjectCommand({ Bucket, Key: "k", Body: "content" }));
  }
  return proxy;
}

describe("who may call", () => {
  test("a wrong secret, an unknown key, the store's own key and no key at all are refused", async () => {
    await using proxy = await withObject();
    const get = { method: "GET", target: "/mine/k" };
    const codeWith = async (more: Partial<RawRequest>) =>
      element((await proxy.send({ ...get, ...more })).text, "Code");
    expect(await codeWith({ key: { ...CLIENT_KEY, secretAccessKey: "wrong" } })).toBe(
      "SignatureDoesNotMatch",
    );
    expect(await codeWith({ key: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "x" } })).toBe(
      "InvalidAccessKeyId",
    );
    expect(await codeWith({ anonymous: true })).toBe("AccessDenied");
    expect((await proxy.send(get)).status).toBe(200);
  });

  test("a page that may use the bucket may read why it was refused; another page may not", async () => {
    await using proxy = await withObject();
    const CORSRules = [{ AllowedOrigins: ["https://app.example"], AllowedMethods: ["GET", "PUT"] }];
    const rules = { Bucket: "mine", CORSConfiguration: { CORSRules } };
    await proxy.store.client.send(new PutBucketCorsCommand(rules));
    const refusedFor = async (origin: string, target = "/mine/k") => {
      const { status, headers } = await fetch(`${proxy.endpoint}${target}`, { headers: { origin } });
      return [status, headers.get("access-control-allow-origin")];
    };
    expect(await refusedFor("https://app.example")).toEqual([403, "https://app.example"]);
    expect(await refusedFor("https://other.example")).toEqual([403, null]);
    expect(await refusedFor("https://app.example", "/theirs/k")).toEqual([403, null]);
  });

  test("a clock that is 16 minutes wrong is refused", async () => {
    await using proxy = await withObject({ clock: () => new Date(Date.now() + 16 * 60_000) });
    const answer = await proxy.send({ method: "GET", target: "/mine/k" });
    expect(element(answer.text, "Code")).toBe("RequestTimeTooSkewed");
  });

  test("with public access, callers without a key get what the store gives them", async () => {
    await using proxy = await withObject({ anonymous: "public" });
    const get = { method: "GET", target: "/mine/k", anonymous: true };
    expect((await proxy.send(get)).status).toBe(403);
    const Policy = JSON.stringify({
      Version: "2012-10-17",
      Statement: [
        { Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: "arn:aws:s3:::mine/*" },
      ],
    });
    expect((await proxy.send({ method: "PUT", target: "/mine?policy", body: Policy })).status).toBe(204);
    expect((await proxy.send(get)).text).toBe("content");
  });

  test("anonymous access is the proxy's own, and only for this machine", async () => {
    await using proxy = await withObject({ anonymous: "everything" });
    const answer = await proxy.send({ method: "GET", target: "/mine/k", anonymous: true });
    expect(answer.text).toBe("content");
    const upstream = { embeddedDir: "/nonexistent" };
    await expect(
      startProxy({ host: "0.0.0.0", port: 0, upstream, keys: [], anonymous: "everything" }),
    ).rejects.toMatchObject({ code: "AnonymousNotLoopback" });
  });

  test("STS tells clients of the proxy who they are there", async () => {
    await using proxy = await withObject();
    const sts = new STSClient({ endpoint: proxy.endpoint, region: "us-east-1", credentials: CLIENT_KEY });
    expect((await sts.send(new GetCallerIdentityCommand({}))).Arn).toMatch(/user\/CLIENTKEY$/);
    sts.destroy();
  });

  test("reloading takes new keys in, and forgets old ones", async () => {
    const key = { accessKeyId: "SECOND", secretAccessKey: "other" };
    let keys: readonly ProxyKey[] = [CLIENT_KEY];
    await using proxy = await withObject({ keys: async () => Promise.resolve(keys) });
    const get = { method: "GET", target: "/mine/k" };
    expect((await proxy.send({ ...get, key })).status).toBe(403);
    keys = [key];
    await proxy.reload();
    expect((await proxy.send({ ...get, key })).status).toBe(200);
    expect((await proxy.send(get)).status).toBe(403);
  });
});

describe("what limited keys may do", () => {
  const own: ProxyKey = { accessKeyId: "OWN", secretAccessKey: "own", buckets: ["mine"] };
  const prefix: ProxyKey = { accessKeyId: "PREFIX", secretAccessKey: "prefix", buckets: ["mine*"] };
  const reader: ProxyKey = { accessKeyId: "READER", secretAccessKey: "reader", readOnly: true };
  const copyOf = (source: string) => ({ headers: { "x-amz-copy-source": source } });
  let proxy: Proxy;

  beforeAll(async () => {
    proxy = await withObject({ keys: [own, prefix, reader] });
  });
  afterAll(async () => proxy[Symbol.asyncDispose]());

  test.each<[string, ProxyKey, string, string, Partial<RawRequest>, boolean]>([
    ["its bucket", own, "GET", "/mine/k", {}, true],
    ["a listing of its bucket", own, "GET", "/mine?list-type=2", {}, true],
    ["another bucket", own, "GET", "/theirs/k", {}, false],
    ["a bucket whose name only begins so", own, "GET", "/mine-too/k", {}, false],
    ["a bucket under its prefix", prefix, "GET", "/mine-too/k", {}, true],
    ["a bucket beside its prefix", prefix, "GET", "/theirs/k", {}, false],
    ["all buckets' names", own, "GET", "/", {}, false],
    ["a way around by dots", own, "GET", "/mine/../theirs/k", {}, false],
    ["a new bucket of another name", own, "PUT", "/new-one", {}, false],
    ["a copy inside its bucket", own, "PUT", "/mine/c", copyOf("mine/k"), true],
    ["a copy with a leading slash", own, "PUT", "/mine/c", copyOf("/mine/k"), true],
    ["a copy out of another bucket", own, "PUT", "/mine/c", copyOf("theirs/k"), false],
    ["the same, encoded", own, "PUT", "/mine/c", copyOf("%2Ftheirs%2Fk"), false],
    ["a copy into another bucket", own, "PUT", "/theirs/c", copyOf("mine/k"), false],
    ["an operation that is not known", own, "GET", "/mine?replication", {}, false],
    ["reading", reader, "GET", "/theirs/k", {}, true],
    ["all buckets' names, reading", reader, "GET", "/", {}, true],
    ["writing", reader, "PUT", "/mine/w", { body: "x" }, false],
    ["deleting", reader, "DELETE", "/mine/k", {}, false],
    ["deleting many", reader, "POST", "/mine?delete", { body: "<Delete/>" }, false],
    ["beginning an upload", reader, "POST", "/mine/k?uploads", {}, false],
    ["a policy", reader, "PUT", "/mine?policy", { body: "{}" }, false],
  ])("%s", async (_what, key, method, target, more, isAllowed) => {
    const answer = await proxy.send({ method, target, key, ...more });
    const isDenied = answer.status === 403 && element(answer.text, "Code") === "AccessDenied";
    const isDotted = target.includes("..") && answer.status === 404;
    expect(isDenied || isDotted).toBe(!isAllowed);
    if (isAllowed) expect(answer.status).toBe(200);
  });
});

describe("presigned requests", () => {
  const sign = (
    { endpoint }: { readonly endpoint: string },
    method: string,
    query = "",
    date = new Date(),
  ): string =>
    presignUrl(
      { method, origin: endpoint, rawPath: "/mine/k", query, expiresInSeconds: 60 },
      CLIENT_KEY,
      "us-east-1",
      "s3",
      date,
    );

  test("are taken to the store without the client's signature", async () => {
    await using upstream = await fakeUpstream((_request, response) => response.end("content"));
    await using proxy = await proxyBefore(upstream.endpoint);
    const url = sign(proxy, "GET", "versionId=1&x-amz-meta-who=me");
    expect((await fetch(url)).status).toBe(200);
    const [seen] = upstream.seen;
    expect(seen?.target).toBe("/mine/k?versionId=1");
    expect(seen?.headers["x-amz-meta-who"]).toBe("me");
    expect(seen?.headers.authorization).toMatch(/Credential=AKIDEXAMPLE/);
  });

  test("upload and download", async () => {
    await using proxy = await withObject();
    const put = await fetch(sign(proxy, "PUT"), { method: "PUT", body: "new" });
    expect(put.status).toBe(200);
    expect(await (await fetch(sign(proxy, "GET", "response-content-type=a%2Fb"))).text()).toBe("new");
  });

  test("end", async () => {
    await using proxy = await withObject();
    const answer = await fetch(sign(proxy, "GET", "", new Date(Date.now() - 61_000)));
    expect([answer.status, element(await answer.text(), "Message")]).toEqual([403, "Request has expired"]);
  });
});

describe("forms", () => {
  function formOf(conditions: readonly unknown[], fields: Readonly<Record<string, string>>, file: Blob) {
    const amzDate = new Date().toISOString().replaceAll(/[-:]|\.\d+/g, "");
    const day = amzDate.slice(0, 8);
    const credential = `${CLIENT_KEY.accessKeyId}/${day}/us-east-1/s3/aws4_request`;
    const signing = {
      "x-amz-algorithm": "AWS4-HMAC-SHA256",
      "x-amz-credential": credential,
      "x-amz-date": amzDate,
    };
    const policy = Buffer.from(
      JSON.stringify({
        expiration: new Date(Date.now() + 60_000).toISOString(),
        conditions: [{ bucket: "mine" }, ["starts-with", "$key", ""], ...conditions, signing].flatMap((one) =>
          one === signing ? Object.entries(signing).map(([name, value]) => ({ [name]: value })) : [one],
        ),
      }),
    ).toString("base64");
    const key = [day, "us-east-1", "s3", "aws4_request"].reduce<Buffer>(
      (secret, word) => createHmac("sha256", secret).update(word).digest(),
      Buffer.from(`AWS4${CLIENT_KEY.secretAccessKey}`),
    );
    const signature = createHmac("sha256", key).update(policy).digest("hex");
    const form = new FormData();
    const all = { ...fields, ...signing, policy, "x-amz-signature": signature };
    for (const [name, value] of Object.entries(all)) form.set(name, value);
    form.set("file", file, "name.txt");
    return form;
  }

  test("store their file with their fields, and are answered as they ask", async () => {
    await using proxy = await withObject();
    const conditions = [
      { success_action_status: "201" },
      { "Content-Type": "text/x-form" },
      { "x-amz-meta-who": "Zoë" },
      ["content-length-range", 1, 100],
    ];
    const fields = {
      key: "up/${filename}",
      success_action_status: "201",
      "Content-Type": "text/x-form",
      "x-amz-meta-who": "Zoë",
    };
    const answer = await fetch(`${proxy.endpoint}/mine`, {
      method: "POST",
      body: formOf(conditions, fields, new Blob(["form content"])),
    });
    expect([answer.status, element(await answer.text(), "Key")]).toEqual([201, "up/name.txt"]);
    const stored = await proxy.store.client.send(
      new GetObjectCommand({ Bucket: "mine", Key: "up/name.txt" }),
    );
    expect(stored.ContentType).toBe("text/x-form");
    expect(Buffer.from(stored.Metadata?.["who"] ?? "", "latin1").toString("utf8")).toBe("Zoë");
    expect(await stored.Body?.transformToString()).toBe("form content");
  });

  test("that are larger than memory is meant for pass by a file", async () => {
    await using proxy = await withObject();
    const file = new Blob([Buffer.alloc(9 * 1024 * 1024, "f")]);
    const answer = await fetch(`${proxy.endpoint}/mine`, {
      method: "POST",
      body: formOf([], { key: "large" }, file),
    });
    expect(answer.status).toBe(204);
    const stored = await proxy.store.client.send(new HeadObjectCommand({ Bucket: "mine", Key: "large" }));
    expect(stored.ContentLength).toBe(file.size);
  });

  test("that break their policy store nothing", async () => {
    await using proxy = await withObject();
    const answer = await fetch(`${proxy.endpoint}/mine`, {
      method: "POST",
      body: formOf([["content-length-range", 1, 3]], { key: "k" }, new Blob(["too long"])),
    });
    expect([answer.status, element(await answer.text(), "Code")]).toEqual([400, "EntityTooLarge"]);
    const stored = await proxy.store.client.send(new GetObjectCommand({ Bucket: "mine", Key: "k" }));
    expect(await stored.Body?.transformToString()).toBe("content");
  });
});

describe("bodies that are announced", () => {
  async function rawPut(proxy: Proxy, headers: Record<string, string>, body = "") {
    const { host, hostname, port } = new URL(proxy.endpoint);
    const signed = signRequest(
      {
        method: "PUT",
        rawPath: "/mine/e",
        query: "",
        headers: { host, ...headers },
        payloadHash: "UNSIGNED-PAYLOAD",
      },
      CLIENT_KEY,
      "us-east-1",
      "s3",
      new Date(),
    );
    const socket = connect({ host: hostname, port: Number(port) });
    const head = Object.entries({ ...signed, connection: "close" }).map(
      ([name, value]) => `${name}: ${value}\r\n`,
    );
    socket.write(`PUT /mine/e HTTP/1.1\r\n${head.join("")}\r\n`);
    socket.once("data", (first: Buffer) => {
      if (first.toString("latin1").startsWith("HTTP/1.1 100")) socket.write(body);
    });
    return text(socket);
  }

  test("are asked for once the caller is known, and not when the key is wrong", async () => {
    await using proxy = await withObject();
    const expected = { expect: "100-continue", "content-length": "5" };
    const answer = await rawPut(proxy, expected, "hello");
    expect(answer).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\n/);
    expect(answer).toContain("HTTP/1.1 200 OK");
    const refused = await rawPut(proxy, { ...expected, "x-amz-security-token": "none" });
    expect(refused).toMatch(/^HTTP\/1\.1 40/);
  });

  test("without a length are refused", async () => {
    await using proxy = await withObject();
    const answer = await rawPut(proxy, { "transfer-encoding": "chunked" });
    expect(answer).toMatch(/^HTTP\/1\.1 411/);
    expect(answer).toContain("<Code>MissingContentLength</Code>");
  });
});

test("an embedded store behind the proxy needs no connection, and is there again at the next start", async () => {
  const embeddedDir = await mkdtemp(join(tmpdir(), "s3kit-embedded-"));
  try {
    {
      await using proxy = await proxyBefore("http://unused.invalid", { upstream: { embeddedDir } });
      await proxy.client.send(new CreateBucketCommand({ Bucket: "mine" }));
      await proxy.client.send(new PutObjectCommand({ Bucket: "mine", Key: "k", Body: "kept" }));
    }
    await using proxy = await proxyBefore("http://unused.invalid", { upstream: { embeddedDir } });
    const got = await proxy.client.send(new GetObjectCommand({ Bucket: "mine", Key: "k" }));
    expect(await got.Body?.transformToString()).toBe("kept");
    expect((await proxy.send({ method: "GET", target: "/mine/k", anonymous: true })).status).toBe(403);
  } finally {
    await rm(embeddedDir, { recursive: true, force: true });
  }
});
