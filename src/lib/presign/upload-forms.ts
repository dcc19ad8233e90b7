import { randomUUID } from "node:crypto";
import type { S3Client } from "@aws-sdk/client-s3";
import { UsageError } from "../errors/s3kit-error.js";
import { presignForm, type PresignedForm } from "./presign-form.js";

/** What may be uploaded, and where to. */
export interface UploadLimits {
  readonly bucket: string;
  /** Keys begin with it; they are chosen at random below. */
  readonly prefix: string;
  readonly maxBytes: number;
  /** `image/png`, or `image/*`; none: any. */
  readonly types: readonly string[];
  /** How long a form may be used once it was asked for. */
  readonly expiresInSeconds: number;
}

/** What a page says about a file; nothing of it is trusted beyond what the form then pins. */
export interface AnnouncedFile {
  readonly name: string;
  readonly type: string;
  readonly sizeBytes: number;
}

export interface FileForm extends Pick<PresignedForm, "url" | "fields"> {
  readonly key: string;
}

/**
 * Sign a form for one file: this very size and type, under a key of its own that nobody else can guess or overwrite.
 *
 * @throws UsageError when the file is beyond the limits.
 */
export async function signFileForm(
  client: S3Client,
  limits: UploadLimits,
  file: AnnouncedFile,
): Promise<FileForm> {
  assertWithin(limits, file);
  const key = `${limits.prefix}${randomUUID()}${extensionOf(file.name)}`;
  const { url, fields } = await presignForm(client, {
    bucket: limits.bucket,
    key,
    expiresInSeconds: limits.expiresInSeconds,
    contentLength: { minBytes: file.sizeBytes, maxBytes: file.sizeBytes },
    contentType: file.type === "" ? "application/octet-stream" : file.type,
    metadata: { "original-name": encodeURIComponent(file.name.slice(0, LONGEST_NAME)) },
    successStatus: 204,
  });
  return { url, fields, key };
}

/** With every character escaped, still well below the 2 KB that S3 gives all metadata together. */
const LONGEST_NAME = 120;

function assertWithin({ maxBytes, types }: UploadLimits, { type, sizeBytes }: AnnouncedFile): void {
  if (!Number.isSafeInteger(sizeBytes) || sizeBytes < 0 || sizeBytes > maxBytes) {
    throw new UsageError(`larger than ${maxBytes.toString()} bytes`, { code: "EntityTooLarge" });
  }
  if (types.length > 0 && !types.some((accepted) => matchesType(accepted, type))) {
    throw new UsageError(`not of an accepted type (${types.join(", ")})`, { code: "InvalidType" });
  }
}

function matchesType(accepted: string, type: string): boolean {
  return accepted.endsWith("*") ? type.startsWith(accepted.slice(0, -1)) : type === accepted;
}

/** `.png`; nothing that could mean something to whoever lists the bucket. */
function extensionOf(name: string): string {
  return /\.[a-z0-9]{1,10}$/.exec(name.toLowerCase())?.[0] ?? "";
}
