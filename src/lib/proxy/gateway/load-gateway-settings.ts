import { parseEndpoint } from "../../config/endpoint.js";
import { UsageError } from "../../errors/s3kit-error.js";
import { newKeyId, newLocalEntry, withKey } from "../../key-ring/change-ring.js";
import { loadKeyRing } from "../../key-ring/load-key-ring.js";
import { changeRingFile } from "../../key-ring/ring-file.js";
import type { RingSource } from "../../key-ring/ring-source.js";
import { parseS3Uri } from "../../s3/uri.js";
import type { GatewayConfig } from "../settings/proxy-config.js";
import type { ProxyGateway } from "./open-proxy-gateway.js";

export interface LoadedGateway {
  readonly settings: ProxyGateway;
  /** Path of a key ring that was made just now. */
  readonly madeRing: string | undefined;
}

/**
 * Load what a gateway needs. A ring that is to be in a file, and is not there, is made: it is the first start.
 *
 * @throws UsageError when `control` is not a bucket, or `url` no URL; as `loadKeyRing` does.
 */
export async function loadGatewaySettings(
  { control, url }: GatewayConfig,
  source: RingSource,
): Promise<LoadedGateway> {
  const { bucket, key } = parseS3Uri(control);
  if (key !== "") {
    throw new UsageError(`The registry is in a bucket, not below a prefix: ${control}`, {
      hints: [`Write --control s3://${bucket}`],
    });
  }
  const madeRing = source.kind === "file" && (await makeRing(source.path)) ? source.path : undefined;
  const ring = await loadKeyRing(source);
  return { settings: { controlBucket: bucket, ring, url: parseEndpoint(url) }, madeRing };
}

async function makeRing(path: string): Promise<boolean> {
  let isMade = false;
  const now = new Date();
  await changeRingFile(path, (before) => {
    isMade = before === undefined;
    return before ?? withKey(undefined, newKeyId(now), newLocalEntry(now));
  });
  return isMade;
}
