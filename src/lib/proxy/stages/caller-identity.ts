import type { Handler, S3Request, S3Response, Stage } from "../../wire/exchange.js";
import { S3Error } from "../../wire/s3-error.js";
import { renderXml } from "../../wire/xml/render-xml.js";

const STS_NAMESPACE = "https://sts.amazonaws.com/doc/2011-06-15/";
const ACCOUNT = "000000000000";

/** Answer STS calls here: the store behind knows the proxy's credentials, not the client's. */
export function callerIdentityStage(): Stage {
  return (next: Handler) => async (request) => {
    if (request.operation === "GetCallerIdentity") return identity(request);
    if (request.bucket === undefined && request.formFields !== undefined) throw notOffered();
    return next(request);
  };
}

function identity({ caller, requestId }: S3Request): S3Response {
  if (caller.kind === "anonymous")
    throw new S3Error("AccessDenied", "GetCallerIdentity needs a signed request");
  const result = {
    Arn: `arn:aws:iam::${ACCOUNT}:user/${caller.accessKeyId}`,
    UserId: caller.accessKeyId,
    Account: ACCOUNT,
  };
  const content = { GetCallerIdentityResult: result, ResponseMetadata: { RequestId: requestId } };
  const body = renderXml("GetCallerIdentityResponse", content, STS_NAMESPACE);
  return { status: 200, headers: { "content-type": "text/xml" }, body };
}

function notOffered(): S3Error {
  return new S3Error("NotImplemented", "Of STS, this proxy offers GetCallerIdentity alone.");
}
