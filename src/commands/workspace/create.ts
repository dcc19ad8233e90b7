import { Args, Flags } from "@oclif/core";
import { AdministrationCommand } from "../../lib/cli/administration-command.js";
import { formatWorkspace } from "../../lib/cli/format-workspace.js";
import { parseSize } from "../../lib/cli/parse-size.js";

export default class WorkspaceCreate extends AdministrationCommand {
  static override summary = "Create a workspace: a prefix of a bucket with an owner.";
  static override description =
    "Without --bucket it goes below its owner's name where the settings say (`workspace settings`), else into the control " +
    "bucket. What lies at the place already belongs to it; nothing is written there.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> lab",
    "<%= config.bin %> <%= command.id %> lab --owner alice --bucket data --prefix projects/lab/",
  ];
  static override args = { name: Args.string({ required: true, description: "name of the workspace" }) };
  static override flags = {
    owner: Flags.string({ helpValue: "USER", description: "whose it is (default: yours)" }),
    bucket: Flags.string({ helpValue: "NAME", description: "bucket that it is in" }),
    prefix: Flags.string({
      helpValue: "PREFIX",
      description: "prefix that it is; '' for the whole bucket (default: OWNER/NAME/)",
      dependsOn: ["bucket"],
    }),
    "public-read": Flags.boolean({ default: false, description: "let every user read it" }),
    quota: Flags.string({ helpValue: "SIZE", description: "how much may be in it: 10GiB" }),
    overlap: Flags.boolean({ default: false, description: "even inside or around another's workspace" }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(WorkspaceCreate);
    const { owner, bucket, prefix } = flags;
    const workspace = await this.administer(flags, async (registry) =>
      registry.createWorkspace(
        {
          name: args.name,
          owner,
          bucket,
          prefix,
          isPublic: flags["public-read"],
          quotaBytes: flags.quota === undefined ? undefined : parseSize(flags.quota),
          ...(flags.overlap ? { mayOverlap: true } : {}),
        },
        { signal: this.signal },
      ),
    );
    await this.output.result({ type: "workspace", ...workspace }, () => formatWorkspace(workspace));
  }
}
