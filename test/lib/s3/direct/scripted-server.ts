import { once } from "node:events";
import { createServer, type AddressInfo, type Socket } from "node:net";
import type { S3Client } from "@aws-sdk/client-s3";
import { createClient } from "../../../../src/lib/s3/create-client.js";

/** What to do with one request: bytes to send, in pieces, and whether the connection ends there. */
export interface ScriptedAnswer {
  readonly pieces: readonly (string | Buffer)[];
  readonly hangUp?: boolean;
}

export interface ReceivedRequest {
  readonly head: string;
  /** Which connection it came on, from 0. */
  readonly connection: number;
}

/** A server that answers exactly the bytes it is told, request by request; `using` stops it. */
export async function scriptedServer(script: (request: ReceivedRequest, index: number) => ScriptedAnswer) {
  const received: ReceivedRequest[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    const connection = sockets.size;
    sockets.add(socket);
    socket.on("error", () => undefined);
    serve(socket, (head) => {
      const request = { head, connection };
      received.push(request);
      return script(request, received.length - 1);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const client: S3Client = await createClient({
    profile: undefined,
    endpoint: `http://127.0.0.1:${port.toString()}`,
    region: "us-east-1",
    pathStyle: true,
    credentials: { accessKeyId: "a", secretAccessKey: "s" },
    checksums: "when_required",
    maxAttempts: 3,
  });
  return {
    port,
    client,
    received,
    [Symbol.asyncDispose]: async (): Promise<void> => {
      client.destroy();
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

/** Requests with a body need a content-length; what is of no interest here is not understood. */
function serve(socket: Socket, answer: (head: string) => ScriptedAnswer): void {
  let pending = Buffer.alloc(0);
  socket.on("data", (chunk: Buffer) => {
    pending = Buffer.concat([pending, chunk]);
    for (let end = pending.indexOf("\r\n\r\n"); end !== -1; end = pending.indexOf("\r\n\r\n")) {
      const head = pending.toString("latin1", 0, end);
      const bodyBytes = Number(/^content-length: (\d+)$/im.exec(head)?.[1] ?? 0);
      if (pending.length < end + 4 + bodyBytes) return;
      pending = pending.subarray(end + 4 + bodyBytes);
      void send(socket, answer(head));
    }
  });
}

async function send(socket: Socket, { pieces, hangUp = false }: ScriptedAnswer): Promise<void> {
  for (const piece of pieces) {
    socket.write(piece, "latin1");
    await new Promise((resolve) => {
      setTimeout(resolve, 2);
    });
  }
  if (hangUp) socket.destroy();
}

/** A complete answer with a length. */
export function answer(
  status: string,
  body: string | Buffer,
  headers: Readonly<Record<string, string>> = {},
): Buffer {
  const fields = Object.entries({ "content-length": String(Buffer.byteLength(body)), ...headers });
  const head = fields.map(([name, value]) => `${name}: ${value}\r\n`).join("");
  return Buffer.concat([Buffer.from(`HTTP/1.1 ${status}\r\n${head}\r\n`, "latin1"), Buffer.from(body)]);
}

/** An S3 error. */
export function refusal(
  status: string,
  code: string,
  headers: Readonly<Record<string, string>> = {},
): Buffer {
  return answer(status, `<Error><Code>${code}</Code><Message>No &amp; never</Message></Error>`, headers);
}
