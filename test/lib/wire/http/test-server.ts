import { createServer, connect, type Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { onTestFinished } from "vitest";
import { signRequest } from "../../../../src/lib/wire/auth/sign-request.js";
import type { Handler, S3Request } from "../../../../src/lib/wire/exchange.js";
import { createS3Server } from "../../../../src/lib/wire/http/create-s3-server.js";
import type { AnswerRecord, S3ServerOptions } from "../../../../src/lib/wire/http/server-options.js";

export const KEY = {
  accessKeyId: "AKIDEXAMPLE",
  secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
};

export interface TestServer {
  readonly port: number;
  readonly close: () => Promise<void>;
  /** What reached the handler, in order. */
  readonly requests: S3Request[];
  readonly answers: AnswerRecord[];
  readonly errors: unknown[];
}

/** A server whose handler reads every body and answers with its length, unless another one is given. Ends with the test. */
export async function startTestServer(
  options: Partial<S3ServerOptions> = {},
  handler: Handler = answerLength,
): Promise<TestServer> {
  const [requests, answers, errors]: [S3Request[], AnswerRecord[], unknown[]] = [[], [], []];
  const server = createS3Server({
    secrets: async (id) => Promise.resolve(id === KEY.accessKeyId ? KEY : undefined),
    onRequest: (request) => requests.push(request),
    onAnswer: (answer) => answers.push(answer),
    onError: (error) => errors.push(error),
    timeouts: { shutdownMs: 200 },
    handler,
    ...options,
  });
  const { port } = await server.listen("127.0.0.1", 0);
  onTestFinished(async () => server.close());
  return { port, close: async () => server.close(), requests, answers, errors };
}

export async function readAll(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function answerLength(request: S3Request): ReturnType<Handler> {
  const body = await readAll(request.openBody().stream);
  return { status: 200, headers: { "x-operation": request.operation }, body: `${body.length} bytes` };
}

/** A bare TCP connection that keeps all it is sent. */
export class RawConnection {
  readonly socket: Socket;
  #received = "";
  #ended = false;
  #failed: Error | undefined;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.setEncoding("latin1");
    socket.on("data", (text: string) => {
      this.#received += text;
    });
    socket.on("end", () => {
      this.#ended = true;
    });
    socket.on("error", (error) => {
      this.#failed = error;
    });
    socket.on("close", () => {
      this.#ended = true;
    });
  }

  static async open(port: number): Promise<RawConnection> {
    const socket = connect({ port, host: "127.0.0.1" });
    await new Promise((resolve, reject) => socket.once("connect", resolve).once("error", reject));
    onTestFinished(() => {
      socket.destroy();
    });
    return new RawConnection(socket);
  }

  get received(): string {
    return this.#received;
  }

  get isEnded(): boolean {
    return this.#ended;
  }

  get failure(): Error | undefined {
    return this.#failed;
  }

  send(...lines: readonly string[]): void {
    this.socket.write(lines.join("\r\n"), "latin1");
  }

  /** Wait until what was received matches. */
  async until(pattern: RegExp, timeoutMs = 3000): Promise<string> {
    for (let waitedMs = 0; waitedMs < timeoutMs; waitedMs += 5) {
      if (pattern.test(this.#received)) return this.#received;
      if (this.#ended) break;
      await delay(5);
    }
    if (pattern.test(this.#received)) return this.#received;
    throw new Error(`${pattern.source} did not come; received: ${this.#received}`);
  }

  /** Everything that came until the server closed the connection. */
  async untilEnd(timeoutMs = 3000): Promise<string> {
    for (let waitedMs = 0; waitedMs < timeoutMs && !this.#ended; waitedMs += 5) await delay(5);
    if (!this.#ended) throw new Error(`the connection stayed open; received: ${this.#received}`);
    return this.#received;
  }
}

/** One request on its own connection; `lines` are sent as they are, and the server has to close. */
export async function exchangeRaw(port: number, ...lines: readonly string[]): Promise<string> {
  const connection = await RawConnection.open(port);
  connection.send(...lines);
  return connection.untilEnd();
}

/** Headers of a signed request, for `fetch` and raw ones. */
export function signedHeaders(
  port: number,
  method: string,
  target: string,
  headers: Readonly<Record<string, string>> = {},
  service = "s3",
): Record<string, string> {
  const [rawPath = "", query = ""] = target.split("?", 2);
  const payloadHash = headers["x-amz-content-sha256"] ?? "UNSIGNED-PAYLOAD";
  const signable = {
    method,
    rawPath,
    query,
    headers: { ...headers, host: `127.0.0.1:${port}` },
    payloadHash,
  };
  return { ...headers, ...signRequest(signable, KEY, "us-east-1", service, new Date()) };
}

/** The same as lines of a raw request, with the empty line behind. */
export function signedHead(
  port: number,
  method: string,
  target: string,
  headers: Readonly<Record<string, string>> = {},
): string {
  const all = { host: `127.0.0.1:${port}`, ...signedHeaders(port, method, target, headers) };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  return [`${method} ${target} HTTP/1.1`, ...lines, "", ""].join("\r\n");
}

/** A port that nothing listens on. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address !== null ? address.port : 0;
}
