import { copyFile, rename, rm } from "node:fs/promises";
import { ConflictError } from "../../errors/s3kit-error.js";
import { acquireProcessLock } from "../../transfer/process-lock.js";
import { uniqueTemporaryPath } from "../../transfer/temporary-file.js";
import { formatAdminMetadata } from "../format/admin-metadata.js";
import type { AdminDocument, FreezeClaim } from "./dataset-broker.js";
import type { FileBroker } from "./file-broker.js";

/** Claim a proto dataset on disk for freezing by a lock file; that of a process that died is taken over. */
export async function claimFileFreeze(broker: FileBroker, { version }: AdminDocument): Promise<FreezeClaim> {
  const lock = await acquireProcessLock(broker.describePlace("freeze.lock"));
  if (lock === undefined) throw overtaken(broker.uri);
  const now = await broker.readDocument("dtool");
  if (now?.version !== version) {
    await lock.release();
    throw overtaken(broker.uri);
  }
  return {
    async writeManifest({ path }) {
      const target = broker.describePlace("manifest.json");
      const temporary = uniqueTemporaryPath(target);
      try {
        await copyFile(path, temporary);
        await rename(temporary, target);
      } catch (error) {
        await rm(temporary, { force: true });
        throw error;
      }
    },
    async finish(admin) {
      await broker.writeDocument("dtool", formatAdminMetadata(admin), { kind: "unchanged", version });
      await lock.release();
    },
    release: () => lock.release(),
  };
}

function overtaken(uri: string): ConflictError {
  return new ConflictError(`Somebody else is freezing or changing ${uri}`, {
    code: "FreezeConflict",
    hints: ["Look whether that succeeds: s3kit dataset status"],
  });
}
