import type { S3ControlClient } from "@aws-sdk/client-s3-control";
import { createControlClient } from "../../../../src/lib/grants/control-client.js";
import type { StartProxyOptions } from "../../../../src/lib/proxy/start-proxy.js";
import { signRequest } from "../../../../src/lib/wire/auth/sign-request.js";
import { hash } from "node:crypto";
import { CLIENT_KEY } from "../../proxy/running-proxy.js";
import { keyOf, runningGateway, type RegistryWriter } from "../running-gateway.js";

export const ACCOUNT = "111122223333";
const REGION = "eu-west-1";

/** A gateway with users alice and bob, and clients of its S3 Access Grants API. */
export async function gatewayWithGrants(
  seed: (writer: RegistryWriter) => Promise<void> = async () => Promise.resolve(),
  options: Partial<StartProxyOptions> = {},
) {
  const gateway = await runningGateway(async (writer) => {
    await writer.addUsers("alice", "bob");
    await seed(writer);
  }, options);
  const clients: S3ControlClient[] = [];
  const clientFor = async (credentials: {
    accessKeyId: string;
    secretAccessKey: string;
    sessionToken?: string;
  }) => {
    const client = await createControlClient({
      endpoint: gateway.endpoint,
      region: REGION,
      credentials,
      maxAttempts: 1,
    });
    clients.push(client);
    return client;
  };
  return {
    ...gateway,
    control: await clientFor(CLIENT_KEY),
    alice: await clientFor(keyOf("alice")),
    bob: await clientFor(keyOf("bob")),
    clientFor,
    /** Send a request of the API's, signed, and see the very text of the answer. */
    raw: async (
      method: string,
      path: string,
      body = "",
      options: { readonly key?: typeof CLIENT_KEY; readonly headers?: Record<string, string> } = {},
    ) => sendControl(gateway.endpoint, method, path, body, options),
    async [Symbol.asyncDispose](): Promise<void> {
      for (const client of clients) client.destroy();
      await gateway[Symbol.asyncDispose]();
    },
  };
}

async function sendControl(
  endpoint: string,
  method: string,
  path: string,
  body: string,
  {
    key = CLIENT_KEY,
    headers = {},
  }: { readonly key?: typeof CLIENT_KEY; readonly headers?: Record<string, string> },
) {
  const [rawPath = "", query = ""] = `/v20180820${path}`.split("?", 2);
  const { host } = new URL(endpoint);
  const signed = signRequest(
    {
      method,
      rawPath,
      query,
      headers: { host, "x-amz-account-id": ACCOUNT, ...headers },
      payloadHash: hash("sha256", body, "hex"),
    },
    key,
    REGION,
    "s3",
    new Date(),
  );
  const { host: _host, ...sent } = signed;
  const response = await fetch(`${endpoint}${rawPath}${query === "" ? "" : `?${query}`}`, {
    method,
    headers: sent,
    ...(body === "" ? {} : { body }),
  });
  return { status: response.status, text: await response.text() };
}
