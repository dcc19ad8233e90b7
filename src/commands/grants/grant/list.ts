import { Flags } from "@oclif/core";
import { formatGrantLine } from "../../../lib/cli/format-grants.js";
import { formatCount } from "../../../lib/cli/format-size.js";
import { grantPermissionFlag, GrantsCommand } from "../../../lib/cli/grants-command.js";

export default class GrantsGrantList extends GrantsCommand {
  static override summary = "List who has been granted access to what.";
  static override description = "At a gateway the owners of workspaces and their shares are among them.";
  static override examples = [
    "<%= config.bin %> <%= command.id %>",
    "<%= config.bin %> <%= command.id %> --grantee arn:aws:iam::111122223333:user/ada --json",
  ];
  static override flags = {
    grantee: Flags.string({ helpValue: "ARN|ID", description: "only those of this grantee" }),
    "grantee-type": Flags.option({ options: ["IAM", "DIRECTORY_USER", "DIRECTORY_GROUP"] as const })({
      description: "only those of such grantees",
    }),
    permission: grantPermissionFlag({ description: "only those with exactly this permission" }),
    scope: Flags.string({ helpValue: "URI", description: "only those for exactly this scope" }),
    application: Flags.string({ helpValue: "ARN", description: "only those for this application" }),
  };

  override async run(): Promise<void> {
    const { flags } = await this.parse(GrantsGrantList);
    const filter = {
      grantee: flags.grantee,
      granteeType: flags["grantee-type"],
      permission: flags.permission,
      scope: flags.scope,
      applicationArn: flags.application,
    };
    const { listGrants } = await import("../../../lib/grants/grants.js");
    const count = await this.withGrants(flags, async (grants) => {
      let found = 0;
      for await (const grant of listGrants(grants, filter, { signal: this.signal })) {
        await this.output.item({ type: "grant", ...grant }, () => formatGrantLine(grant));
        found += 1;
      }
      return found;
    });
    await this.output.summary({ grants: count }, formatCount(count, "grant"));
  }
}
