import type { S3Request } from "../../wire/exchange.js";
import type { RegisteredHook } from "./hook-api.js";
import { failedHook, HookFailure } from "./hook-failure.js";
import { METADATA_PREFIX } from "./request-facts.js";

type Metadata = Readonly<Record<string, string>>;

/**
 * Make sure that a hook's metadata can be put on a request: otherwise it would silently be lost.
 *
 * @throws S3Error naming the hook.
 */
export function refuseMetadata(hook: RegisteredHook, request: S3Request, metadata: Metadata): void {
  if (!takesMetadata(request)) {
    throw failedHook(hook, new HookFailure(`a ${request.operation} takes no metadata`));
  }
  for (const [name, value] of Object.entries(metadata)) {
    if (!NAME.test(name) || typeof value !== "string" || CONTROLS.test(value)) {
      throw failedHook(hook, new HookFailure(`${JSON.stringify(name)} cannot be sent as metadata`));
    }
  }
}

/** The request with other user metadata than the client's. */
export function withMetadata(request: S3Request, metadata: Metadata): S3Request {
  const entries = Object.entries(metadata).map(([name, value]) => [
    `${METADATA_PREFIX}${name.toLowerCase()}`,
    value,
  ]);
  const others = ([name]: readonly [string, unknown]): boolean => !name.startsWith(METADATA_PREFIX);
  if (request.formFields !== undefined) {
    const fields = [...request.formFields].filter(others);
    return { ...request, formFields: new Map([...fields, ...(entries as [string, string][])]) };
  }
  const headers = Object.fromEntries([
    ...Object.entries(request.headers).filter(others),
    // Headers carry UTF-8 as latin1.
    ...entries.map(([name, value = ""]) => [name, Buffer.from(value, "utf8").toString("latin1")]),
  ]) as S3Request["headers"];
  return { ...request, headers };
}

/** RFC 9110 §5.6.2: a token. */
const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
// oxlint-disable-next-line no-control-regex -- controls are exactly what is looked for
const CONTROLS = /[\u0000-\u001f\u007f]/;

function takesMetadata({ operation, headers }: S3Request): boolean {
  if (operation === "CopyObject") return headers["x-amz-metadata-directive"]?.toUpperCase() === "REPLACE";
  return operation === "PutObject" || operation === "PostObject" || operation === "CreateMultipartUpload";
}
