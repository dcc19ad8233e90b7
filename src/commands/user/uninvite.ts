import { Args } from "@oclif/core";
import { AdministrationCommand } from "../../lib/cli/administration-command.js";

export default class UserUninvite extends AdministrationCommand {
  static override summary = "Take an invitation back.";
  static override examples = ["<%= config.bin %> <%= command.id %> ab2cd3ef4gh5ij6k"];
  static override args = { id: Args.string({ required: true, description: "id, from `user invitations`" }) };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(UserUninvite);
    const invitation = await this.administer(flags, async (registry) =>
      registry.revokeInvitation({ id: args.id }, { signal: this.signal }),
    );
    await this.output.result({ type: "revoked", ...invitation }, `Took the invitation ${invitation.id} back`);
  }
}
