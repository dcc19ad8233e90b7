import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";

/** A TCP relay in front of a store that tells when a certain request has been answered. */
export interface WatchingRelay {
  readonly endpoint: string;
  close(): Promise<void>;
}

/**
 * Relay to the store at `endpoint`, and call `onAnswered` at the first byte of the answer to the `count`th request whose
 * first line matches; that byte is not passed on. The signature covers the Host header: requests go to the store as they
 * are.
 */
export async function startWatchingRelay(
  endpoint: string,
  pattern: RegExp,
  onAnswered: () => void,
  count = 1,
): Promise<WatchingRelay> {
  const { hostname, port } = new URL(endpoint);
  const sockets = new Set<Socket>();
  let seen = 0;
  const server = createServer((client) => {
    const store = connect(Number(port), hostname);
    let isWatched = false;
    for (const socket of [client, store]) {
      sockets.add(socket);
      socket.on("error", () => undefined);
      socket.on("close", () => [client, store].forEach((each) => each.destroy()));
    }
    client.on("data", (chunk) => {
      if (pattern.test(chunk.toString("latin1").split("\r\n", 1)[0] ?? "")) {
        seen += 1;
        isWatched = seen === count;
      }
      store.write(chunk);
    });
    store.on("data", (chunk) => {
      if (isWatched) onAnswered();
      else client.write(chunk);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port.toString()}`,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}
