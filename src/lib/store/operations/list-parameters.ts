import type { S3Request } from "../../wire/exchange.js";
import { encodeKeyForUrl } from "../../wire/xml/encode-key.js";
import { invalidArgument, pageSize } from "./request-parts.js";

/** What the listings have in common. */
export interface ListParameters {
  readonly prefix: string;
  /** "" for none. */
  readonly delimiter: string;
  readonly limit: number;
  readonly encodingType: "url" | undefined;
  /** Writes a key, prefix or delimiter in the encoding that the caller asked for. */
  readonly encode: (key: string) => string;
}

/** Read prefix, delimiter, page size and encoding; `limitName` is what this listing calls its page size. */
export function listParameters(request: S3Request, limitName: "max-keys" | "max-uploads"): ListParameters {
  const encodingType = encodingTypeOf(request);
  return {
    prefix: request.query.get("prefix") ?? "",
    delimiter: request.query.get("delimiter") ?? "",
    limit: pageSize(request, limitName),
    encodingType,
    encode: encodingType === "url" ? encodeKeyForUrl : (key) => key,
  };
}

/** Whether names are answered percent-encoded, which any key needs that XML cannot hold. */
export function encodingTypeOf(request: S3Request): "url" | undefined {
  const value = request.query.get("encoding-type");
  if (value === undefined || value === "url") return value;
  throw invalidArgument("Invalid Encoding Method specified in Request", "encoding-type", value);
}

/** Names that go unmentioned when they are empty. */
export function encodedIfAny(text: string, encode: (key: string) => string): string | undefined {
  return text === "" ? undefined : encode(text);
}
