import { verifyPostPolicy } from "../auth/verify-post-policy.js";
import type { Headers, S3Request } from "../exchange.js";
import { parsePostForm } from "../form/parse-post-form.js";
import { S3Error } from "../s3-error.js";
import { requestOf, type IncomingCall } from "./incoming-call.js";
import { createBodyOpener } from "./open-body.js";
import { assertKeyLength } from "./resource.js";

/**
 * Read a browser's upload up to its file: its fields hold the key, the signed policy and what would otherwise be
 * headers. The file becomes the request's body.
 *
 * Source: S3 API Reference, "POST Object".
 *
 * @throws S3Error as `parsePostForm` and `verifyPostPolicy` do; InvalidArgument without a key
 */
export async function readPostObject(call: IncomingCall): Promise<S3Request> {
  const { exchange, context, subject, resource, headers } = call;
  const { fields, file } = await parsePostForm(exchange.openSource(), headers["content-type"] ?? "");
  try {
    subject.key = requireKey(fields.get("key"));
    const { secrets } = context.options;
    const authentication = await verifyPostPolicy(fields, secrets, context.now(), resource.bucket ?? "");
    subject.caller = authentication.caller;
    return requestOf(call, {
      operation: "PostObject",
      caller: authentication.caller,
      key: subject.key,
      formFields: fields,
      openBody: createBodyOpener(call, authentication, bodyHeaders(fields), file),
    });
  } catch (error) {
    file.destroy();
    throw error;
  }
}

function requireKey(key: string | undefined): string {
  if (key === undefined || key === "") {
    const message =
      "Bucket POST must contain a field named 'key'.  If it is specified, please check the order of the fields.";
    throw new S3Error("InvalidArgument", message, { details: { ArgumentName: "key", ArgumentValue: "" } });
  }
  assertKeyLength(key);
  return key;
}

/** Digests of the file that the form declares; the request's own headers are about the form. */
function bodyHeaders(fields: ReadonlyMap<string, string>): Headers {
  return Object.fromEntries(
    [...fields].filter(
      ([name]) =>
        name === "content-md5" ||
        name.startsWith("x-amz-checksum-") ||
        name === "x-amz-sdk-checksum-algorithm",
    ),
  );
}
