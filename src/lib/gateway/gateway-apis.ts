import type { Handler } from "../wire/exchange.js";
import type { OwnApi } from "../wire/http/own-api.js";
import { accessGrantsApi } from "./access-grants/access-grants-api.js";
import { administrationApi } from "./api/administration-api.js";
import { linkApi } from "./links/link-api.js";
import type { GatewayContext } from "./open-gateway.js";

/**
 * The gateway's own APIs, each asked in turn whether a request is its own. Another one is added here: an `OwnApi` made from
 * the context, such as `accessGrantsApi(context)`, which claims targets under `/v20180820/` and takes signatures for `s3`.
 * Its handler calls `context.identify(request.caller)` to learn who asks, and `context.registry` for what there is.
 *
 * @param content answers an S3 request as the store does, hooks and decryption included, with nobody asked whether it may.
 */
export function gatewayApis(context: GatewayContext, content: Handler): readonly OwnApi[] {
  return [administrationApi(context), accessGrantsApi(context), linkApi(context, content)];
}
