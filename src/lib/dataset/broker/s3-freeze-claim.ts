import { randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { ConflictError } from "../../errors/s3kit-error.js";
import type { DatasetServices } from "../dataset-services.js";
import { adminHeaders, formatAdminMetadata, type AdminMetadata } from "../format/admin-metadata.js";
import type { AdminDocument, FreezeClaim, WriteCondition } from "./dataset-broker.js";
import type { S3Broker } from "./s3-broker.js";
import { objectVersion, readObjectText, writeObject } from "./s3-documents.js";

/**
 * Claim a proto dataset for freezing: the admin object is written again, with a mark in its body, on condition that it is
 * as it was read. From then on whatever an earlier claimer writes fails, as its conditions no longer hold: only one can
 * come to the end, and the manifest that is there then is that one's.
 */
export async function claimS3Freeze(
  broker: S3Broker,
  { admin, version }: AdminDocument,
  { signal, note }: DatasetServices,
): Promise<FreezeClaim> {
  const { client } = broker;
  const adminPlace = broker.place("dtool");
  const write = async (text: string, written: AdminMetadata, condition: WriteCondition): Promise<string> => {
    try {
      return await writeObject(client, adminPlace, text, {
        signal,
        condition,
        metadata: adminHeaders(written),
      });
    } catch (error) {
      const now = isConflict(error) ? await readObjectText(client, adminPlace, signal) : undefined;
      // An answer lost on the way makes the repeated request fail although the first one did it.
      if (now?.text === text) return now.version;
      throw isConflict(error) ? overtaken(broker.uri, now?.text, error) : error;
    }
  };

  if (!(await honoursConditions(broker, admin, signal)))
    note(
      "This store does not look at conditions of writes: two people freezing a dataset at once are not noticed",
    );
  const claimText = formatAdminMetadata(admin, randomUUID());
  const claimed = await write(claimText, admin, { kind: "unchanged", version });
  const manifestPlace = broker.place("manifest.json");
  let manifestCondition = await conditionNow(broker, signal);
  const stillClaimed = async (cause: unknown): Promise<void> => {
    const now = await readObjectText(client, adminPlace, signal);
    if (now?.version !== claimed) throw overtaken(broker.uri, now?.text, cause);
  };

  return {
    async writeManifest({ path, sizeBytes, sha256 }) {
      const body = { sizeBytes, sha256, open: () => createReadStream(path) };
      for (let attempt = 1; ; attempt += 1) {
        try {
          await writeObject(client, manifestPlace, body, { signal, condition: manifestCondition });
          return;
        } catch (error) {
          if (!isConflict(error) || attempt === MAX_ATTEMPTS) throw error;
          // Whoever had the claim before may have written until now; that one cannot come to the end any more.
          await stillClaimed(error);
          manifestCondition = await conditionNow(broker, signal);
        }
      }
    },
    async finish(frozen) {
      await write(formatAdminMetadata(frozen), frozen, { kind: "unchanged", version: claimed });
    },
    // Whoever claims next takes it over.
    release: async () => Promise.resolve(),
  };
}

/** Earlier claimers, each with one write under way. */
const MAX_ATTEMPTS = 10;

/** That the manifest is as it is now. */
async function conditionNow(broker: S3Broker, signal: AbortSignal): Promise<WriteCondition> {
  const version = await objectVersion(broker.client, broker.place("manifest.json"), signal);
  return version === undefined ? { kind: "new" } : { kind: "unchanged", version };
}

/** A write on a condition that cannot hold, of what is there anyhow: a store that takes it looks at none. */
async function honoursConditions(
  broker: S3Broker,
  admin: AdminMetadata,
  signal: AbortSignal,
): Promise<boolean> {
  const condition = { kind: "unchanged", version: "00000000000000000000000000000000" } as const;
  const place = broker.place("s3kit-condition-probe");
  try {
    await writeObject(broker.client, place, admin.uuid, { signal, condition });
  } catch (error) {
    if (isConflict(error)) return true;
    throw error;
  }
  await broker.deleteDocuments(["s3kit-condition-probe"]);
  return false;
}

function isConflict(error: unknown): boolean {
  return error instanceof ConflictError && error.code === "DocumentChanged";
}

function overtaken(uri: string, adminText: string | undefined, cause: unknown): ConflictError {
  const isFrozen = adminText?.includes('"type": "dataset"') === true;
  return new ConflictError(
    isFrozen
      ? `${uri} was frozen by somebody else meanwhile`
      : `Somebody else is freezing or changing ${uri}`,
    {
      code: "FreezeConflict",
      hints: isFrozen ? [] : ["Look whether that succeeds: s3kit dataset status", "Else freeze it again"],
      cause,
    },
  );
}
