import { invalidArgument } from "./request-parts.js";

const VERSION = "1";

/** Make the opaque token with which a listing goes on behind `name`. */
export function encodeContinuationToken(name: string): string {
  return Buffer.from(VERSION + name, "utf8").toString("base64url");
}

/**
 * The name behind which a listing goes on.
 *
 * @throws {@link S3Error} InvalidArgument for anything that {@link encodeContinuationToken} did not make.
 */
export function decodeContinuationToken(token: string): string {
  const text = Buffer.from(token, "base64url").toString("utf8");
  if (text.startsWith(VERSION) && encodeContinuationToken(text.slice(VERSION.length)) === token) {
    return text.slice(VERSION.length);
  }
  throw invalidArgument("The continuation token provided is incorrect", "continuation-token", token);
}
