import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface SeenRequest {
  readonly method: string;
  readonly target: string;
  readonly headers: IncomingMessage["headers"];
  /** What arrived until the end, or until the connection was cut. */
  body: Buffer;
  isWhole: boolean;
}

type Answerer = (request: IncomingMessage, response: ServerResponse, seen: SeenRequest) => void;

/** An HTTP server in place of a store, which records what it is sent, and answers as a test wants it. */
export async function fakeUpstream(answer: Answerer) {
  const seen: SeenRequest[] = [];
  const server = createServer((request, response) => {
    const { method = "", url: target = "", headers } = request;
    const record: SeenRequest = { method, target, headers, body: Buffer.alloc(0), isWhole: false };
    seen.push(record);
    const pieces: Buffer[] = [];
    request.on("data", (piece: Buffer) => pieces.push(piece));
    request.on("close", () => {
      record.body = Buffer.concat(pieces);
      record.isWhole = request.complete;
    });
    request.on("error", () => undefined);
    answer(request, response, record);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port.toString()}`,
    seen,
    async [Symbol.asyncDispose](): Promise<void> {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** Answer once the whole request is there. */
export function afterBody(answer: Answerer): Answerer {
  return (request, response, seen) => {
    request.on("end", () => answer(request, response, seen));
  };
}
