import { Args, Flags } from "@oclif/core";
import { formatOwnGrant } from "../../lib/cli/format-grants.js";
import { formatCount } from "../../lib/cli/format-size.js";
import { GrantsCommand } from "../../lib/cli/grants-command.js";

export default class GrantsMine extends GrantsCommand {
  static override summary = "List what is granted to the credentials in use.";
  static override description = "At a gateway own workspaces and shares received are among it.";
  static override examples = [
    "<%= config.bin %> <%= command.id %>",
    "<%= config.bin %> <%= command.id %> s3://reports/ --json",
  ];
  static override args = {
    uri: Args.string({ description: "s3://… that scopes must begin with (default: all)" }),
  };
  static override flags = {
    "allowed-by-application": Flags.boolean({
      default: false,
      description: "only what the application in use may use",
    }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(GrantsMine);
    const filter = { scope: args.uri, allowedByApplication: flags["allowed-by-application"] || undefined };
    const { listOwnGrants } = await import("../../lib/grants/caller-access.js");
    const count = await this.withGrants(flags, async (grants) => {
      let found = 0;
      for await (const grant of listOwnGrants(grants, filter, { signal: this.signal })) {
        await this.output.item({ type: "grant", ...grant }, () => formatOwnGrant(grant));
        found += 1;
      }
      return found;
    });
    await this.output.summary({ grants: count }, formatCount(count, "grant"));
  }
}
