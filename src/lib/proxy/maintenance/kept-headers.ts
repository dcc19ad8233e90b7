import { copiedObjectHeaders } from "../../transfer/object-headers.js";

/** What an object written anew would lose besides its type and metadata. Source: S3 API Reference, CopyObject. */
const KEPT = [
  "x-amz-storage-class",
  "x-amz-website-redirect-location",
  "x-amz-server-side-encryption",
  "x-amz-server-side-encryption-aws-kms-key-id",
  "x-amz-server-side-encryption-bucket-key-enabled",
  "x-amz-object-lock-mode",
  "x-amz-object-lock-retain-until-date",
  "x-amz-object-lock-legal-hold",
] as const;

/** The headers of a write that gives an object again what its HEAD says of it: all but content, tags and ACL. */
export function keptHeaders(
  found: Readonly<Record<string, string>>,
): Readonly<Record<string, string | undefined>> {
  return {
    ...copiedObjectHeaders({}, found),
    ...Object.fromEntries(KEPT.map((name) => [name, found[name]])),
  };
}
