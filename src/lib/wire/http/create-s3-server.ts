import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer, Server as TlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { answerBrokenRequest } from "./broken-request.js";
import { ConnectionTurns } from "./connection-turns.js";
import { HttpExchange, type Expectation } from "./http-exchange.js";
import { watchProgress } from "./progress-watch.js";
import { createHostId } from "./request-id.js";
import { serveExchange } from "./serve-exchange.js";
import {
  DEFAULT_DRAIN,
  DEFAULT_TIMEOUTS,
  type S3ServerOptions,
  type ServerContext,
} from "./server-options.js";

export interface S3Server {
  /**
   * Start to accept connections; port 0 picks a free one.
   *
   * @throws the system's error, such as EADDRINUSE.
   */
  listen(host: string, port: number): Promise<{ readonly port: number }>;
  /** Take another certificate and key, in PEM, for connections from now on. Nothing happens to a server without TLS. */
  renewTls(tls: NonNullable<S3ServerOptions["tls"]>): void;
  /** Accept nothing more, let requests under way finish within `shutdownMs`, then cut the rest off. */
  close(): Promise<void>;
}

/**
 * An HTTP server that speaks S3: it routes, authenticates, checks bodies and words refusals, and leaves what the
 * operations do to `handler`. Memory is flat: bodies only ever pass through.
 *
 * Signatures are checked before `Expect: 100-continue` is answered, so a refused upload is never sent. A client that
 * makes no progress is answered RequestTimeout and disconnected; otherwise uploads may take as long as they like.
 */
export function createS3Server(options: S3ServerOptions): S3Server {
  let isClosing = false;
  const context: ServerContext = {
    options,
    hostSuffixes: (options.hostSuffixes ?? []).map((suffix) => suffix.toLowerCase().replace(/^\./, "")),
    timeouts: { ...DEFAULT_TIMEOUTS, ...options.timeouts },
    drain: options.drain ?? DEFAULT_DRAIN,
    hostId: createHostId(),
    now: options.clock ?? (() => new Date()),
    isClosing: () => isClosing,
  };
  const exchanges = new Set<HttpExchange>();
  const server = createNodeServer(context);
  serveRequests(server, context, exchanges);
  const stopWatching = watchProgress(exchanges, context.timeouts.noProgressMs);

  return {
    listen: async (host, port) => listen(server, host, port),
    renewTls: (tls) => {
      if (server instanceof TlsServer) server.setSecureContext(tls);
    },
    close: async () => {
      isClosing = true;
      await close(server, context.timeouts.shutdownMs);
      stopWatching();
    },
  };
}

function createNodeServer({ options, timeouts }: ServerContext): Server {
  const settings = {
    // Long uploads are no fault: Node's own limit of 300 s on a whole request is replaced by the no-progress watch.
    requestTimeout: 0,
    headersTimeout: timeouts.headersMs,
    connectionsCheckingInterval: Math.min(timeouts.headersMs, 5000),
    keepAliveTimeout: timeouts.keepAliveMs,
    maxHeaderSize: 32 * 1024,
    // Otherwise Node would silently drop the second of two Host or Authorization headers.
    joinDuplicateHeaders: true,
    // A missing one is refused here too, in S3's words.
    requireHostHeader: false,
  };
  return options.tls === undefined
    ? createServer(settings)
    : createTlsServer({ ...settings, ...options.tls });
}

function serveRequests(server: Server, context: ServerContext, exchanges: Set<HttpExchange>): void {
  const turns = new ConnectionTurns();
  const accept = (expectation: Expectation) => (request: IncomingMessage, response: ServerResponse) => {
    const exchange = new HttpExchange(request, response, expectation);
    turns.take(request.socket, async () => {
      exchanges.add(exchange);
      await serveExchange(exchange, context);
      exchanges.delete(exchange);
    });
  };
  server.on("request", accept("none"));
  server.on("checkContinue", accept("continue"));
  server.on("checkExpectation", accept("unknown"));
  server.on("clientError", (error, socket) => {
    answerBrokenRequest(error, socket, context.hostId);
  });
}

async function listen(server: Server, host: string, port: number): Promise<{ readonly port: number }> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host, port }, () => {
      server.off("error", reject);
      resolve({ port: (server.address() as AddressInfo).port });
    });
  });
}

async function close(server: Server, shutdownMs: number): Promise<void> {
  if (!server.listening) return;
  const cutOff = setTimeout(() => {
    server.closeAllConnections();
  }, shutdownMs);
  await new Promise<void>((resolve, reject) => {
    server.close((error) => {
      if (error === undefined) resolve();
      else reject(error);
    });
  });
  clearTimeout(cutOff);
}
