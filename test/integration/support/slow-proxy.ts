import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";

/** A TCP relay in front of a store, as bad lines are: slow, or cut at a byte. */
export interface SlowProxy {
  readonly endpoint: string;
  /** Bytes that went from the store to the program so far. */
  readonly downBytes: number;
  readonly upBytes: number;
  /** From now on, relay as fast as it goes, and count from zero. */
  speedUp(): void;
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
  const current: MutableOptions = { ...options };
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
    relay(client, store, "up", current, totals, cut);
    relay(store, client, "down", current, totals, cut);
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
    speedUp: () => {
      current.bytesPerSecond = undefined;
      totals.up = totals.down = 0;
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

type MutableOptions = Omit<SlowProxyOptions, "bytesPerSecond"> & { bytesPerSecond?: number | undefined };

function relay(
  from: Socket,
  to: Socket,
  direction: "up" | "down",
  options: MutableOptions,
  totals: { up: number; down: number; cuts: number },
  cut: () => void,
): void {
  const { cutAfterBytes, maxCuts = Infinity } = options;
  const limit = cutAfterBytes?.[direction] ?? Infinity;
  let passed = 0;
  from.on("data", (chunk: Buffer) => {
    const cuts = passed + chunk.length >= limit && totals.cuts < maxCuts;
    const part = cuts ? chunk.subarray(0, limit - passed) : chunk;
    passed += part.length;
    totals[direction] += part.length;
    to.write(part);
    if (cuts) cut();
    else if (options.bytesPerSecond !== undefined) pause(from, (part.length / options.bytesPerSecond) * 1000);
  });
  from.on("close", () => to.end());
}

function pause(socket: Socket, delayMs: number): void {
  socket.pause();
  setTimeout(() => socket.resume(), delayMs);
}
