import type { ObjectEntry, PrefixEntry } from "./list-entries.js";
import type { UploadEntry } from "./list-uploads.js";
import type { VersionEntry } from "./list-versions.js";

/** Whatever a listing of a bucket can hold. */
export type ListingEntry =
  | ObjectEntry
  | PrefixEntry
  | VersionEntry
  | (UploadEntry & { readonly kind: "upload" });
