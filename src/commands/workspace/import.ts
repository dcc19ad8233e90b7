import { Args, Flags } from "@oclif/core";
import { AdministrationCommand } from "../../lib/cli/administration-command.js";
import { formatCount } from "../../lib/cli/format-size.js";
import { parseS3Uri } from "../../lib/s3/uri.js";

export default class WorkspaceImport extends AdministrationCommand {
  static override summary =
    "Make a workspace of data that is there already; nothing is written to it or moved.";
  static override description =
    "With --each every first level below the prefix becomes a workspace of its own, named like it. What is a workspace " +
    "already is left alone, so it can be run again.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> s3://archive/projects/lab/ --owner alice",
    "<%= config.bin %> <%= command.id %> s3://archive/projects/ --each --owner alice",
  ];
  static override args = { uri: Args.string({ required: true, description: "s3://bucket/prefix" }) };
  static override flags = {
    each: Flags.boolean({ default: false, description: "one workspace for each first level below" }),
    name: Flags.string({
      helpValue: "NAME",
      description: "name of the workspace (default: the prefix's last level)",
      exclusive: ["each"],
    }),
    owner: Flags.string({ helpValue: "USER", description: "whose they are (default: yours)" }),
    overlap: Flags.boolean({ default: false, description: "even inside or around another's workspace" }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(WorkspaceImport);
    const { bucket, key: prefix } = parseS3Uri(args.uri);
    const { each, name, owner } = flags;
    const { created, skipped } = await this.administer(flags, async (registry) =>
      registry.importWorkspaces(
        { bucket, prefix, each, name, owner, ...(flags.overlap ? { mayOverlap: true } : {}) },
        { signal: this.signal },
      ),
    );
    for (const workspace of created) {
      await this.output.item({ type: "workspace", ...workspace }, `${workspace.name}  ${workspace.uri}`);
    }
    for (const { uri, reason } of skipped) {
      await this.output.item({ type: "skipped", uri, reason }, "");
      if (!this.output.json) this.output.note(`Skipped ${uri}: ${reason}`);
    }
    await this.output.summary(
      { created: created.length, skipped: skipped.length },
      `${formatCount(created.length, "workspace")} created, ${skipped.length.toString()} skipped`,
    );
  }
}
