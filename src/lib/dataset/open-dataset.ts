import { ConflictError, NotFoundError } from "../errors/s3kit-error.js";
import type { AdminDocument, DatasetBroker } from "./broker/dataset-broker.js";
import { FileBroker } from "./broker/file-broker.js";
import { openS3Broker, type S3Broker } from "./broker/s3-broker.js";
import type { DatasetServices } from "./dataset-services.js";
import { formatDatasetUri, parseDatasetUri, type BasePlace, type DatasetPlace } from "./dataset-uri.js";
import type { AdminMetadata } from "./format/admin-metadata.js";
import { assertKnownFormat } from "./format/structure.js";

/** A broker of either kind. */
export type AnyBroker = S3Broker | FileBroker;

/** A dataset that is there. */
export interface OpenDataset {
  readonly broker: AnyBroker;
  readonly admin: AdminMetadata;
  /** Of the admin metadata when it was read. */
  readonly document: AdminDocument;
}

/** What a dataset must be for what is to be done with it. */
export type DatasetState = "any" | "proto" | "frozen";

/** The broker for a place, whether or not a dataset is there. */
export async function openBroker(services: DatasetServices, place: DatasetPlace): Promise<AnyBroker> {
  return place.kind === "s3" ? openS3Broker(services, place) : new FileBroker(services, place.path);
}

/**
 * Open the dataset at a URI.
 *
 * @throws NotFoundError `NoSuchDataset`; ConflictError `FrozenDataset` or `ProtoDataset` when it is not in the state;
 * UnsupportedByStoreError for a newer format.
 */
export async function openDataset(
  services: DatasetServices,
  uri: string,
  state: DatasetState = "any",
): Promise<OpenDataset> {
  const place = parseDatasetUri(uri);
  const broker = await openBroker(services, place);
  const document = await broker.readAdmin();
  if (document === undefined) throw noSuchDataset(formatDatasetUri(place), place);
  const { admin } = document;
  assertState(broker, admin, state);
  const structure = await broker.readDocument("structure.json");
  assertKnownFormat(broker.uri, structure?.text, admin.dtoolcoreVersion);
  return { broker, admin, document };
}

/** The place of a dataset below a base: by UUID in a bucket, by name on disk. */
export function placeBelow(
  base: BasePlace,
  { uuid, name }: Pick<AdminMetadata, "uuid" | "name">,
): DatasetPlace {
  return base.kind === "s3"
    ? { kind: "s3", bucket: base.bucket, uuid }
    : { kind: "file", path: `${base.path === "/" ? "" : base.path}/${name}` };
}

/** Whether it is a proto dataset: items can still be added. */
export function isProto(admin: AdminMetadata): boolean {
  return admin.type === "protodataset";
}

function assertState(broker: DatasetBroker, admin: AdminMetadata, state: DatasetState): void {
  if (state === "proto" && !isProto(admin))
    throw new ConflictError(`${broker.uri} is frozen: its items cannot change any more`, {
      code: "FrozenDataset",
    });
  if (state === "frozen" && isProto(admin))
    throw new ConflictError(`${broker.uri} is a proto dataset: it is not frozen yet`, {
      code: "ProtoDataset",
      hints: [`Freeze it: s3kit dataset freeze ${broker.uri}`],
    });
}

function noSuchDataset(uri: string, place: DatasetPlace): NotFoundError {
  const base = place.kind === "s3" ? `s3://${place.bucket}` : place.path;
  return new NotFoundError(`There is no dataset at ${uri}`, {
    code: "NoSuchDataset",
    hints: [`List what is there: s3kit dataset ls ${base}`],
  });
}
