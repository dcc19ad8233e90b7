import type { S3Response } from "../../wire/exchange.js";
import type { OwnApi } from "../../wire/http/own-api.js";
import { S3Error } from "../../wire/s3-error.js";
import type { RecentRequest } from "./recent-requests.js";

/** Names of buckets and keys are told here: unlike its neighbours, this path wants a signature. */
export const REQUESTS_PATH = "/-/requests";

/** Answer `GET /-/requests`, to signatures of trusted keys: `{"requests": […]}`, the latest first. */
export function requestsApi(
  list: () => Promise<readonly RecentRequest[]>,
  isTrusted: (accessKeyId: string) => boolean,
): OwnApi {
  return {
    claims: ({ rawTarget }) => rawTarget.split("?", 1)[0] === REQUESTS_PATH,
    services: ["s3"],
    unsigned: "refused",
    handler: async ({ method, caller }) => {
      if (caller.kind !== "signed" || !isTrusted(caller.accessKeyId)) throw notTrusted();
      if (method !== "GET") throw new S3Error("MethodNotAllowed", "Only GET is possible here.");
      return json({ requests: await list() });
    },
  };
}

function json(document: object): S3Response {
  const headers = { "content-type": "application/json", "cache-control": "no-store" };
  return { status: 200, headers, body: `${JSON.stringify(document)}\n` };
}

function notTrusted(): S3Error {
  return new S3Error(
    "AccessDenied",
    "Access Denied. What others ask is told to keys of the proxy without limits.",
  );
}
