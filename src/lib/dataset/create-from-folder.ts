import { stat } from "node:fs/promises";
import { NotFoundError, PartialFailureError, UsageError } from "../errors/s3kit-error.js";
import { translateFileError } from "../transfer/file-errors.js";
import { createDataset, type CreateDatasetInput } from "./create-dataset.js";
import { creationState, type CreationState } from "./creation-state.js";
import { countItems } from "./describe-dataset.js";
import type { DatasetServices } from "./dataset-services.js";
import { formatDatasetUri, parseBaseUri } from "./dataset-uri.js";
import { freezeDataset, removeFragments, type FrozenDataset } from "./freeze-dataset.js";
import { addFolder, type AddOutcome } from "./items/add-items.js";
import { isProto, openBroker, openDataset, placeBelow, type OpenDataset } from "./open-dataset.js";

export interface CreateFromFolderInput extends CreateDatasetInput {
  /** All files below it become items. */
  readonly folder: string;
  /** Go on with what an interrupted run of the same words left. */
  readonly resume: boolean;
  readonly freeze: boolean;
}

export interface CreatedDataset {
  readonly dataset: OpenDataset;
  /** Undefined: it was not to be frozen. */
  readonly frozen: FrozenDataset | undefined;
}

/**
 * Make a dataset of all files below a folder: straight to where it shall be, several at once. Frozen only when all files
 * are there; interrupted or failed, the same words with `resume` go on, and keep what has the right hash.
 *
 * @param onOutcome told of each file @param onDataset told of the dataset before its first item
 * @throws PartialFailureError when files failed: the dataset stays a proto dataset.
 */
export async function createFromFolder(
  services: DatasetServices,
  input: CreateFromFolderInput,
  onOutcome: (outcome: AddOutcome) => Promise<void> | void,
  onDataset: (dataset: OpenDataset, resumed: boolean) => void,
): Promise<CreatedDataset> {
  await assertFolder(input.folder);
  const state = creationState(services, input);
  const earlier = await recallDataset(services, input, state);
  if (earlier !== undefined && !isProto(earlier.admin)) {
    await state.forget();
    if (input.resume) return await finishedAlready(earlier);
  } else if (earlier !== undefined && !input.resume)
    services.note(`An earlier run was interrupted: ${earlier.broker.uri}. With --resume, it is gone on with`);
  if (input.resume && earlier === undefined)
    throw new UsageError(`No interrupted run of these words is known on this machine`, {
      code: "NothingToResume",
      hints: ["Leave --resume out", "Or go on with a proto dataset: s3kit dataset add folder, then freeze"],
    });
  const resumed = input.resume ? earlier : undefined;
  const dataset = resumed ?? (await createDataset(services, input));
  await state.remember(dataset.admin.uuid);
  onDataset(dataset, resumed !== undefined);
  const failed = await fill(services, dataset, input.folder, onOutcome);
  if (failed > 0)
    throw new PartialFailureError(
      `${failed.toString()} of the files failed: ${dataset.broker.uri} was not frozen`,
      {
        hints: ["Mend them, then run it again with --resume"],
      },
    );
  const frozen = input.freeze ? await freezeDataset(services, dataset) : undefined;
  await state.forget();
  return { dataset, frozen };
}

async function fill(
  services: DatasetServices,
  { broker }: OpenDataset,
  folder: string,
  onOutcome: (outcome: AddOutcome) => Promise<void> | void,
): Promise<number> {
  let failed = 0;
  await addFolder(services, broker, { folder }, (outcome) => {
    if (outcome.status === "failed") failed += 1;
    return onOutcome(outcome);
  });
  return failed;
}

/** Interrupted after it was frozen: only what a proto dataset needs may be left to remove. */
async function finishedAlready(dataset: OpenDataset): Promise<CreatedDataset> {
  await removeFragments(dataset.broker);
  const counts = await countItems(dataset.broker, dataset.admin);
  return { dataset, frozen: { admin: dataset.admin, ...counts } };
}

async function recallDataset(
  services: DatasetServices,
  { name, base }: CreateFromFolderInput,
  state: CreationState,
): Promise<OpenDataset | undefined> {
  const uuid = await state.recall();
  if (uuid === undefined) return undefined;
  const place = placeBelow(parseBaseUri(base), { uuid, name });
  const document = await (await openBroker(services, place)).readAdmin();
  return document?.admin.uuid === uuid ? openDataset(services, formatDatasetUri(place)) : undefined;
}

async function assertFolder(folder: string): Promise<void> {
  const found = await stat(folder).catch((error: unknown) => {
    throw translateFileError(error, folder);
  });
  if (!found.isDirectory()) throw new NotFoundError(`${folder} is no folder`, { code: "NotAFolder" });
}
