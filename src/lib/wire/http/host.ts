import { isIP } from "node:net";
import { S3Error } from "../s3-error.js";

/** What the Host header says: nothing more than an address, or also a bucket (virtual-host style). */
export interface HostName {
  /** Lower-case, without port and brackets. */
  readonly name: string;
  /** The labels in front of `localhost` or a configured suffix. */
  readonly bucket: string | undefined;
}

/**
 * Read the Host header, and accept only names that this server is meant to answer for: IP literals, `localhost`,
 * `*.localhost`, and `suffix` and `*.suffix` of each configured suffix. A web page whose own domain resolves to a
 * loopback address (DNS rebinding) is so refused before anything else is looked at.
 *
 * @param hostSuffixes lower-case, without leading dot.
 * @throws S3Error InvalidRequest for a missing, doubled or malformed header; AccessDenied for a foreign name.
 */
export function parseHost(header: string | undefined, hostSuffixes: readonly string[]): HostName {
  if (header === undefined || header === "")
    throw new S3Error("InvalidRequest", "The Host header is missing.");
  const name = hostNameOf(header);
  if (isIP(name) !== 0 || name === "localhost") return { name, bucket: undefined };
  for (const suffix of ["localhost", ...hostSuffixes]) {
    if (name === suffix) return { name, bucket: undefined };
    if (name.endsWith(`.${suffix}`)) return { name, bucket: name.slice(0, -suffix.length - 1) };
  }
  throw new S3Error(
    "AccessDenied",
    `This server does not answer for the host ${name}; configure it as a host suffix.`,
  );
}

const HOST = /^(?:\[(?<ipv6>[0-9a-f:.]+)\]|(?<name>[a-z0-9_][a-z0-9_.-]*))(?::[0-9]{1,5})?$/;

function hostNameOf(header: string): string {
  const groups = HOST.exec(header.toLowerCase())?.groups;
  const name = groups?.["ipv6"] ?? groups?.["name"];
  if (name === undefined) throw new S3Error("InvalidRequest", "The Host header is malformed or given twice.");
  return name.length > 1 && name.endsWith(".") ? name.slice(0, -1) : name;
}
