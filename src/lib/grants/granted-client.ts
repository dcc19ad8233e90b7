import type { S3Client } from "@aws-sdk/client-s3";
import type { AwsCredentialIdentity } from "@aws-sdk/types";
import type { ConnectionSettings } from "../config/connection-settings.js";
import { sdkClient } from "../s3/client-connection.js";
import type { CreateClientOptions } from "../s3/create-client.js";
import { deferClient } from "../s3/defer-client.js";
import type { DirectRequest } from "../s3/direct/direct-request.js";
import { DirectServiceError } from "../s3/direct/service-error.js";
import { routeRequest } from "../wire/http/route-request.js";
import { readDelete } from "../wire/xml/documents/delete.js";
import { renderXml } from "../wire/xml/render-xml.js";
import type { RequestInput } from "./plugin/request-demand.js";
import { accessGrantsOf, withAccessGrants } from "./plugin/with-access-grants.js";

/**
 * A client of s3kit's services whose requests, through the SDK or past it, are signed with what S3 Access Grants gives
 * for them. What it gave is used for all that it covers, by both.
 *
 * A refusal by S3 Access Grants is thrown as if the store had refused the request itself, so that services go on as
 * they do then: a deletion of many objects is made one by one, and a copy passes through this machine.
 */
export function createGrantedClient(
  settings: ConnectionSettings,
  options: CreateClientOptions = {},
): S3Client {
  const client = deferClient(settings, {
    ...options,
    prepare: (sdk) => void withAccessGrants(sdk),
    credentialsFor: async (request, { refresh }) => {
      const controls = accessGrantsOf(await sdkClient(client));
      if (controls === undefined) throw new TypeError("The client was made without S3 Access Grants");
      return asStore(async () =>
        controls.credentialsFor(operationOf(request), inputOf(request), { refresh }),
      );
    },
  });
  return client;
}

function operationOf({ method, bucket, key, query = {}, headers = {} }: DirectRequest): string {
  const parameters = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  const kind = bucket === undefined ? "service" : key === undefined ? "bucket" : "object";
  return routeRequest({ method, kind, query: new Map(parameters), headers });
}

function inputOf({ bucket, key, query = {}, headers = {}, body }: DirectRequest): RequestInput {
  const isDeletion = query["delete"] !== undefined && Buffer.isBuffer(body);
  const keys = isDeletion ? readDelete(body.toString("utf8")).objects : [];
  return {
    Bucket: bucket,
    Key: key,
    Prefix: query["prefix"],
    CopySource: headers["x-amz-copy-source"],
    ...(isDeletion ? { Delete: { Objects: keys.map((object) => ({ Key: object.key })) } } : {}),
  };
}

interface Refusal extends Error {
  readonly $metadata?: { readonly httpStatusCode?: number };
}

async function asStore(ask: () => Promise<AwsCredentialIdentity>): Promise<AwsCredentialIdentity> {
  try {
    return await ask();
  } catch (error) {
    const { name, message, $metadata } = error as Refusal;
    const status = $metadata?.httpStatusCode ?? (name === "AccessDenied" ? 403 : undefined);
    if (status === undefined || error instanceof DirectServiceError) throw error;
    const body = Buffer.from(renderXml("Error", { Code: name, Message: message }, ""));
    throw Object.assign(new DirectServiceError({ status, headers: {}, body }, 1), { cause: error });
  }
}
