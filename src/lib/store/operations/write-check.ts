import {
  type DeleteConditions,
  evaluateDeleteConditions,
  evaluateWriteConditions,
} from "../../wire/conditions/write-conditions.js";
import { preconditionFailed } from "../../wire/conditions/read-conditions.js";
import type { Headers } from "../../wire/exchange.js";
import type { ObjectVersion } from "../engine.js";

/** Looks at the newest version of a key, in the very transaction that replaces it, and throws to refuse. */
export type WriteCheck = (newest: ObjectVersion | undefined) => void;

/**
 * The preconditions of PutObject, CompleteMultipartUpload or CopyObject's target; undefined when there are none.
 * A key whose newest version is a delete marker counts as absent.
 */
export function writeCheck(headers: Headers): WriteCheck | undefined {
  if (headers["if-match"] === undefined && headers["if-none-match"] === undefined) return undefined;
  return (newest) => {
    evaluateWriteConditions(headers, newest?.isDeleteMarker === true ? undefined : newest);
  };
}

/** The preconditions of a delete, or undefined. S3 answers 412 when a delete marker hides what should match. */
export function deleteCheck(conditions: DeleteConditions): WriteCheck | undefined {
  const { ifMatch, ifLastModified, ifSizeBytes } = conditions;
  if (ifMatch === undefined && ifLastModified === undefined && ifSizeBytes === undefined) return undefined;
  return (newest) => {
    if (newest?.isDeleteMarker === true && ifMatch !== undefined) throw preconditionFailed("If-Match");
    evaluateDeleteConditions(conditions, newest?.isDeleteMarker === true ? undefined : newest);
  };
}
