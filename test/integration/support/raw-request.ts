import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { signRequest } from "../../../src/lib/wire/auth/sign-request.js";
import type { TestStore } from "./test-store.js";

type Target = Pick<TestStore, "endpoint" | "accessKeyId" | "secretAccessKey">;

/** The head of a request, signed, as it goes over the wire: with the empty line behind it. */
export function signedHead(
  store: Target,
  method: string,
  target: string,
  headers: Readonly<Record<string, string>> = {},
  { payloadHash = "UNSIGNED-PAYLOAD", at = new Date() } = {},
): string {
  const [rawPath = "", query = ""] = target.split(/\?(.*)/s);
  const plain = { host: new URL(store.endpoint).host, ...headers };
  const request = { method, rawPath, query, headers: plain, payloadHash };
  const signed = signRequest(request, store, "us-east-1", "s3", at);
  const lines = Object.entries(signed).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${target} HTTP/1.1\r\n${lines.join("")}\r\n`;
}

/** Open a connection; errors of it are expected, and seen by what is missing in the answer. */
async function openConnection(endpoint: string): Promise<Socket> {
  const { hostname, port } = new URL(endpoint);
  const socket = connect(Number(port), hostname);
  socket.on("error", () => undefined);
  await once(socket, "connect");
  return socket;
}

/** Send these bytes, and take what is answered until the server closes the connection or is silent for a while. */
export async function converse(
  endpoint: string,
  bytes: Buffer | string,
  { silentMs = 2000, end = false } = {},
): Promise<string> {
  const socket = await openConnection(endpoint);
  const pieces: Buffer[] = [];
  let lastMs = performance.now();
  socket.on("data", (piece: Buffer) => {
    pieces.push(piece);
    lastMs = performance.now();
  });
  socket.write(bytes);
  if (end) socket.end();
  while (!socket.destroyed && !socket.readableEnded && performance.now() - lastMs < silentMs) await delay(10);
  socket.destroy();
  return Buffer.concat(pieces).toString("latin1");
}

/** Send these bytes, then be gone without a word. */
export async function sendAndVanish(endpoint: string, bytes: Buffer): Promise<void> {
  const socket = await openConnection(endpoint);
  await new Promise((resolve) => socket.write(bytes, resolve));
  await delay(20);
  socket.resetAndDestroy();
}
