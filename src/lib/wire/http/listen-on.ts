import { ConfigurationError, ConflictError } from "../../errors/s3kit-error.js";
import type { S3Server } from "./create-s3-server.js";

export interface Address {
  readonly host: string;
  /** 0 picks a free one. */
  readonly port: number;
  /** Whether the server speaks TLS. */
  readonly secure: boolean;
}

export interface Listening {
  /** `http://HOST:PORT`, or `https://…` with TLS. */
  readonly endpoint: string;
  readonly port: number;
}

/**
 * Have a server accept connections.
 *
 * @throws ConflictError when the port is taken, ConfigurationError when the address cannot be used.
 */
export async function listenOn(server: S3Server, { host, port, secure }: Address): Promise<Listening> {
  try {
    const bound = await server.listen(host, port);
    const scheme = secure ? "https" : "http";
    return { endpoint: `${scheme}://${urlHost(host)}:${bound.port.toString()}`, port: bound.port };
  } catch (error) {
    throw translateListenError(error, `${urlHost(host)}:${port.toString()}`);
  }
}

function translateListenError(cause: unknown, address: string): unknown {
  const { code = "" } = cause as NodeJS.ErrnoException;
  if (code === "EADDRINUSE") {
    return new ConflictError(`${address} is in use by another program`, {
      code: "AddressInUse",
      hints: ["Choose another port with --port, or --port 0 for any free one"],
      cause,
    });
  }
  if (["EACCES", "EADDRNOTAVAIL", "ENOTFOUND"].includes(code)) {
    return new ConfigurationError(`This machine cannot listen on ${address} (${code})`, {
      code: "AddressUnusable",
      hints: ["Check --host and --port; 127.0.0.1 and a port above 1023 work everywhere"],
      cause,
    });
  }
  return cause;
}

/** IPv6 addresses stand in brackets in URLs. */
function urlHost(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}
