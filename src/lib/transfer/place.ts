import path from "node:path";
import { isS3Uri, parseS3Uri } from "../s3/uri.js";

/** One side of a transfer, as typed. */
export type Place =
  | {
      readonly kind: "local";
      /** Absolute. */
      readonly path: string;
      /** Typed with a `/` at its end: a folder, whether or not it is there. */
      readonly isFolder: boolean;
    }
  | { readonly kind: "s3"; readonly bucket: string; readonly key: string }
  /** `-`: standard input as a source, standard output as a destination. */
  | { readonly kind: "stdio" };

/**
 * Read one side of a transfer.
 *
 * @throws UsageError for an S3 URI without a bucket.
 */
export function parsePlace(text: string): Place {
  if (text === "-") return { kind: "stdio" };
  if (isS3Uri(text)) return { kind: "s3", ...parseS3Uri(text) };
  return { kind: "local", path: path.resolve(text), isFolder: /[/\\]$/.test(text) || /^\.{1,2}$/.test(text) };
}

/** The prefix of what is in a folder: "" for the bucket itself. */
export function asFolder(key: string): string {
  return key === "" || key.endsWith("/") ? key : `${key}/`;
}
