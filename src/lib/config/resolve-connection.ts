import type { ConnectionSettings } from "./connection-settings.js";

/** What the user asked for in flags; undefined: not said. */
export interface ConnectionRequest {
  readonly profile?: string | undefined;
  readonly endpoint?: string | undefined;
  readonly region?: string | undefined;
  readonly pathStyle?: boolean | undefined;
  /** False: send requests without credentials. */
  readonly sign?: boolean | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Work out which store to talk to and as whom, from flags and the environment. */
export async function resolveConnection(
  request: ConnectionRequest,
  env: Environment,
): Promise<ConnectionSettings> {
  const endpoint = request.endpoint ?? env["AWS_ENDPOINT_URL_S3"] ?? env["AWS_ENDPOINT_URL"];
  return {
    profile: undefined,
    endpoint,
    region: request.region ?? env["AWS_REGION"] ?? env["AWS_DEFAULT_REGION"] ?? "us-east-1",
    pathStyle: request.pathStyle ?? endpoint !== undefined,
    credentials: request.sign === false ? undefined : credentialsFrom(env),
    checksums: endpoint === undefined ? "when_supported" : "when_required",
  };
}

function credentialsFrom(env: Environment): ConnectionSettings["credentials"] {
  const accessKeyId = env["AWS_ACCESS_KEY_ID"] ?? "";
  const secretAccessKey = env["AWS_SECRET_ACCESS_KEY"] ?? "";
  const sessionToken = env["AWS_SESSION_TOKEN"];
  return { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) };
}
