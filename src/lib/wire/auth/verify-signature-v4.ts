import type { KeyObject } from "node:crypto";
import { signatureDoesNotMatch } from "./auth-errors.js";
import { canonicalRequest } from "./canonical-request.js";
import type { CredentialScope } from "./credential-scope.js";
import type { HeaderValues } from "./raw-request.js";
import { sameText } from "./same-text.js";
import { signText, stringToSign } from "./sign-text.js";
import { recodePath } from "./uri-encoding.js";

export interface SignedRequestV4 {
  readonly method: string;
  readonly rawPath: string;
  readonly canonicalQuery: string;
  readonly headers: HeaderValues;
  readonly signedHeaders: readonly string[];
  readonly payloadHash: string;
  readonly amzDate: string;
  readonly credential: CredentialScope;
  readonly signature: string;
}

/**
 * Check a SigV4 signature, in constant time.
 *
 * S3 decodes the path and encodes it again before it signs; some clients sign the bytes they send. Both spellings
 * name the same path and no other, so either will do.
 *
 * @throws S3Error `SignatureDoesNotMatch`, with what was signed here.
 */
export function verifySignatureV4(request: SignedRequestV4, signingKey: KeyObject): void {
  const { rawPath, amzDate, credential, signature } = request;
  const recoded = recodePath(rawPath);
  const paths = recoded === rawPath ? [rawPath] : [recoded, rawPath];
  const attempts = paths.map((path) => {
    const canonical = canonicalRequest({ ...request, path, query: request.canonicalQuery });
    return { canonical, toSign: stringToSign(canonical, amzDate, credential) };
  });
  if (attempts.some(({ toSign }) => sameText(signText(signingKey, toSign), signature))) return;
  const [first] = attempts;
  throw signatureDoesNotMatch({
    accessKeyId: credential.accessKeyId,
    stringToSign: first?.toSign ?? "",
    signature,
    canonicalRequest: first?.canonical,
  });
}
