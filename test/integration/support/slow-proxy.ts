import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";

/** A TCP relay in front of a store, as bad lines are: slow, or cut at a byte. */
export interface SlowProxy {
  readonly endpoint: string;
  /** Bytes that went from the store to the program so far. */
  readonly downBytes: number;
  readonly upBytes: number;
  /** How many connections were cut so far. */
  readonly cuts: number;
  close(): Promise<void>;
}

export interface SlowProxyOptions {
  /** Cut each connection once this many bytes have gone up or down on it. */
  readonly cutAfterBytes?: { readonly up?: number; readonly down?: number };
  /** Cut this many connections, then no more. */
  readonly maxCuts?: number;
  /** Bytes a second on each connection. */
  readonly bytesPerSecond?: number;
}

/** Relay to the store at `endpoint`. The signature covers the Host header: requests go to the store as they are. */
export async function startSlowProxy(endpoint: string, options: SlowProxyOptions = {}): Promise<SlowProxy> {
  const { hostname, port } = new URL(endpoint);
  const sockets = new Set<Socket>();
  const totals = { up: 0, down: 0, cuts: 0 };
  const server = createServer((client) => {
    const store = connect(Number(port), hostname);
    for (const socket of [client, store]) {
      sockets.add(socket);
      socket.on("error", () => undefined);
    }
    const cut = (): void => {
      totals.cuts += 1;
      client.resetAndDestroy();
      store.destroy();
    };
    relay(client, store, "up", options, totals, cut);
    relay(store, client, "down", options, totals, cut);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port.toString()}`,
    get downBytes() {
      return totals.down;
    },
    get upBytes() {
      return totals.up;
    },
    get cuts() {
      return totals.cuts;
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

function relay(
  from: Socket,
  to: Socket,
  direction: "up" | "down",
  { cutAfterBytes, maxCuts = Infinity, bytesPerSecond }: SlowProxyOptions,
  totals: { up: number; down: number; cuts: number },
  cut: () => void,
): void {
  const limit = cutAfterBytes?.[direction] ?? Infinity;
  let passed = 0;
  from.on("data", (chunk: Buffer) => {
    const cuts = passed + chunk.length >= limit && totals.cuts < maxCuts;
    const part = cuts ? chunk.subarray(0, limit - passed) : chunk;
    passed += part.length;
    totals[direction] += part.length;
    to.write(part);
    if (cuts) cut();
    else if (bytesPerSecond !== undefined) pause(from, (part.length / bytesPerSecond) * 1000);
  });
  from.on("close", () => to.end());
}

function pause(socket: Socket, delayMs: number): void {
  socket.pause();
  setTimeout(() => socket.resume(), delayMs);
}
