import { Flags } from "@oclif/core";
import { GrantsCommand, idArg } from "../../../lib/cli/grants-command.js";

export default class GrantsLocationRemove extends GrantsCommand {
  static override summary = "Remove a location that has no grants any more.";
  static override examples = ["<%= config.bin %> <%= command.id %> default --yes"];
  static override args = { id: idArg };
  static override flags = {
    yes: Flags.boolean({ char: "y", default: false, description: "do not ask" }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(GrantsLocationRemove);
    const { deleteLocation, getLocation } = await import("../../../lib/grants/locations.js");
    const { id, scope } = await this.withGrants(flags, async (grants) => {
      const location = await getLocation(grants, args.id, { signal: this.signal });
      await this.confirm({ action: `Remove the location ${location.id} (${location.scope})` }, flags);
      await deleteLocation(grants, location.id, { signal: this.signal });
      return location;
    });
    await this.output.result({ type: "removed", id, scope }, `Removed ${id} (${scope})`);
  }
}
