import { Args } from "@oclif/core";
import { BaseCommand } from "../../lib/cli/base-command.js";

export default class ProfileShow extends BaseCommand {
  static override summary =
    "Show what a profile, the flags and the environment add up to, without the secrets.";
  static override examples = [
    "<%= config.bin %> <%= command.id %>",
    "<%= config.bin %> <%= command.id %> ceph --json",
  ];
  static override args = {
    name: Args.string({ description: "name of the profile (default: the one in use)" }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(ProfileShow);
    const { describeConnection } = await import("../../lib/config/describe-connection.js");
    const settings = await this.resolve({ ...flags, profile: args.name ?? flags.profile });
    const { capabilities } = settings;
    const description = describeConnection(settings);
    await this.output.result({ ...description, capabilities }, () =>
      [
        ["profile", description.profile ?? "none"],
        ["endpoint", description.endpoint ?? "AWS"],
        ["region", description.region],
        ["path style", description.pathStyle ? "on" : "off"],
        ["credentials", description.credentials],
        ["checksums", description.checksums],
        ["grants", description.accessGrants ? "S3 Access Grants for each request" : "not used"],
        ["checked", capabilities?.checkedAt ?? "never (s3kit profile check)"],
      ]
        .map(([label = "", value = ""]) => `${label.padEnd(12)} ${value}`)
        .join("\n"),
    );
  }
}
