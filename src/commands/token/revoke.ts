import { Args } from "@oclif/core";
import { AdministrationCommand } from "../../lib/cli/administration-command.js";

export default class TokenRevoke extends AdministrationCommand {
  static override summary = "End a token before its time: gateways refuse it within two seconds.";
  static override examples = ["<%= config.bin %> <%= command.id %> ab2cd3ef4gh5ij6k"];
  static override args = { id: Args.string({ required: true, description: "id, from `token list`" }) };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(TokenRevoke);
    const token = await this.administer(flags, async (registry) =>
      registry.revokeToken({ id: args.id }, { signal: this.signal }),
    );
    await this.output.result({ type: "revoked", ...token }, `Revoked ${token.user}'s token ${token.id}`);
  }
}
