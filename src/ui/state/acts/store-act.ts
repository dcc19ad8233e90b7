import type { Tags } from "../../../lib/object/object-tags.js";
import type { ObjectRef } from "../preview/preview.js";

/** One version of an object. */
export type VersionRef = ObjectRef & { readonly versionId: string };

/** Something to be changed in a store, decided and confirmed. */
export type StoreAct =
  | { readonly kind: "restore-version"; readonly object: VersionRef }
  | { readonly kind: "delete-version"; readonly object: VersionRef; readonly isMarker: boolean }
  | { readonly kind: "set-object-tags"; readonly object: ObjectRef; readonly tags: Tags }
  | {
      readonly kind: "set-retention";
      readonly object: ObjectRef;
      readonly mode: "GOVERNANCE" | "COMPLIANCE";
      readonly until: Date;
    }
  | { readonly kind: "set-legal-hold"; readonly object: ObjectRef; readonly on: boolean }
  | { readonly kind: "set-document"; readonly subject: DocumentSubject; readonly text: string }
  | { readonly kind: "delete-document"; readonly subject: DocumentSubject }
  | { readonly kind: "set-versioning"; readonly bucket: string; readonly on: boolean }
  | { readonly kind: "create-bucket"; readonly bucket: string }
  | { readonly kind: "make-folder"; readonly object: ObjectRef }
  | { readonly kind: "block-public-access"; readonly bucket: string }
  | { readonly kind: "allow-public-access"; readonly bucket: string };

/** A setting of a bucket that is a document: its policy, its CORS rules, its lifecycle rules, its tags. */
export interface DocumentSubject {
  readonly kind: "policy" | "cors" | "lifecycle" | "tags";
  readonly bucket: string;
}
