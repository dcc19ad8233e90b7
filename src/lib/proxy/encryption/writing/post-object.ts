import type { S3Request, S3Response } from "../../../wire/exchange.js";
import { storeForm } from "../../upstream/forward-form.js";
import type { EncryptionContext } from "../encryption-context.js";
import { putObject } from "./put-object.js";

/** PostObject: the file of a browser's form, sealed like any upload. Its length shows at its end, so the ciphertext is put aside. */
export async function postObject(request: S3Request, context: EncryptionContext): Promise<S3Response> {
  return storeForm(request, async (put) => {
    const headers = { ...put.headers, "transfer-encoding": "chunked" };
    return putObject({ ...put, operation: "PutObject", query: new Map(), headers }, context);
  });
}
