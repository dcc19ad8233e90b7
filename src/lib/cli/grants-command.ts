import { Args, Flags } from "@oclif/core";
import type { GrantsConnection } from "../grants/open-grants.js";
import { BaseCommand } from "./base-command.js";
import type { ParsedConnectionFlags } from "./connection-flags.js";

/** The flags that all commands for S3 Access Grants have besides those of every command. */
const grantsFlags = {
  "account-id": Flags.string({
    helpGroup: "CONNECTION",
    helpValue: "DIGITS",
    description: "account of the Access Grants instance (default: the one of the credentials)",
  }),
};

/** Tags for what is being made. */
export const tagFlag = Flags.string({
  multiple: true,
  multipleNonGreedy: true,
  helpValue: "NAME=VALUE",
  description: "tag to give it; repeatable",
});

/** What may be done, in the words of S3 Access Grants. */
export const grantPermissionFlag = Flags.option({ options: ["READ", "WRITE", "READWRITE"] as const });

/** The argument that names a location or a grant. */
export const idArg = Args.string({ required: true, description: "id, as lists show it" });

interface GrantsFlags extends ParsedConnectionFlags {
  readonly "account-id"?: string | undefined;
}

/** What the commands for S3 Access Grants have in common. */
export abstract class GrantsCommand extends BaseCommand {
  static override baseFlags = { ...BaseCommand.baseFlags, ...grantsFlags };

  /** Do something with the S3 Access Grants that the flags and profiles point to. */
  protected async withGrants<Result>(
    flags: GrantsFlags,
    work: (connection: GrantsConnection) => Promise<Result>,
  ): Promise<Result> {
    const [settings, { openGrants }] = await Promise.all([
      this.resolve(flags),
      import("../grants/open-grants.js"),
    ]);
    const connection = await openGrants(settings, flags["account-id"], { signal: this.signal });
    try {
      return await work(connection);
    } finally {
      connection.client.destroy();
    }
  }
}
