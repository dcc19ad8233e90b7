import type { S3Client } from "@aws-sdk/client-s3";
import type { CallOptions } from "../../s3/call-options.js";
import { administerRegistry } from "../../workspace/administer-registry.js";
import type { Administration } from "../../workspace/administration.js";
import { AuditLog } from "../../workspace/audit/audit-log.js";
import {
  openRegistry,
  type OpenRegistryInput,
  type RegistryOptions,
} from "../../workspace/registry/registry.js";
import { resealRegistry, type ResealedRegistry } from "../../workspace/services/reseal-registry.js";
import { mintToken } from "../credentials/mint-token.js";

/** The operations on a registry, for whoever has its bucket and its key ring: its administrator. */
export interface DirectAdministration {
  readonly administration: Administration;
  /** See `resealRegistry`. */
  reseal(options?: CallOptions): Promise<ResealedRegistry>;
  /** Writes the audit log of what was done. The client is the caller's to destroy. */
  close(): Promise<void>;
}

/** Act on a registry without a gateway. @throws as `openRegistry` does */
export async function openDirectAdministration(
  client: S3Client,
  input: OpenRegistryInput,
  options: RegistryOptions & CallOptions = {},
): Promise<DirectAdministration> {
  const registry = await openRegistry(client, input, options);
  const audit = new AuditLog(registry.bucket, registry.keys);
  const administration = administerRegistry({
    registry,
    client,
    actor: { kind: "administrator" },
    audit,
    mintToken: async (order) => mintToken(input.ring, order),
  });
  return {
    administration,
    reseal: async (reseal) => resealRegistry(registry, input.ring.primaryId, reseal),
    close: async () => audit.flush(),
  };
}
