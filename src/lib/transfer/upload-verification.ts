import { hash } from "node:crypto";
import type { DirectResponse } from "../s3/direct/direct-request.js";
import { IntegrityError } from "../errors/s3kit-error.js";
import { CHECKSUM_HEADER } from "../wire/checksums/checksum-header.js";
import { createDigest, digestOf } from "../wire/checksums/digest.js";
import type { ChecksumAlgorithm } from "../wire/exchange.js";

/** What goes along with a body so that the store can tell whether it arrived whole. */
export interface BodyDigest {
  readonly headers: Readonly<Record<string, string>>;
  /** Raw checksum of the body; undefined when Content-MD5 goes along. */
  readonly checksum: Buffer | undefined;
}

/** The MD5, in hex, of a body that is not held. */
export interface Md5 {
  readonly md5: string;
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
  confirm(response: DirectResponse, body: Buffer | Md5, digest: BodyDigest): void;
  /** True when the error means that the store refuses checksums; from now on Content-MD5 is sent. */
  giveWay(error: unknown): boolean;
}

/** Verification for one run. @param requested by the user; undefined: CRC32 as long as the store takes it */
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
  return checksumHeader(algorithm, digestOf(algorithm, body));
}

function checksumHeader(algorithm: ChecksumAlgorithm, checksum: Buffer): BodyDigest {
  return { headers: { [CHECKSUM_HEADER[algorithm]]: checksum.toString("base64") }, checksum };
}

/** {@link UploadVerification.digest} of a body that is read once for it, with what else sending it takes. */
export async function digestStream(
  body: AsyncIterable<Buffer>,
  algorithm: ChecksumAlgorithm | undefined,
): Promise<{ readonly digest: BodyDigest; readonly sha256: string; readonly md5: string }> {
  const [sha256, md5, checksum] = [
    createDigest("SHA256"),
    createDigest("MD5"),
    createDigest(algorithm ?? "CRC32"),
  ];
  for await (const chunk of body) for (const digest of [sha256, md5, checksum]) digest.update(chunk);
  const md5Value = md5.digest();
  const digest =
    algorithm === undefined
      ? { headers: { "content-md5": md5Value.toString("base64") }, checksum: undefined }
      : checksumHeader(algorithm, checksum.digest());
  return { digest, sha256: sha256.digest().toString("hex"), md5: md5Value.toString("hex") };
}

function hasChecksum({ headers }: DirectResponse): boolean {
  return Object.values(CHECKSUM_HEADER).some((name) => headers[name] !== undefined);
}

/** A store without checksums has the MD5 of unencrypted content as its ETag. */
function compareEtag({ headers }: DirectResponse, body: Buffer | Md5): void {
  const etag = headers["etag"]?.replaceAll('"', "") ?? "";
  if (!isMd5Etag(etag, headers)) return;
  if ((Buffer.isBuffer(body) ? hash("md5", body, "hex") : body.md5) !== etag) {
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
