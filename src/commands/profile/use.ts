import { Args, Flags } from "@oclif/core";
import { BaseCommand } from "../../lib/cli/base-command.js";
import { UsageError } from "../../lib/errors/s3kit-error.js";

export default class ProfileUse extends BaseCommand {
  static override summary = "Use a profile wherever no other is named.";
  static override description = "Flags, S3KIT_PROFILE and AWS_* variables still come first.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> ceph",
    "<%= config.bin %> <%= command.id %> --none",
  ];
  static override args = { name: Args.string({ description: "name of the profile" }) };
  static override flags = { none: Flags.boolean({ default: false, description: "use no profile" }) };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(ProfileUse);
    if ((args.name === undefined) !== flags.none) throw new UsageError("Name a profile, or pass --none");
    const { useProfile } = await import("../../lib/config/profiles.js");
    await useProfile(args.name, process.env);
    const human =
      args.name === undefined ? "No profile is in use now" : `The profile ${args.name} is in use now`;
    await this.output.result({ inUse: args.name ?? null }, human);
  }
}
