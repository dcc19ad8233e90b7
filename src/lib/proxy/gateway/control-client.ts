import { randomBytes } from "node:crypto";
import type { S3Client } from "@aws-sdk/client-s3";
import { deferClient } from "../../s3/defer-client.js";
import type { Handler } from "../../wire/exchange.js";
import { createS3Server } from "../../wire/http/create-s3-server.js";
import type { StartProxyOptions } from "../start-proxy.js";

/** A client for the store behind a proxy. */
export interface ControlClient {
  readonly client: S3Client;
  close(): Promise<void>;
}

/**
 * Open a client for the store behind: over HTTP to a remote one, and to an embedded one over a port of the loopback address
 * that takes a key nobody else knows.
 */
export async function openControlClient(
  upstream: StartProxyOptions["upstream"],
  handler: Handler,
): Promise<ControlClient> {
  if (!("embeddedDir" in upstream)) {
    const client = deferClient(upstream);
    return {
      client,
      close: async () => {
        client.destroy();
        return Promise.resolve();
      },
    };
  }
  return openLoopback(handler, upstream.region ?? "us-east-1");
}

async function openLoopback(handler: Handler, region: string): Promise<ControlClient> {
  const key = {
    accessKeyId: randomBytes(15).toString("hex"),
    secretAccessKey: randomBytes(30).toString("hex"),
  };
  const server = createS3Server({
    handler,
    secrets: async (accessKeyId) => Promise.resolve(accessKeyId === key.accessKeyId ? key : undefined),
  });
  const { port } = await server.listen("127.0.0.1", 0);
  const client = deferClient({
    profile: undefined,
    endpoint: `http://127.0.0.1:${port}`,
    region,
    pathStyle: true,
    credentials: key,
    checksums: "when_required",
  });
  return {
    client,
    close: async () => {
      client.destroy();
      await server.close();
    },
  };
}
