import { Flags } from "@oclif/core";
import { formatLocation } from "../../../lib/cli/format-grants.js";
import { GrantsCommand, idArg } from "../../../lib/cli/grants-command.js";

export default class GrantsLocationUpdate extends GrantsCommand {
  static override summary = "Give a location another role, the one thing of it that can be changed.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> default --role arn:aws:iam::111122223333:role/narrower",
  ];
  static override args = { id: idArg };
  static override flags = {
    role: Flags.string({ required: true, helpValue: "ARN", description: "role that gives access to it" }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(GrantsLocationUpdate);
    const { updateLocation } = await import("../../../lib/grants/locations.js");
    const location = await this.withGrants(flags, async (grants) =>
      updateLocation(grants, { id: args.id, iamRoleArn: flags.role }, { signal: this.signal }),
    );
    await this.output.result({ type: "location", ...location }, () => formatLocation(location));
  }
}
