import { Flags } from "@oclif/core";
import { formatCount } from "../../../lib/cli/format-size.js";
import { GrantsCommand } from "../../../lib/cli/grants-command.js";

export default class GrantsLocationList extends GrantsCommand {
  static override summary = "List the places in which access can be granted.";
  static override description = "At a gateway workspaces are among them.";
  static override examples = ["<%= config.bin %> <%= command.id %>"];
  static override flags = {
    scope: Flags.string({ helpValue: "URI", description: "only the location of exactly this scope" }),
  };

  override async run(): Promise<void> {
    const { flags } = await this.parse(GrantsLocationList);
    const { listLocations } = await import("../../../lib/grants/locations.js");
    const count = await this.withGrants(flags, async (grants) => {
      let found = 0;
      for await (const location of listLocations(grants, { scope: flags.scope }, { signal: this.signal })) {
        const { id, scope, iamRoleArn } = location;
        await this.output.item({ type: "location", ...location }, `${id}  ${scope}  ${iamRoleArn}`);
        found += 1;
      }
      return found;
    });
    await this.output.summary({ locations: count }, formatCount(count, "location"));
  }
}
