import { hash } from "node:crypto";
import type { DirectResponse } from "../s3/direct/direct-request.js";
import { IntegrityError } from "../errors/s3kit-error.js";
import { CHECKSUM_HEADER } from "../wire/checksums/checksum-header.js";
import { digestOf } from "../wire/checksums/digest.js";
import type { ChecksumAlgorithm } from "../wire/exchange.js";

/** What goes along with a body so that the store can tell whether it arrived whole. */
export interface BodyDigest {
  readonly headers: Readonly<Record<string, string>>;
  /** Raw checksum of the body; undefined when Content-MD5 goes along. */
  readonly checksum: Buffer | undefined;
}

/**
 * Decides how uploads to one store are verified, and learns: newer stores check and keep a checksum, older ones ignore
 * it without a word, and some refuse it. The first two are told apart by whether the answer repeats the checksum.
 */
export interface UploadVerification {
  /** The checksum sent now; undefined: the store knows none, Content-MD5 is sent. */
  readonly algorithm: ChecksumAlgorithm | undefined;
  /** Digest a body that is about to be sent. `algorithm` is fixed within a multipart upload. */
  digest(body: Buffer, algorithm: ChecksumAlgorithm | undefined): BodyDigest;
  /**
   * Look whether the store verified what it got, else compare what it says about it.
   *
   * @throws IntegrityError when it stored other bytes.
   */
  confirm(response: DirectResponse, body: Buffer, digest: BodyDigest): void;
  /** True when the error means that the store refuses checksums; from now on Content-MD5 is sent. */
  giveWay(error: unknown): boolean;
}

export function createUploadVerification(requested: ChecksumAlgorithm | undefined): UploadVerification {
  let algorithm: ChecksumAlgorithm | undefined = requested ?? "CRC32";
  return {
    get algorithm() {
      return algorithm;
    },
    digest: digestBody,
    confirm: (response, body, { checksum }) => {
      if (checksum !== undefined && hasChecksum(response)) return;
      if (checksum !== undefined && requested === undefined) algorithm = undefined;
      if (checksum !== undefined) compareEtag(response, body);
    },
    giveWay: (error) => {
      if (requested !== undefined || algorithm === undefined || !refusesChecksums(error)) return false;
      algorithm = undefined;
      return true;
    },
  };
}

function digestBody(body: Buffer, algorithm: ChecksumAlgorithm | undefined): BodyDigest {
  if (algorithm === undefined) {
    return { headers: { "content-md5": hash("md5", body, "base64") }, checksum: undefined };
  }
  const checksum = digestOf(algorithm, body);
  return { headers: { [CHECKSUM_HEADER[algorithm]]: checksum.toString("base64") }, checksum };
}

function hasChecksum({ headers }: DirectResponse): boolean {
  return Object.values(CHECKSUM_HEADER).some((name) => headers[name] !== undefined);
}

/** A store without checksums has the MD5 of unencrypted content as its ETag. */
function compareEtag({ headers }: DirectResponse, body: Buffer): void {
  const etag = headers["etag"]?.replaceAll('"', "") ?? "";
  if (!isMd5Etag(etag, headers)) return;
  if (hash("md5", body, "hex") !== etag) {
    throw new IntegrityError("The store received other bytes than were sent", { code: "BadDigest" });
  }
}

/** Whether an ETag is the MD5 of the content: not for multipart uploads, nor under keys that the store does not own. */
export function isMd5Etag(etag: string, headers: Readonly<Record<string, string>>): boolean {
  if (!/^[0-9a-f]{32}$/.test(etag)) return false;
  const encryption = headers["x-amz-server-side-encryption"];
  return (
    (encryption === undefined || encryption === "AES256") &&
    headers["x-amz-server-side-encryption-customer-algorithm"] === undefined
  );
}

function refusesChecksums(error: unknown): boolean {
  const { name, $metadata, message } = (error ?? {}) as {
    name?: string;
    message?: string;
    $metadata?: { httpStatusCode?: number };
  };
  if ($metadata?.httpStatusCode === 501) return true;
  return $metadata?.httpStatusCode === 400 && name !== "BadDigest" && /checksum/i.test(message ?? "");
}
