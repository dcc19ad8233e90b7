import { Flags } from "@oclif/core";
import { UsageError } from "../errors/s3kit-error.js";
import type { IssuedToken } from "../workspace/administration-answers.js";

export type TokenFormat = "env" | "credential-process" | "mc" | "rclone";

/** How a token is printed where `--json` is not given. */
export const tokenFormatFlags = {
  format: Flags.option({ options: ["env", "credential-process", "mc", "rclone"] as const })({
    default: "env",
    description:
      "print export lines, what a credential_process prints, the alias of an mc host, or a section of rclone.conf",
  }),
  alias: Flags.string({
    default: "s3kit",
    helpValue: "NAME",
    description: "name of the mc alias or rclone remote",
  }),
};

/** A token in the words of the program that is to use it. @throws UsageError for a name that the program does not take */
export async function formatToken(token: IssuedToken, format: TokenFormat, alias: string): Promise<string> {
  if (format === "mc") return mcAlias(token, alias);
  if (format === "rclone") return rcloneRemote(token, alias);
  const { formatCredentials } = await import("../sts/format-credentials.js");
  const text = formatCredentials({ ...token, expiration: new Date(token.expiration) }, format);
  return format === "env" && token.endpoint !== null
    ? `${text}\nexport AWS_ENDPOINT_URL=${token.endpoint}`
    : text;
}

/** `mc` takes a session token in the variable of a host alone. */
function mcAlias(token: IssuedToken, alias: string): string {
  if (!/^\w+$/.test(alias)) throw badAlias(alias, "letters, digits and _");
  const { protocol, host } = new URL(requireEndpoint(token, "mc"));
  const key = [token.accessKeyId, token.secretAccessKey, token.sessionToken]
    .map(encodeURIComponent)
    .join(":");
  return `export MC_HOST_${alias}=${protocol}//${key}@${host}`;
}

function rcloneRemote(token: IssuedToken, alias: string): string {
  if (!/^[\w.+@-]+$/.test(alias)) throw badAlias(alias, "letters, digits and _ . + @ -");
  return [
    `[${alias}]`,
    "type = s3",
    "provider = Other",
    `access_key_id = ${token.accessKeyId}`,
    `secret_access_key = ${token.secretAccessKey}`,
    `session_token = ${token.sessionToken}`,
    `endpoint = ${requireEndpoint(token, "rclone")}`,
    "region = us-east-1",
    "force_path_style = true",
  ].join("\n");
}

function requireEndpoint({ endpoint }: IssuedToken, program: string): string {
  if (endpoint !== null) return endpoint;
  throw new UsageError(`${program} has to be told the gateway's address, which is not known`, {
    code: "NoGatewayEndpoint",
    hints: ["Set it with: s3kit workspace settings --gateway-url URL"],
  });
}

function badAlias(alias: string, letters: string): UsageError {
  return new UsageError(`Not a name for it: ${alias}`, { hints: [`Use ${letters}`] });
}
