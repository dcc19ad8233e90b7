import { Args } from "@oclif/core";
import { AdministrationCommand } from "../../lib/cli/administration-command.js";

export default class ShareRevoke extends AdministrationCommand {
  static override summary = "Take a share back, or give one back that you got.";
  static override description =
    "Gateways refuse what it allowed within two seconds, to tokens that were issued before, too. Credentials of a store's " +
    "own STS (`token issue --mode sts`) go on until they end.";
  static override examples = ["<%= config.bin %> <%= command.id %> ab2cd3ef4gh5ij6k"];
  static override args = { id: Args.string({ required: true, description: "id, from `share list`" }) };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(ShareRevoke);
    const share = await this.administer(flags, async (registry) =>
      registry.revokeShare({ id: args.id }, { signal: this.signal }),
    );
    const who = share.user ?? `group ${share.group ?? ""}`;
    await this.output.result(
      { type: "revoked", ...share },
      `Revoked ${who}'s ${share.permission.toLowerCase()} on ${share.uri}`,
    );
  }
}
