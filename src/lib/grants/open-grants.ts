import type { S3ControlClient } from "@aws-sdk/client-s3-control";
import type { ConnectionSettings } from "../config/connection-settings.js";
import { ConfigurationError, UsageError } from "../errors/s3kit-error.js";
import { isAwsEndpoint } from "../config/endpoint.js";
import { toSendOptions, type CallOptions } from "../s3/call-options.js";
import { named, serviceClientConfig } from "../s3/service-client.js";
import { createControlClient } from "./control-client.js";

/** S3 Access Grants of one account, as one caller reaches them. */
export interface GrantsConnection {
  readonly client: S3ControlClient;
  readonly accountId: string;
}

/**
 * Connect to the S3 Access Grants that belong to a store: AWS's, or the gateway's at the store's endpoint. Destroy the client
 * when done.
 *
 * @param accountId of the instance; undefined: the caller's own, which costs a request to STS.
 * @throws AccessDeniedError without credentials; UsageError for what is no account; ConfigurationError when the account
 * cannot be found out.
 */
export async function openGrants(
  settings: ConnectionSettings,
  accountId: string | undefined,
  options: CallOptions = {},
): Promise<GrantsConnection> {
  if (accountId !== undefined && !/^\d{12}$/.test(accountId))
    throw new UsageError(`Not an account: ${accountId}`, {
      code: "InvalidAccountId",
      hints: ["Accounts have twelve digits, also behind a gateway"],
    });
  const { requestHandler } = await serviceClientConfig(settings);
  const own =
    settings.endpoint === undefined || isAwsEndpoint(settings.endpoint) ? undefined : settings.endpoint;
  const client = await createControlClient({
    endpoint: own,
    region: settings.region,
    credentials: settings.credentials ?? { accessKeyId: "", secretAccessKey: "" },
    maxAttempts: settings.maxAttempts,
    requestHandler,
  });
  return { client, accountId: accountId ?? (await callerAccount(settings, own, options)) };
}

/** Who the credentials belong to, as the store sees it. */
async function callerAccount(
  settings: ConnectionSettings,
  endpoint: string | undefined,
  options: CallOptions,
): Promise<string> {
  const { GetCallerIdentityCommand, STSClient } = await import("@aws-sdk/client-sts");
  const { endpoint: _endpoint, ...config } = await serviceClientConfig(settings);
  const client = new STSClient({ ...config, ...(endpoint === undefined ? {} : { endpoint }) });
  try {
    const { Account = "" } = await named(
      "GetCallerIdentity",
      client.send(new GetCallerIdentityCommand({}), toSendOptions(options)),
    );
    if (/^\d{12}$/.test(Account)) return Account;
    throw new ConfigurationError(
      `The store names no account of twelve digits (but ${JSON.stringify(Account)})`,
      {
        code: "NoAccountId",
        hints: ["Name the account of the Access Grants instance: --account-id"],
      },
    );
  } finally {
    client.destroy();
  }
}
