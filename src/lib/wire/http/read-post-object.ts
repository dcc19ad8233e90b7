import type { S3Request } from "../exchange.js";
import { S3Error } from "../s3-error.js";
import type { IncomingCall } from "./incoming-call.js";

export async function readPostObject(call: IncomingCall): Promise<S3Request> {
  return Promise.reject(
    new S3Error("NotImplemented", `${call.subject.method} of a form is not supported yet.`),
  );
}
