import { randomBytes, type Hash } from "node:crypto";
import { once } from "node:events";
import { request as httpRequest, type ClientRequest, type IncomingMessage } from "node:http";
import { signedHead } from "./raw-request.js";
import type { TestStore } from "./test-store.js";

const PIECE = randomBytes(1024 * 1024);

/** Upload that many bytes in one request, in whole MiB, without holding them; resolves with the status. */
export async function upload(
  store: TestStore,
  target: string,
  sizeBytes: number,
  hash?: Hash,
): Promise<number> {
  const request = send(store, "PUT", target, { "content-length": sizeBytes.toString() });
  const answered = once(request, "response") as Promise<[IncomingMessage]>;
  for (let left = sizeBytes; left > 0; left -= PIECE.length) {
    hash?.update(PIECE);
    if (!request.write(PIECE)) await once(request, "drain");
  }
  request.end();
  const [answer] = await answered;
  answer.resume();
  await once(answer, "end");
  return answer.statusCode ?? 0;
}

/** Ask for an object; the answer is to be read or destroyed. */
export async function download(store: TestStore, target: string): Promise<IncomingMessage> {
  const request = send(store, "GET", target, {});
  request.end();
  const [answer] = (await once(request, "response")) as [IncomingMessage];
  answer.on("error", () => undefined);
  return answer;
}

function send(
  store: TestStore,
  method: string,
  path: string,
  headers: Readonly<Record<string, string>>,
): ClientRequest {
  const [, ...lines] = signedHead(store, method, path, headers).trimEnd().split("\r\n");
  const signed = lines.map((line) => line.split(/: (.*)/s).slice(0, 2) as [string, string]);
  const { hostname, port } = new URL(store.endpoint);
  return httpRequest({ hostname, port, method, path, headers: Object.fromEntries(signed), agent: false });
}
