import { hostname } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { UsageError } from "../errors/s3kit-error.js";
import { isS3Uri, parseS3Uri } from "../s3/uri.js";
import { isUuid } from "./format/dataset-names.js";

/** Where datasets are: a bucket, or a folder on disk. */
export type BasePlace =
  | { readonly kind: "s3"; readonly bucket: string }
  | { readonly kind: "file"; readonly path: string };

/** One dataset: by its UUID in a bucket, by its folder on disk. */
export type DatasetPlace =
  | { readonly kind: "s3"; readonly bucket: string; readonly uuid: string }
  | { readonly kind: "file"; readonly path: string };

/**
 * Read `s3://bucket/uuid`, `file://host/path` or a path.
 *
 * @throws UsageError when it names no dataset.
 */
export function parseDatasetUri(text: string): DatasetPlace {
  if (!isS3Uri(text)) return { kind: "file", path: parseFilePath(text) };
  const { bucket, key } = parseS3Uri(text);
  const uuid = key.replace(/\/+$/, "");
  if (isUuid(uuid)) return { kind: "s3", bucket, uuid };
  throw new UsageError(`${text} names no dataset`, {
    code: "InvalidDatasetUri",
    hints: ["Write it as s3://bucket/uuid", `List the datasets: s3kit dataset ls s3://${bucket}`],
  });
}

/** Read a place that holds datasets. In a bucket there are no folders of them: a path is passed over, as in dtool. */
export function parseBaseUri(text: string): BasePlace {
  return isS3Uri(text)
    ? { kind: "s3", bucket: parseS3Uri(text).bucket }
    : { kind: "file", path: parseFilePath(text) };
}

/** Whether a text can only mean a dataset, by its form: `s3://bucket/uuid`. */
export function looksLikeDataset(text: string): boolean {
  return isS3Uri(text) && isUuid(parseS3Uri(text).key.replace(/\/+$/, ""));
}

/** The URI of a dataset, as dtool writes it. */
export function formatDatasetUri(place: DatasetPlace): string {
  return place.kind === "s3"
    ? `s3://${place.bucket}/${place.uuid}`
    : `file://${hostname()}${place.path.split(path.sep).join("/")}`;
}

function parseFilePath(text: string): string {
  if (!text.startsWith("file:")) {
    if (/^[a-z][a-z0-9+.-]+:\/\//i.test(text))
      throw new UsageError(`${text} is neither in a bucket nor on disk`, {
        code: "InvalidDatasetUri",
        hints: ["Write s3://bucket/uuid, file:///path or a path"],
      });
    return path.resolve(text);
  }
  // dtool writes the name of the machine; whichever it is, the path is one of this machine's.
  const rest = text.slice("file:".length).replace(/^\/\/[^/]*/, "");
  return path.resolve(process.platform === "win32" ? fileURLToPath(`file://${rest}`) : rest);
}
