import type { S3Client } from "@aws-sdk/client-s3";
import type { ConnectionSettings } from "../config/connection-settings.js";
import type { Environment } from "../config/environment.js";
import { NotFoundError } from "../errors/s3kit-error.js";
import type { DirectAdministration } from "../gateway/client/direct-administration.js";
import type { KeyRing } from "../key-ring/key-ring.js";
import type { RingSource } from "../key-ring/ring-source.js";
import type { Administration } from "../workspace/administration.js";
import type { ParsedAdministrationFlags } from "./administration-flags.js";
import { chooseAdministration, type AdministrationChoice } from "./choose-administration.js";
import { parseBucket } from "./parse-bucket.js";
import { ringSource } from "./ring-flags.js";

/** What the commands for users and workspaces work with. */
export interface OpenedAdministration {
  readonly administration: Administration;
  /** Whether it acts on the registry itself, or asks a gateway. */
  readonly mode: "direct" | "gateway";
  /** What only whoever has the registry itself can do; undefined through a gateway. */
  readonly direct?: DirectAdministration | undefined;
  /** Of the store, or of the gateway. */
  readonly settings: ConnectionSettings;
  close(): Promise<void>;
}

export interface OpenAdministrationOptions {
  readonly signal: AbortSignal;
  /** Told of a key ring that was made just now, as there was no registry yet: its path. Undefined: none is made. */
  readonly onRingMade?: ((path: string) => void) | undefined;
  readonly onProblem?: ((error: unknown) => void) | undefined;
}

/** Open what the flags, the environment and the profiles choose: see `chooseAdministration`. */
export async function openAdministration(
  flags: ParsedAdministrationFlags,
  env: Environment,
  options: OpenAdministrationOptions,
): Promise<OpenedAdministration> {
  const choice = await chooseAdministration(flags, env);
  if (choice.control !== undefined)
    return openDirect({ ...choice, control: choice.control }, flags, env, options);
  const { openGatewayAdministration } = await import("../gateway/client/gateway-administration.js");
  const gateway = await openGatewayAdministration(choice.settings);
  return { ...gateway, mode: "gateway", settings: choice.settings };
}

async function openDirect(
  { control, settings }: AdministrationChoice & { readonly control: string },
  flags: ParsedAdministrationFlags,
  env: Environment,
  { signal, onRingMade, onProblem }: OpenAdministrationOptions,
): Promise<OpenedAdministration> {
  const [{ deferClient }, { openDirectAdministration }] = await Promise.all([
    import("../s3/defer-client.js"),
    import("../gateway/client/direct-administration.js"),
  ]);
  const bucket = parseBucket(control);
  const client = deferClient(settings);
  const source = ringSource(flags.ring, env);
  const ring = await ringFor(client, bucket, source, onRingMade);
  const opened = await openDirectAdministration(client, { bucket, ring }, { signal, onProblem });
  return {
    administration: opened.administration,
    mode: "direct",
    direct: opened,
    settings,
    close: async () => {
      // What was done is done: not to have written it to the audit log must not hide its answer.
      await opened.close().catch((error: unknown) => onProblem?.(error));
      client.destroy();
    },
  };
}

async function hasRegistry(client: S3Client, bucket: string): Promise<boolean> {
  const { isRegistryThere } = await import("../workspace/registry/registry.js");
  return isRegistryThere(client, bucket);
}

/** A ring is made for a new registry alone: one that is there has its own, which nothing takes the place of. */
async function ringFor(
  client: S3Client,
  bucket: string,
  source: RingSource,
  onRingMade: OpenAdministrationOptions["onRingMade"],
): Promise<KeyRing> {
  const { loadKeyRing } = await import("../key-ring/load-key-ring.js");
  try {
    return await loadKeyRing(source);
  } catch (error) {
    const mayMake = onRingMade !== undefined && source.kind === "file";
    if (!(error instanceof NotFoundError) || !mayMake || (await hasRegistry(client, bucket))) throw error;
    const { changeRingFile } = await import("../key-ring/ring-file.js");
    const { newKeyId, newLocalEntry, withKey } = await import("../key-ring/change-ring.js");
    const now = new Date();
    await changeRingFile(
      source.path,
      (ring) => ring ?? withKey(undefined, newKeyId(now), newLocalEntry(now)),
    );
    onRingMade(source.path);
    return loadKeyRing(source);
  }
}
