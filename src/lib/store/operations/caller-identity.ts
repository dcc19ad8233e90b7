import type { S3Request, S3Response } from "../../wire/exchange.js";
import { S3Error } from "../../wire/s3-error.js";
import { renderXml } from "../../wire/xml/render-xml.js";
import { STORE_ACCOUNT_ID } from "./owner.js";

const STS_NAMESPACE = "https://sts.amazonaws.com/doc/2011-06-15/";

/** GetCallerIdentity of STS: every key of a store is its owner. */
export function getCallerIdentity({ caller, requestId }: S3Request): S3Response {
  if (caller.kind === "anonymous") {
    throw new S3Error("AccessDenied", "GetCallerIdentity needs a signed request");
  }
  const document = renderXml(
    "GetCallerIdentityResponse",
    {
      GetCallerIdentityResult: {
        Arn: `arn:aws:iam::${STORE_ACCOUNT_ID}:root`,
        UserId: STORE_ACCOUNT_ID,
        Account: STORE_ACCOUNT_ID,
      },
      ResponseMetadata: { RequestId: requestId },
    },
    STS_NAMESPACE,
  );
  return { status: 200, headers: { "content-type": "text/xml" }, body: document };
}
