import { createHmac, type KeyObject } from "node:crypto";
import { scopeText, sha256Hex, type SigningScope } from "./signing-key.js";

/** The name of Signature Version 4 in headers and texts to sign. */
export const ALGORITHM = "AWS4-HMAC-SHA256";

/** The text under a request's signature. Source: IAM User Guide, "Create a signed AWS API request", step 2. */
export function stringToSign(canonicalRequest: string, amzDate: string, scope: SigningScope): string {
  return `${ALGORITHM}\n${amzDate}\n${scopeText(scope)}\n${sha256Hex(canonicalRequest)}`;
}

/** Lower-case hex HMAC-SHA256 of a latin1 text. */
export function signText(signingKey: KeyObject, text: string): string {
  return createHmac("sha256", signingKey).update(text, "latin1").digest("hex");
}
