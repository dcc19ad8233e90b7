import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { stateFileName } from "../transfer/state-folder.js";
import type { DatasetServices } from "./dataset-services.js";
import { parseBaseUri } from "./dataset-uri.js";
import { isUuid } from "./format/dataset-names.js";

/** What makes two runs the same creation. */
export interface Creation {
  readonly name: string;
  readonly base: string;
  readonly folder: string;
}

/** Remembers on this machine which dataset a creation made, until it is frozen. */
export interface CreationState {
  /** UUID of the dataset that an interrupted run left; undefined: there is none. */
  recall(): Promise<string | undefined>;
  remember(uuid: string): Promise<void>;
  forget(): Promise<void>;
}

/** The memory of one creation: a small file in the state folder. */
export function creationState(services: DatasetServices, creation: Creation): CreationState {
  const base = parseBaseUri(creation.base);
  const place = base.kind === "s3" ? base.bucket : base.path;
  const identity = ["dataset", base.kind, place, creation.name, path.resolve(creation.folder)];
  const file = path.join(services.stateFolder, stateFileName(identity, "dataset"));
  return {
    recall: async () => {
      const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
        if (error.code === "ENOENT") return "";
        throw error;
      });
      return isUuid(text.trim()) ? text.trim() : undefined;
    },
    remember: async (uuid) => {
      await mkdir(services.stateFolder, { recursive: true, mode: 0o700 });
      await writeFile(`${file}.new`, uuid, { mode: 0o600 });
      await rename(`${file}.new`, file);
    },
    forget: () => rm(file, { force: true }),
  };
}
