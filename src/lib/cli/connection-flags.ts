import { Flags } from "@oclif/core";
import type { ConnectionRequest } from "../config/resolve-connection.js";

const GROUP = "CONNECTION";

/** The flags that choose the store and its credentials, the same on every command. */
export const connectionFlags = {
  profile: Flags.string({ helpGroup: GROUP, description: "s3kit or AWS profile to use", helpValue: "NAME" }),
  endpoint: Flags.string({
    helpGroup: GROUP,
    description: "URL of the store; without it, AWS",
    helpValue: "URL",
  }),
  region: Flags.string({ helpGroup: GROUP, description: "region to sign for", helpValue: "NAME" }),
  "path-style": Flags.boolean({
    helpGroup: GROUP,
    allowNo: true,
    description: "put the bucket in the path, not in the host name (default: on for any endpoint but AWS)",
  }),
  "no-sign-request": Flags.boolean({
    default: false,
    helpGroup: GROUP,
    description: "send requests without credentials",
  }),
  "access-grants": Flags.boolean({
    helpGroup: GROUP,
    allowNo: true,
    description: "sign each request with what S3 Access Grants gives for it (docs/access-grants.md)",
  }),
};

/** The flags that say how a command talks, the same on every command. */
export const outputFlags = {
  json: Flags.boolean({
    default: false,
    helpGroup: "OUTPUT",
    description: "print JSON: a document, or one a line for lists",
  }),
  "no-color": Flags.boolean({ default: false, helpGroup: "OUTPUT", description: "print without colours" }),
  verbose: Flags.boolean({
    default: false,
    helpGroup: "OUTPUT",
    description: "print each request to the store on stderr",
  }),
};

/** The flags of {@link connectionFlags} as oclif parsed them. */
export interface ParsedConnectionFlags {
  readonly profile?: string | undefined;
  readonly endpoint?: string | undefined;
  readonly region?: string | undefined;
  readonly "path-style"?: boolean | undefined;
  readonly "no-sign-request"?: boolean | undefined;
  readonly "access-grants"?: boolean | undefined;
  readonly verbose?: boolean | undefined;
}

/** Flags in the words of {@link ConnectionRequest}. */
export function toConnectionRequest(flags: ParsedConnectionFlags): ConnectionRequest {
  return {
    profile: flags.profile,
    endpoint: flags.endpoint,
    region: flags.region,
    pathStyle: flags["path-style"],
    sign: flags["no-sign-request"] !== true,
    accessGrants: flags["access-grants"],
  };
}
