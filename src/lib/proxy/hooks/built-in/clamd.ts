import { connect, type NetConnectOpts, type Socket } from "node:net";
import { once } from "node:events";

/** Where a clamd listens. */
export type ClamdAddress = { readonly socket: string } | { readonly host: string; readonly port: number };

/** What clamd made of a content. */
export type ClamdVerdict =
  | { readonly clean: true }
  | {
      readonly clean: false;
      /** Name of the signature that matched, such as `Win.Test.EICAR_HDB-1`. */
      readonly signature: string;
    };

/**
 * Scan a content with clamd while it streams by, over a connection of its own. No more of it is held than one chunk:
 * clamd sets the pace.
 *
 * @throws Error when clamd cannot be reached, breaks off, or answers with an error: it then has not seen the whole content.
 * @see clamd(8), "INSTREAM"
 */
export async function scanStream(
  address: ClamdAddress,
  content: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): Promise<ClamdVerdict> {
  signal.throwIfAborted();
  const socket = connect(connectionOf(address));
  const abort = (): void => {
    socket.destroy(new Error("The scan was given up"));
  };
  signal.addEventListener("abort", abort, { once: true });
  // clamd may answer before it has everything: a limit of its own was reached.
  const reply = readReply(socket);
  try {
    await once(socket, "connect", { signal });
    return parseReply(await Promise.race([sendContent(socket, content, reply), reply]));
  } finally {
    signal.removeEventListener("abort", abort);
    socket.destroy();
    reply.catch(() => undefined);
  }
}

function connectionOf(address: ClamdAddress): NetConnectOpts {
  return "socket" in address ? { path: address.socket } : address;
}

/** Clamd answers one line, and closes. @throws what the connection fails with, also when it ends before the line does. */
async function readReply(socket: Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = "";
    socket.setEncoding("latin1");
    socket.on("data", (chunk: string) => {
      text += chunk;
      if (text.length > MAX_REPLY_LENGTH) socket.destroy(new Error("clamd answers more than one line"));
      const end = text.indexOf("\0");
      if (end !== -1) resolve(text.slice(0, end));
    });
    socket.on("error", reject);
    socket.on("close", () => {
      reject(new Error("clamd closed the connection without an answer"));
    });
  });
}

const MAX_REPLY_LENGTH = 4096;

/** A connection that breaks while it is written to may still hold the answer that says why. */
async function sendContent(
  socket: Socket,
  content: AsyncIterable<Uint8Array>,
  reply: Promise<string>,
): Promise<string> {
  // `z`: command and answer end in a null byte, and a name may then hold a line break.
  socket.write("zINSTREAM\0");
  for await (const chunk of content) {
    if (chunk.length === 0) continue;
    if (!writeChunk(socket, chunk)) await Promise.race([once(socket, "drain"), reply]);
    if (socket.destroyed) break;
  }
  if (!socket.destroyed) socket.write(lengthPrefix(0));
  return reply;
}

/** @returns false when the connection wants to be waited for. */
function writeChunk(socket: Socket, chunk: Uint8Array): boolean {
  socket.cork();
  socket.write(lengthPrefix(chunk.length));
  const isReady = socket.write(chunk);
  socket.uncork();
  return isReady;
}

/** Four bytes, network order; zero ends the stream. */
function lengthPrefix(lengthBytes: number): Buffer {
  const prefix = Buffer.allocUnsafe(4);
  prefix.writeUInt32BE(lengthBytes);
  return prefix;
}

/** `stream: OK`, `stream: NAME FOUND`, or `… ERROR`. */
function parseReply(reply: string): ClamdVerdict {
  if (reply === "stream: OK") return { clean: true };
  const signature = /^stream: (?<signature>.+) FOUND$/.exec(reply)?.groups?.["signature"];
  if (signature !== undefined) return { clean: false, signature };
  throw new Error(`clamd answered: ${reply}`);
}
