import { randomUUID } from "node:crypto";
import { creatorUsername } from "./config/user.js";
import type { DatasetServices } from "./dataset-services.js";
import { parseBaseUri } from "./dataset-uri.js";
import { DTOOLCORE_VERSION, secondsNow, type AdminMetadata } from "./format/admin-metadata.js";
import { assertDatasetName } from "./format/dataset-names.js";
import { openBroker, placeBelow, type OpenDataset } from "./open-dataset.js";
import { assertReadme } from "./readme.js";

export interface CreateDatasetInput {
  readonly name: string;
  /** `s3://bucket`, or a folder. */
  readonly base: string;
  /** YAML; without, an empty README. */
  readonly readme?: string | undefined;
  /** Default: the user of this process. */
  readonly creator?: string | undefined;
  /** Default: a random one. */
  readonly uuid?: string | undefined;
}

/**
 * Make an empty proto dataset.
 *
 * @throws UsageError for a name that dtool does not take, or a README that is no YAML; ConflictError when the place is
 * taken.
 */
export async function createDataset(
  services: DatasetServices,
  input: CreateDatasetInput,
): Promise<OpenDataset> {
  assertDatasetName(input.name);
  if (input.readme !== undefined) assertReadme(input.readme, "The README");
  const admin: AdminMetadata = {
    uuid: input.uuid ?? randomUUID(),
    dtoolcoreVersion: DTOOLCORE_VERSION,
    name: input.name,
    type: "protodataset",
    creatorUsername: input.creator ?? creatorUsername(services.config.env),
    createdAt: secondsNow(),
    frozenAt: undefined,
  };
  const broker = await openBroker(services, placeBelow(parseBaseUri(input.base), admin));
  await broker.create(admin);
  if (input.readme !== undefined) await broker.writeDocument("README.yml", input.readme);
  const document = await broker.readAdmin();
  if (document === undefined) throw new Error(`${broker.uri} is gone right after it was made`);
  return { broker, admin, document };
}
