import type { Socket } from "node:net";

/**
 * Serves the requests of one connection one after another. A client may send several without waiting (pipelining,
 * RFC 9112 §9.3.2), and Node would start them all at once: a GET could overtake the PUT before it, and what follows a
 * request that ends the connection would still be carried out.
 */
export class ConnectionTurns {
  readonly #last = new WeakMap<Socket, Promise<void>>();

  /** `serve` must not reject. It is not called when the connection has gone by its turn. */
  take(socket: Socket, serve: () => Promise<void>): void {
    const previous = this.#last.get(socket);
    const turn = previous === undefined ? serve() : previous.then(async () => serveIfOpen(socket, serve));
    this.#last.set(socket, turn);
    void turn.then(() => {
      if (this.#last.get(socket) === turn) this.#last.delete(socket);
    });
  }
}

async function serveIfOpen(socket: Socket, serve: () => Promise<void>): Promise<void> {
  if (!socket.destroyed && socket.writable) await serve();
}
