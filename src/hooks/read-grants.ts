import { ConfigurationError } from "../lib/errors/s3kit-error.js";
import { openGrants } from "../lib/grants/open-grants.js";
import { surveyGrants, type GrantsSurvey } from "../lib/grants/survey-grants.js";
import { connectionOf } from "../lib/s3/client-connection.js";
import type { Client } from "./explorer-services.js";

/** S3 Access Grants of the store behind a client. @throws as `openGrants` and `surveyGrants` do */
export async function surveyGrantsOf(
  client: Client,
  target: string | undefined,
  signal: AbortSignal,
): Promise<GrantsSurvey> {
  const settings = connectionOf(client)?.settings;
  if (settings === undefined) throw new ConfigurationError("It is not known how this store is reached");
  const connection = await openGrants(settings, undefined, { signal });
  try {
    return await surveyGrants(connection, { target }, { signal });
  } finally {
    connection.client.destroy();
  }
}
