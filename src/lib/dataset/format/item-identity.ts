import { hash } from "node:crypto";
import { IntegrityError, UsageError } from "../../errors/s3kit-error.js";
import { unsafeName } from "../../transfer/local-names.js";

/** What an item is stored under: SHA-1 of its relpath in UTF-8, in hex. */
export function identifierOf(relpath: string): string {
  return hash("sha1", relpath, "hex");
}

/** Whether a text has the form of an identifier. */
export function isIdentifier(text: string): boolean {
  return /^[0-9a-f]{40}$/.test(text);
}

/** How an item's relpath stands in its metadata: plainly before dtool-s3 0.14, in base64 since. */
export type HandleEncoding = "base64" | "plain";

/** A relpath as the metadata `handle` holds it today. */
export function encodeHandle(relpath: string): string {
  return Buffer.from(relpath, "utf8").toString("base64");
}

/**
 * The relpath that a handle stands for.
 *
 * @throws IntegrityError when it is not in its encoding.
 */
export function decodeHandle(handle: string, encoding: HandleEncoding): string {
  if (encoding === "plain") return Buffer.from(handle, "latin1").toString("utf8");
  const bytes = Buffer.from(handle, "base64");
  const relpath = bytes.toString("utf8");
  if (bytes.toString("base64") !== handle || !Buffer.from(relpath, "utf8").equals(bytes))
    throw new IntegrityError(`The handle ${JSON.stringify(handle)} is no base64 of UTF-8 text`, {
      code: "InvalidHandle",
    });
  return relpath;
}

/** User metadata may have 2 KB in all; base64 makes three bytes four. Source: S3 User Guide, "User-defined object metadata". */
const MAX_RELPATH_BYTES = 1470;

/**
 * Why a relpath cannot be an item of a dataset: it would leave the folder it is fetched to, names no file, or does not
 * fit. Undefined: it can.
 */
export function relpathProblem(relpath: string): string | undefined {
  if (relpath === "") return "it is empty";
  const unsafe = unsafeName(relpath, { windows: false, caseInsensitive: false });
  if (unsafe !== undefined) return unsafe.reason;
  if (/[\n\r]/.test(relpath)) return "it has a line break, which dtool refuses";
  if (!relpath.isWellFormed()) return "it is not valid Unicode";
  const sizeBytes = Buffer.byteLength(relpath, "utf8");
  return sizeBytes > MAX_RELPATH_BYTES
    ? `it has ${sizeBytes.toString()} bytes; ${MAX_RELPATH_BYTES.toString()} fit into an object's metadata`
    : undefined;
}

/** @throws UsageError `InvalidRelpath` */
export function assertRelpath(relpath: string): void {
  const problem = relpathProblem(relpath);
  if (problem === undefined) return;
  throw new UsageError(`${JSON.stringify(relpath)} cannot be an item: ${problem}`, {
    code: "InvalidRelpath",
  });
}
