import { Args, Flags } from "@oclif/core";
import { BaseCommand } from "../../lib/cli/base-command.js";

export default class ProfileRemove extends BaseCommand {
  static override summary = "Forget a profile and its secrets.";
  static override examples = ["<%= config.bin %> <%= command.id %> ceph --yes"];
  static override args = { name: Args.string({ required: true, description: "name of the profile" }) };
  static override flags = { yes: Flags.boolean({ char: "y", default: false, description: "do not ask" }) };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(ProfileRemove);
    const { profileNamed, readProfiles, removeProfile } = await import("../../lib/config/profiles.js");
    const { endpoint } = profileNamed(args.name, await readProfiles(process.env));
    await this.confirm(
      { action: `Forget the profile ${args.name} (${endpoint ?? "AWS"}) and its secrets` },
      flags,
    );
    await removeProfile(args.name, process.env);
    await this.output.result({ removed: args.name }, `Removed the profile ${args.name}`);
  }
}
