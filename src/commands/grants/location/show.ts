import { formatLocation } from "../../../lib/cli/format-grants.js";
import { GrantsCommand, idArg } from "../../../lib/cli/grants-command.js";

export default class GrantsLocationShow extends GrantsCommand {
  static override summary = "Show a place in which access can be granted.";
  static override examples = ["<%= config.bin %> <%= command.id %> default"];
  static override args = { id: idArg };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(GrantsLocationShow);
    const { getLocation } = await import("../../../lib/grants/locations.js");
    const location = await this.withGrants(flags, async (grants) =>
      getLocation(grants, args.id, { signal: this.signal }),
    );
    await this.output.result({ type: "location", ...location }, () => formatLocation(location));
  }
}
