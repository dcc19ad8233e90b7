import { Args } from "@oclif/core";
import { AdministrationCommand } from "../../lib/cli/administration-command.js";

export default class ShareUnlink extends AdministrationCommand {
  static override summary = "Take a link back.";
  static override examples = ["<%= config.bin %> <%= command.id %> ab2cd3ef4gh5ij6k"];
  static override args = {
    id: Args.string({ required: true, description: "id, from `share list --links`" }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(ShareUnlink);
    const link = await this.administer(flags, async (registry) =>
      registry.revokeLink({ id: args.id }, { signal: this.signal }),
    );
    await this.output.result({ type: "revoked", ...link }, `Revoked the link to ${link.uri}`);
  }
}
