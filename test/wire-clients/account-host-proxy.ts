import { createServer, request as forward } from "node:http";
import type { AddressInfo } from "node:net";

/**
 * A forward proxy that knows every host by one address: SDKs put the account id in front of the host of an endpoint, and
 * such a name resolves nowhere in a test.
 */
export async function accountHostProxy(endpoint: string) {
  const { hostname, port } = new URL(endpoint);
  const hosts = new Set<string>();
  const server = createServer((incoming, outgoing) => {
    const { host, pathname, search } = new URL(incoming.url ?? "/", "http://none");
    hosts.add(host);
    const { method, headers } = incoming;
    const onward = forward({ hostname, port, method, path: pathname + search, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    onward.on("error", () => outgoing.destroy());
    incoming.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port.toString()}`,
    /** Hosts that were asked for. */
    hosts,
    async [Symbol.asyncDispose](): Promise<void> {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
