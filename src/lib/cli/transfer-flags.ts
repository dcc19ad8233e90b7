import { Flags } from "@oclif/core";
import { UsageError } from "../errors/s3kit-error.js";
import { parsePairs } from "./parse-pairs.js";
import { parseSize } from "./parse-size.js";
import { selectionFlags } from "./selection-flags.js";

const OBJECT = "OBJECT";

/** The flags of every command that transfers. */
export const transferFlags = {
  ...selectionFlags,
  "dry-run": Flags.boolean({
    char: "n",
    description: "plan for real, say what would be done with counts and bytes, do nothing",
  }),
  "if-none-match": Flags.boolean({ description: "leave what exists at the destination alone" }),
  concurrency: Flags.integer({
    default: 32,
    min: 1,
    max: 256,
    helpValue: "N",
    description: "requests in flight",
  }),
  "part-size": Flags.string({
    helpValue: "SIZE",
    description: "size of the parts of large objects, 5MiB to 5GiB (default: 8MiB, more above 78 GiB)",
  }),
  preserve: Flags.boolean({
    char: "p",
    description: "keep modification times: stored as metadata `mtime`, as rclone does, and restored from it",
  }),
  progress: Flags.boolean({
    allowNo: true,
    description: "tell on stderr how far it is (default: on, off with --json)",
  }),
  "source-profile": Flags.string({
    helpValue: "NAME",
    description: "profile of the store that the source is in, when it is another one",
  }),
  metadata: Flags.string({
    helpGroup: OBJECT,
    multiple: true,
    multipleNonGreedy: true,
    helpValue: "NAME=VALUE",
    description: "user metadata (may be repeated); on copies it replaces the source's",
  }),
  "content-type": Flags.string({
    helpGroup: OBJECT,
    helpValue: "TYPE",
    description: "default: by the file's extension",
  }),
  "cache-control": Flags.string({
    helpGroup: OBJECT,
    helpValue: "TEXT",
    description: "for browsers and caches",
  }),
  "content-disposition": Flags.string({ helpGroup: OBJECT, helpValue: "TEXT", description: "for browsers" }),
  "content-encoding": Flags.string({ helpGroup: OBJECT, helpValue: "NAME", description: "such as gzip" }),
  "storage-class": Flags.string({ helpGroup: OBJECT, helpValue: "NAME", description: "such as STANDARD_IA" }),
  acl: Flags.string({
    helpGroup: OBJECT,
    helpValue: "NAME",
    description: "canned ACL, such as bucket-owner-full-control",
  }),
  tags: Flags.string({
    helpGroup: OBJECT,
    multiple: true,
    multipleNonGreedy: true,
    helpValue: "NAME=VALUE",
    description: "tag (may be repeated)",
  }),
};

/** {@link transferFlags} as oclif parsed them. */
export interface ParsedTransferFlags {
  readonly "if-none-match": boolean;
  readonly concurrency: number;
  readonly "part-size"?: string | undefined;
  readonly preserve: boolean;
  readonly metadata?: readonly string[] | undefined;
  readonly "content-type"?: string | undefined;
  readonly "cache-control"?: string | undefined;
  readonly "content-disposition"?: string | undefined;
  readonly "content-encoding"?: string | undefined;
  readonly "storage-class"?: string | undefined;
  readonly acl?: string | undefined;
  readonly tags?: readonly string[] | undefined;
}

const MIB = 1024 * 1024;

/**
 * The flags in the words of the transfer services.
 *
 * @throws UsageError for a part size that S3 does not take, or a pair without `=`.
 */
export function toTransferOptions(flags: ParsedTransferFlags) {
  return {
    settings: {
      metadata: flags.metadata === undefined ? undefined : parsePairs(flags.metadata, "--metadata"),
      contentType: flags["content-type"],
      cacheControl: flags["cache-control"],
      contentDisposition: flags["content-disposition"],
      contentEncoding: flags["content-encoding"],
      storageClass: flags["storage-class"],
      acl: flags.acl,
      tags: flags.tags === undefined ? undefined : parsePairs(flags.tags, "--tags"),
    },
    concurrency: flags.concurrency,
    partSizeBytes: flags["part-size"] === undefined ? undefined : toPartSize(flags["part-size"]),
    ifNoneMatch: flags["if-none-match"],
    preserve: flags.preserve,
  };
}

function toPartSize(text: string): number {
  const sizeBytes = parseSize(text);
  if (sizeBytes >= 5 * MIB && sizeBytes <= 5 * 1024 * MIB) return sizeBytes;
  throw new UsageError(`Parts of ${text} are not possible`, {
    hints: ["Choose a --part-size of 5MiB to 5GiB"],
  });
}
