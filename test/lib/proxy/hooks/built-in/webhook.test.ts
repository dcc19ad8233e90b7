import { createHmac } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { webhookHooks, type WebhookConfig } from "../../../../../src/lib/proxy/hooks/built-in/webhook.js";
import { judge } from "./hook-call.js";

const SECRET = "a secret of the two";
const FAST = { secret: SECRET, retries: 3, backoffMs: 1, requestTimeoutMs: 500 };

describe("a webhook", () => {
  it("is told of an upload in signed JSON", async () => {
    const receiver = await startReceiver();
    const hooks = await hooksFor(receiver.url, { headers: { authorization: "Bearer mine" } });
    const facts = { event: "postUpload", etag: '"abc"', metadata: { project: "é" } } as const;
    expect(await judge(hooks, "", facts)).toEqual({ pass: true });
    const [{ headers, body } = { headers: {}, body: "" }] = receiver.received;
    expect(JSON.parse(body)).toMatchObject({ ...facts, id: headers["x-s3kit-delivery"], key: "cat.jpg" });
    expect(JSON.parse(body)).not.toHaveProperty("signal");
    const [, seconds = "", signature] =
      /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers["x-s3kit-signature"])) ?? [];
    expect(signature).toBe(createHmac("sha256", SECRET).update(`${seconds}.${body}`).digest("hex"));
    expect(Math.abs(Date.now() / 1000 - Number(seconds))).toBeLessThan(10);
    expect(headers).toMatchObject({ authorization: "Bearer mine", "content-type": "application/json" });
  });

  it.each([
    ["busy", 503],
    ["asking for patience", 429],
    ["broken", 500],
  ])("that is %s is told again, with the same id", async (_, status) => {
    const receiver = await startReceiver(status, status);
    const deadLetters = await folder();
    const hooks = await hooksFor(receiver.url, { deadLetters });
    expect(await judge(hooks, "", { event: "postUpload" })).toEqual({ pass: true });
    expect(await readdir(deadLetters)).toEqual([]);
    expect(receiver.received).toHaveLength(3);
    expect(new Set(receiver.received.map(({ headers }) => headers["x-s3kit-delivery"])).size).toBe(1);
  });

  it.each([
    ["refuses", 400],
    ["sends it elsewhere", 307],
  ])("that %s is not asked again, and the letter is kept", async (_, status) => {
    const receiver = await startReceiver(status);
    const deadLetters = await folder();
    const hooks = await hooksFor(receiver.url, { deadLetters });
    await expect(judge(hooks, "", { event: "postUpload" })).rejects.toThrow(`answered ${status.toString()}`);
    expect(receiver.received).toHaveLength(1);
    const [letter] = await lettersIn(deadLetters);
    expect(letter).toMatchObject({ url: receiver.url, body: receiver.received[0]?.body });
    expect(letter?.reason).toContain(status.toString());
  });

  it("that never answers, or is not there, leaves a letter that only its owner can read", async () => {
    const silent = await startReceiver("silent", "silent");
    const deadLetters = join(await folder(), "made", "when needed");
    const attempts = [silent.url, "http://127.0.0.1:9/"].map(async (url) =>
      judge(await hooksFor(url, { deadLetters, retries: 1, requestTimeoutMs: 50 }), "", {
        event: "postUpload",
      }),
    );
    expect((await Promise.allSettled(attempts)).map(({ status }) => status)).toEqual([
      "rejected",
      "rejected",
    ]);
    expect(silent.received).toHaveLength(2);
    expect((await lettersIn(deadLetters)).map(({ url }) => url).sort()).toEqual(
      ["http://127.0.0.1:9/", silent.url].sort(),
    );
    const [name = ""] = await readdir(deadLetters);
    expect((await stat(join(deadLetters, name))).mode & 0o777).toBe(0o600);
    expect(await readFile(join(deadLetters, name), "utf8")).not.toContain(SECRET);
  });

  it("that fails leaves a letter while it is tried again, in case the proxy ends", async () => {
    const receiver = await startReceiver(503);
    const deadLetters = await folder();
    const delivery = judge(await hooksFor(receiver.url, { deadLetters, backoffMs: 300 }), "", {
      event: "postUpload",
    });
    await expect.poll(async () => lettersIn(deadLetters)).toMatchObject([{ url: receiver.url }]);
    expect(await delivery).toEqual({ pass: true });
    expect(await readdir(deadLetters)).toEqual([]);
  });

  it("is given the time that all of its attempts may take", () => {
    const [hook] = webhookHooks({ url: "http://x/", secret: SECRET, deadLetters: "x" });
    expect(hook).toMatchObject({ event: "postUpload", name: "webhook", onError: "refuse" });
    expect(hook?.timeoutMs).toBeGreaterThan(6 * 10_000 + 2 * (1 + 2 + 4 + 8 + 16) * 1000);
  });
});

async function hooksFor(url: string, config: Partial<WebhookConfig> = {}) {
  return webhookHooks({ ...FAST, deadLetters: await folder(), url, ...config });
}

interface Received {
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

/** Answers with the statuses given, one after the other, and then with 204. */
async function startReceiver(...statuses: readonly (number | "silent")[]) {
  const received: Received[] = [];
  const left = [...statuses];
  const receive = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    received.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
    const status = left.shift() ?? 204;
    if (status === "silent") return;
    response.writeHead(status, { location: "http://127.0.0.1:9/elsewhere" }).end("an answer");
  };
  const server = createServer((request, response) => void receive(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as { port: number }).port.toString()}/`, received };
}

interface Letter {
  readonly url: string;
  readonly body: string;
  readonly reason: string;
}

async function lettersIn(dir: string): Promise<Letter[]> {
  const names = await readdir(dir);
  return Promise.all(
    names.map(async (name) => JSON.parse(await readFile(join(dir, name), "utf8")) as Letter),
  );
}

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), "s3kit-webhook-"));
  onTestFinished(async () => rm(path, { recursive: true }));
  return path;
}
