import { S3_ERROR_STATUS } from "../wire/s3-error.js";
import { element } from "./direct/service-error.js";
import { translateError } from "./translate-error.js";

export interface ObjectToDelete {
  readonly key: string;
  readonly versionId?: string | undefined;
  /** Counted in the results, not sent. */
  readonly sizeBytes?: number | undefined;
}

export interface FailedDeletion extends ObjectToDelete {
  /** The store's refusal, translated. */
  readonly error: unknown;
}

/** What became of one batch. A key that was not there counts as deleted, as S3 has it. */
export interface DeletedBatch {
  readonly deleted: readonly ObjectToDelete[];
  readonly failed: readonly FailedDeletion[];
}

/**
 * Whether a key can stand in the request.
 *
 * Source: XML 1.0, section 2.2, "Char": most control characters cannot be written, not even by reference.
 */
export function fitsXml(key: string): boolean {
  return !/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/.test(key); // oxlint-disable-line no-control-regex
}

/** The body of a DeleteObjects, in quiet mode: the answer names only what failed. */
export function renderDelete(batch: readonly ObjectToDelete[]): string {
  let xml = '<Delete xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Quiet>true</Quiet>';
  for (const { key, versionId } of batch) {
    const version = versionId === undefined ? "" : `<VersionId>${escapeXml(versionId)}</VersionId>`;
    xml += `<Object><Key>${escapeXml(key)}</Key>${version}</Object>`;
  }
  return `${xml}</Delete>`;
}

// Control characters as they are would be read as line breaks, or not at all.
const XML_SPECIAL = /[&<>"'\u0000-\u001F\u007F-\u009F\uFFFE\uFFFF]/g; // oxlint-disable-line no-control-regex

function escapeXml(text: string): string {
  return text.replaceAll(XML_SPECIAL, (character) => `&#${character.charCodeAt(0).toString()};`);
}

/** Whether an answer of status 200 is an error all the same. */
export function isErrorDocument(answer: string): boolean {
  return /<Error[\s>]/.test(answer) && !answer.includes("<DeleteResult");
}

/** Tell what an answer says was refused from the rest of the batch. */
export function readDeleteResult(
  batch: readonly ObjectToDelete[],
  answer: string,
  bucket: string,
): DeletedBatch {
  const refusals = new Map<string, unknown>();
  for (const [, refusal = ""] of answer.matchAll(/<Error>(.*?)<\/Error>/gs)) {
    const key = element(refusal, "Key") ?? "";
    const code = element(refusal, "Code") ?? "Unknown";
    const failure = Object.assign(new Error(element(refusal, "Message") ?? ""), {
      name: code,
      $metadata: { httpStatusCode: statusOf(code) },
    });
    refusals.set(identityOf(key, element(refusal, "VersionId")), translateError(failure, { bucket, key }));
  }
  if (refusals.size === 0) return { deleted: batch, failed: [] };
  const refusalOf = ({ key, versionId }: ObjectToDelete) =>
    refusals.get(identityOf(key, versionId)) ??
    (versionId === undefined ? undefined : refusals.get(identityOf(key, undefined)));
  return {
    deleted: batch.filter((object) => refusalOf(object) === undefined),
    failed: batch.flatMap((object) => {
      const error = refusalOf(object);
      return error === undefined ? [] : [{ ...object, error }];
    }),
  };
}

/** What the answer to a request for this key alone would have had. */
function statusOf(code: string): number {
  const known: Readonly<Record<string, number>> = S3_ERROR_STATUS;
  return known[code] ?? 409;
}

function identityOf(key: string, versionId: string | undefined): string {
  return `${versionId ?? ""}\n${key}`;
}
